import FiniteFields
import Groth16

/// The constraints of a circuit: A(w) · B(w) = C(w), each with the label its gadget gave.
public struct ConstraintSystem: Sendable {
    struct Constraint: Sendable {
        var a, b, c: CombinationPool.Reference
    }

    let pool: CombinationPool
    let constraints: [Constraint]
    /// Labels of the constraints.
    public let labels: [String]
    /// Labels of the wires.
    public let wireLabels: [String]
    public let header: R1CSFile.Header

    public var count: Int { constraints.count }

    /// The first constraint that the values of the wires do not satisfy; nil if they satisfy all, 0 if there are too few of them.
    public func firstViolation(_ witness: [BN254Scalar]) -> Int? {
        guard witness.count == header.wireCount, witness[0] == .one else { return 0 }
        var copy = witness
        return unsafe copy.withUnsafeMutableBufferPointer { buffer in
            guard let values = buffer.baseAddress else { return 0 }
            return constraints.firstIndex { constraint in
                let a = unsafe pool.value(constraint.a, values)
                let b = unsafe constraint.a == constraint.b ? a : pool.value(constraint.b, values)
                return unsafe a * b != pool.value(constraint.c, values)
            }
        }
    }

    /// The bytes of the .r1cs file.
    public func encoded() -> [UInt8] {
        var writer = R1CSWriter()
        for constraint in constraints {
            writer.append(a: terms(constraint.a), b: terms(constraint.b), c: terms(constraint.c))
        }
        return writer.encoded(header)
    }

    /// The bytes of the symbol file: `label,wire,component,name` a line, as circom's tools read it.
    public func encodedSymbols() -> [UInt8] {
        var text = ""
        for wire in 1..<max(1, wireLabels.count) { text += "\(wire),\(wire),0,main.\(wireLabels[wire])\n" }
        return Array(text.utf8)
    }

    private func terms(_ reference: CombinationPool.Reference) -> [R1CSFile.Term] {
        pool.terms(reference).map { R1CSFile.Term(wire: Int(pool.wires[$0]), coefficient: pool.coefficients[$0]) }.sorted { $0.wire < $1.wire }
    }
}
