import FiniteFields

/// A proving key of Groth16 (.zkey) over BN254, mapped and used in place.
///
/// When it is opened, sizes are checked against counts, the points of its verification key against curve and subgroup, and the coefficients
/// against their ranges. The points of sections 5 to 9 are checked by `checkPoints()`, which a prover does not need: a wrong one makes a
/// proof that its own verification refuses.
public struct ZKeyFile: Sendable {
    /// The ids of the sections.
    public enum Section: UInt32, Sendable, CaseIterable {
        case protocolNumber = 1
        case header = 2
        case inputs = 3
        case coefficients = 4
        case a = 5
        case b1 = 6
        case b2 = 7
        case c = 8
        case h = 9
        case contributions = 10
    }

    /// Counts and the points that all proofs share.
    public struct Header: Equatable, Sendable {
        /// All wires, the constant included.
        public var wireCount: Int
        /// Public values, the constant not included.
        public var publicCount: Int
        /// A power of two above the number of constraints and public values, 2 ... 2^28.
        public var domainSize: Int
        public var alpha1, beta1: G1Affine
        public var beta2, gamma2: G2Affine
        public var delta1: G1Affine
        public var delta2: G2Affine

        public var logDomainSize: Int { domainSize.trailingZeroBitCount }
    }

    /// One entry of the matrices A and B.
    public struct Coefficient: Equatable, Sendable {
        /// 0 for A, 1 for B.
        public var matrix: Int
        /// The row, below the domain's size.
        public var constraint: Int
        /// The column, below the number of wires.
        public var wire: Int
        /// The coefficient times R, R = 2^256: its words in the file are those of Montgomery form taken twice, so that the product with the words of a
        /// witness value, taken as if in Montgomery form, is the product of coefficient and value.
        public var storedValue: BN254Scalar

        @inlinable
        public init(matrix: Int, constraint: Int, wire: Int, storedValue: BN254Scalar) {
            self.matrix = matrix
            self.constraint = constraint
            self.wire = wire
            self.storedValue = storedValue
        }
    }

    public let file: SectionFile
    public let header: Header
    /// [IC] in G1: for the constant and each public value.
    public let inputs: PointSection<BN254G1>
    public let coefficientCount: Int
    /// 44 bytes for each: matrix, constraint, wire (u32 each), stored value.
    public let coefficients: ByteRange
    /// For each wire, A and B in G1 and B in G2.
    public let a, b1: PointSection<BN254G1>
    public let b2: PointSection<BN254G2>
    /// For each wire that is not public.
    public let c: PointSection<BN254G1>
    /// For each point of the domain: the odd Lagrange basis of twice the domain, over delta.
    public let h: PointSection<BN254G1>
    public let history: KeyHistory

    /// Bytes of one entry of the matrices.
    public static let coefficientSize = 44

    /// Maps and checks a file. Cost: one pass over the coefficients.
    public init(path: String) throws(FormatError) { try self.init(FileBytes(path: path)) }

    public init(_ bytes: FileBytes) throws(FormatError) {
        let file = try SectionFile(bytes, magic: "zkey", versions: 1...2)
        self.file = file
        func section(_ id: Section) throws(FormatError) -> ByteRange { try file.section(id.rawValue) }
        let kind = try section(.protocolNumber)
        try kind.expectCount(4, "the protocol")
        let number = try kind.word32(0, "the protocol")
        guard number == 1 else { throw .wrongValue(kind.place(), what: "protocol", expected: "1 (groth16)", found: "\(number)") }
        header = try Header(section(.header))
        inputs = try PointSection(section(.inputs), count: header.publicCount + 1, "IC")
        a = try PointSection(section(.a), count: header.wireCount, "A")
        b1 = try PointSection(section(.b1), count: header.wireCount, "B1")
        b2 = try PointSection(section(.b2), count: header.wireCount, "B2")
        c = try PointSection(section(.c), count: header.wireCount - header.publicCount - 1, "C")
        h = try PointSection(section(.h), count: header.domainSize, "H")
        let entries = try section(.coefficients)
        let count = try entries.word32(0, "the number of coefficients")
        try entries.expectCount(4 + UInt64(count) * UInt64(Self.coefficientSize), "\(count) coefficients")
        coefficientCount = Int(count)
        coefficients = try entries.part(4, entries.count - 4, "the coefficients")
        history = try KeyHistory(section(.contributions))
        try checkCoefficients()
        try inputs.check(isInfinityAllowed: true)
    }

