import FiniteFields

/// A witness (.wtns) of a circuit over BN254's scalar field, in place: one value for each wire, 32 bytes little-endian each, not in Montgomery
/// form; wire 0 is the constant one.
///
/// Everything is checked when it is opened: the prime is r, the count matches the size, every value is below r, the first is one. Errors
/// name a wire and never a value.
public struct WitnessFile: Sendable {
    /// Number of wires, the constant included.
    public let count: Int
    /// `count` values of 32 bytes.
    public let values: ByteRange

    /// The ids of the sections.
    enum Section: UInt32 {
        case header = 1
        case values = 2
    }

    /// Maps and checks a file. Cost: one pass over it.
    public init(path: String) throws(FormatError) { try self.init(FileBytes(path: path)) }

    public init(_ bytes: FileBytes) throws(FormatError) {
        let file = try SectionFile(bytes, magic: "wtns", versions: 1...2)
        let header = try file.section(Section.header.rawValue)
        try header.expectCount(40, "the header")
        var cursor = ByteCursor(header)
        try cursor.modulus(BN254Scalar.modulus, "the prime")
        let place = cursor.place
        let count = try cursor.word32("the number of values")
        guard count > 0 else { throw .wrongValue(place, what: "number of values", expected: "at least 1", found: "0") }
        values = try file.section(Section.values.rawValue)
        try values.expectCount(32 * UInt64(count), "\(count) values")
        self.count = Int(count)
        guard self[0] == .one else {
            throw .wrongValue(values.place(), what: "value of wire 0", expected: "the constant 1", found: "another value")
        }
        for wire in 1..<max(1, self.count) where self[wire] == nil {
            throw .wrongValue(values.place(32 * wire), what: "value of wire \(wire)", expected: "a value below r", found: "a larger one")
        }
    }

    /// The value of a wire; nil from `count` on.
    public subscript(wire: Int) -> BN254Scalar? {
        guard wire >= 0, wire < count else { return nil }
        return unsafe BN254Scalar(canonical: littleEndianWords(UnsafeRawBufferPointer(rebasing: values.raw[32 * wire..<32 * wire + 32])))
    }

    /// The bytes of a .wtns file (version 2) with these values, of which the first must be one.
    public static func encode(_ values: [BN254Scalar]) -> [UInt8] {
        var header: [UInt8] = []
        header.append(littleEndian: UInt32(32))
        header.append(littleEndian: BN254Scalar.modulus)
        header.append(littleEndian: UInt32(values.count))
        var content: [UInt8] = []
        content.reserveCapacity(32 * values.count)
        for value in values { content.append(littleEndian: value.canonical) }
        return SectionFile.encode(magic: "wtns", version: 2, [(Section.header.rawValue, header), (Section.values.rawValue, content)])
    }
}
