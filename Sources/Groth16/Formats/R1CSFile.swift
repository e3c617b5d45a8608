import FiniteFields

/// A rank-1 constraint system (.r1cs) over BN254's scalar field, in place: for every constraint three linear combinations A, B, C of the
/// wires with A(w) · B(w) = C(w).
///
/// Wire 0 is the constant one; outputs, public inputs, private inputs and internal wires follow in this order. Everything is checked when it
/// is opened: counts against sizes, every wire below the number of wires, every coefficient below r.
public struct R1CSFile: Sendable {
    /// The counts in a file's header.
    public struct Header: Equatable, Sendable {
        /// All wires, the constant included.
        public var wireCount: Int
        public var publicOutputCount: Int
        public var publicInputCount: Int
        public var privateInputCount: Int
        public var labelCount: UInt64
        public var constraintCount: Int

        /// Outputs and public inputs: the values a verifier sees.
        public var publicCount: Int { publicOutputCount + publicInputCount }

        public init(
            wireCount: Int, publicOutputCount: Int, publicInputCount: Int, privateInputCount: Int, labelCount: UInt64, constraintCount: Int
        ) {
            self.wireCount = wireCount
            self.publicOutputCount = publicOutputCount
            self.publicInputCount = publicInputCount
            self.privateInputCount = privateInputCount
            self.labelCount = labelCount
            self.constraintCount = constraintCount
        }
    }

    /// Which of a constraint's linear combinations a term belongs to.
    public enum Matrix: Int, Sendable, CaseIterable {
        case a, b, c
    }

    /// One product of a coefficient and a wire.
    public struct Term: Equatable, Sendable {
        public var wire: Int
        public var coefficient: BN254Scalar

        public init(wire: Int, coefficient: BN254Scalar) {
            self.wire = wire
            self.coefficient = coefficient
        }
    }

    /// The ids of the sections.
    enum Section: UInt32 {
        case header = 1
        case constraints = 2
        case labels = 3
    }

    public let header: Header
    /// Number of terms in A and B, and in C.
    public let termCounts: (a: Int, b: Int, c: Int)
    package let constraints: ByteRange
    package let labels: ByteRange

    /// Maps and checks a file. Cost: one pass over it.
    public init(path: String) throws(FormatError) { try self.init(FileBytes(path: path)) }

    public init(_ bytes: FileBytes) throws(FormatError) {
        let file = try SectionFile(bytes, magic: "r1cs", versions: 1...1)
        header = try Header(file.section(Section.header.rawValue))
        labels = try file.section(Section.labels.rawValue)
        try labels.expectCount(8 * UInt64(header.wireCount), "the labels of \(header.wireCount) wires")
        constraints = try file.section(Section.constraints.rawValue)
        termCounts = try Self.check(constraints, header)
    }

    private static func check(_ section: ByteRange, _ header: Header) throws(FormatError) -> (Int, Int, Int) {
        var cursor = ByteCursor(section)
        var counts = [0, 0, 0]
        for _ in 0..<header.constraintCount {
            for matrix in 0..<3 {
                let count = try cursor.word32("the number of terms")
                guard UInt64(count) * 36 <= UInt64(cursor.left) else {
                    throw .truncated(cursor.place, what: "\(count) terms", needed: UInt64(count) * 36, left: cursor.left)
                }
                counts[matrix] += Int(count)
                for _ in 0..<count {
                    let place = cursor.place
                    let wire = try cursor.word32("a wire")
                    guard wire < header.wireCount else {
                        throw .wrongValue(place, what: "wire", expected: "a number below \(header.wireCount)", found: "\(wire)")
                    }
                    let valuePlace = cursor.place
                    guard BN254Scalar(canonical: try cursor.words("a coefficient")) != nil else {
                        throw .wrongValue(valuePlace, what: "coefficient", expected: "a value below r", found: "a larger one")
                    }
                }
            }
        }
        guard cursor.left == 0 else {
            throw .wrongValue(
                cursor.place, what: "end of the constraints", expected: "the section's end after \(header.constraintCount) constraints",
                found: "\(cursor.left) bytes more")
        }
        return (counts[0], counts[1], counts[2])
    }

    /// Calls `body` with every term, constraint by constraint, A before B before C.
    public func forEachTerm(_ body: (_ constraint: Int, _ matrix: Matrix, _ term: Term) -> Void) {
        // The section has been walked in `init`: all counts and wires are in range.
        let raw = unsafe constraints.raw
        var offset = 0
        for constraint in 0..<header.constraintCount {
            for matrix in Matrix.allCases {
                let count = unsafe UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                offset += 4
                for _ in 0..<count {
                    let wire = unsafe UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                    let value = unsafe littleEndianWords(UnsafeRawBufferPointer(rebasing: raw[offset + 4..<offset + 36]))
                    body(constraint, matrix, Term(wire: Int(wire), coefficient: BN254Scalar(reducing: value)))
                    offset += 36
                }
            }
        }
    }

    /// The label of a wire in the circuit's symbol file; nil beyond the number of wires.
    public func label(of wire: Int) -> UInt64? { try? labels.word64(8 * wire, "a label") }
}

extension R1CSFile.Header {
    /// Reads and checks the header section.
    init(_ section: ByteRange) throws(FormatError) {
        try section.expectCount(64, "the header")
        var cursor = ByteCursor(section)
        try cursor.modulus(BN254Scalar.modulus, "the prime")
        let place = cursor.place
        let wires = try cursor.word32("the number of wires")
        let outputs = try cursor.word32("the number of public outputs")
        let publicInputs = try cursor.word32("the number of public inputs")
        let privateInputs = try cursor.word32("the number of private inputs")
        let labels = try cursor.word64("the number of labels")
        let constraints = try cursor.word32("the number of constraints")
        let needed = 1 + UInt64(outputs) + UInt64(publicInputs) + UInt64(privateInputs)
        guard UInt64(wires) >= needed else {
            throw .wrongValue(
                place, what: "number of wires", expected: "at least \(needed), for the constant, outputs and inputs", found: "\(wires)")
        }
        self.init(
            wireCount: Int(wires), publicOutputCount: Int(outputs), publicInputCount: Int(publicInputs),
            privateInputCount: Int(privateInputs), labelCount: labels, constraintCount: Int(constraints))
    }
}
