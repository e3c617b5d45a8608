import FiniteFields

/// Collects constraints and gives the bytes of a canonical .r1cs file: sections 1 to 3 in this order, terms as they were given.
public struct R1CSWriter {
    private var constraints: [UInt8] = []
    public private(set) var constraintCount = 0

    public init() {}

    /// Adds the constraint A(w) · B(w) = C(w).
    public mutating func append(a: [R1CSFile.Term], b: [R1CSFile.Term], c: [R1CSFile.Term]) {
        for terms in [a, b, c] {
            constraints.append(littleEndian: UInt32(terms.count))
            for term in terms {
                constraints.append(littleEndian: UInt32(term.wire))
                constraints.append(littleEndian: term.coefficient.canonical)
            }
        }
        constraintCount += 1
    }

    /// The whole file. `header.constraintCount` is replaced by the number of constraints added.
    ///
    /// - Parameter labels: one for each wire; by default wire i has label i.
    public func encoded(_ header: R1CSFile.Header, labels: [UInt64]? = nil) -> [UInt8] {
        var head: [UInt8] = []
        head.append(littleEndian: UInt32(32))
        head.append(littleEndian: BN254Scalar.modulus)
        for count in [header.wireCount, header.publicOutputCount, header.publicInputCount, header.privateInputCount] {
            head.append(littleEndian: UInt32(count))
        }
        head.append(littleEndian: header.labelCount)
        head.append(littleEndian: UInt32(constraintCount))
        var map: [UInt8] = []
        map.reserveCapacity(8 * header.wireCount)
        for wire in 0..<header.wireCount { map.append(littleEndian: labels?[wire] ?? UInt64(wire)) }
        return SectionFile.encode(
            magic: "r1cs", version: 1,
            [
                (R1CSFile.Section.header.rawValue, head), (R1CSFile.Section.constraints.rawValue, constraints),
                (R1CSFile.Section.labels.rawValue, map),
            ])
    }
}