    /// The entry at an index below `coefficientCount`.
    @inlinable
    public func coefficient(_ index: Int) -> Coefficient {
        precondition(index >= 0 && index < coefficientCount, "coefficient out of range")
        let start = index * Self.coefficientSize
        let entry = unsafe UnsafeRawBufferPointer(rebasing: coefficients.raw[start..<start + Self.coefficientSize])
        return unsafe Coefficient(
            matrix: Int(UInt32(littleEndian: entry.loadUnaligned(fromByteOffset: 0, as: UInt32.self))),
            constraint: Int(UInt32(littleEndian: entry.loadUnaligned(fromByteOffset: 4, as: UInt32.self))),
            wire: Int(UInt32(littleEndian: entry.loadUnaligned(fromByteOffset: 8, as: UInt32.self))),
            storedValue: BN254Scalar(uncheckedMontgomery: littleEndianWords(UnsafeRawBufferPointer(rebasing: entry[12...]))))
    }

    private func checkCoefficients() throws(FormatError) {
        for index in 0..<coefficientCount {
            let entry = coefficient(index)
            let place = coefficients.place(index * Self.coefficientSize)
            guard entry.matrix < 2 else {
                throw .wrongValue(place, what: "matrix of coefficient \(index)", expected: "0 or 1", found: "\(entry.matrix)")
            }
            guard entry.constraint < header.domainSize else {
                throw .wrongValue(
                    place, what: "constraint of coefficient \(index)", expected: "a number below \(header.domainSize)",
                    found: "\(entry.constraint)")
            }
            guard entry.wire < header.wireCount else {
                throw .wrongValue(
                    place, what: "wire of coefficient \(index)", expected: "a number below \(header.wireCount)", found: "\(entry.wire)")
            }
            guard BN254Scalar(montgomery: entry.storedValue.montgomery) != nil else {
                throw .wrongValue(place, what: "coefficient \(index)", expected: "a value below r", found: "a larger one")
            }
        }
    }

    /// Checks that every point of sections 5 to 9 is reduced, on its curve and in the subgroup of order r.
    ///
    /// - Throws: `FormatError.wrongValue` at the first that is not. Cost: about 0.1 ms for each point of G2.
    public func checkPoints() throws(FormatError) {
        for points in [a, b1, c, h] { try points.check(isInfinityAllowed: true) }
        try b2.check(isInfinityAllowed: true)
    }
}

extension ZKeyFile.Header {
    /// Bytes of the header section.
    static let byteCount = 660

    /// Reads and checks the header section.
    init(_ section: ByteRange) throws(FormatError) {
        try section.expectCount(UInt64(Self.byteCount), "the header")
        var cursor = ByteCursor(section)
        try cursor.modulus(BN254Base.modulus, "the base field")
        try cursor.modulus(BN254Scalar.modulus, "the scalar field")
        let wirePlace = cursor.place
        let wires = try cursor.word32("the number of wires")
        let publics = try cursor.word32("the number of public values")
        guard wires > publics else {
            throw .wrongValue(
                wirePlace, what: "number of wires", expected: "more than the \(publics) public values", found: "\(wires)")
        }
        let domainPlace = cursor.place
        let domain = try cursor.word32("the domain's size")
        guard domain >= 2, domain <= 1 << 28, domain & (domain &- 1) == 0, domain > publics else {
            throw .wrongValue(
                domainPlace, what: "size of the domain", expected: "a power of two from 2 to 2^28, above \(publics)", found: "\(domain)")
        }
        self.init(
            wireCount: Int(wires), publicCount: Int(publics), domainSize: Int(domain),
            alpha1: try cursor.point("alpha1"), beta1: try cursor.point("beta1"), beta2: try cursor.point("beta2"),
            gamma2: try cursor.point("gamma2"), delta1: try cursor.point("delta1"), delta2: try cursor.point("delta2"))
    }

    /// The bytes of the header section.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        for modulus in [BN254Base.modulus, BN254Scalar.modulus] {
            bytes.append(littleEndian: UInt32(32))
            bytes.append(littleEndian: modulus)
        }
        for count in [wireCount, publicCount, domainSize] { bytes.append(littleEndian: UInt32(count)) }
        bytes += alpha1.montgomeryBytes + beta1.montgomeryBytes + beta2.montgomeryBytes + gamma2.montgomeryBytes
        return bytes + delta1.montgomeryBytes + delta2.montgomeryBytes
    }
}
