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

    init(
        pool: CombinationPool, constraints: [Constraint], labels: [String], wireLabels: [String], header: R1CSFile.Header
    ) {
        self.pool = pool
        self.constraints = constraints
        self.labels = labels
        self.wireLabels = wireLabels
        self.header = header
    }

    /// The constraints of a file, labelled by their numbers.
    public init(_ file: R1CSFile) {
        var pool = CombinationPool()
        var constraints: [Constraint] = []
        var pending: [[LinearCombination.Term]] = [[], [], []]
        var current = 0
        func close() {
            let references = pending.map { pool.append(LinearCombination(unsorted: $0)) }
            constraints.append(Constraint(a: references[0], b: references[1], c: references[2]))
            pending = [[], [], []]
        }
        file.forEachTerm { constraint, matrix, term in
            while current < constraint {
                close()
                current += 1
            }
            pending[matrix.rawValue].append(LinearCombination.Term(wire: Int32(term.wire), coefficient: term.coefficient))
        }
        while current < file.header.constraintCount {
            close()
            current += 1
        }
        self.init(
            pool: pool, constraints: constraints, labels: constraints.indices.map { "constraint \($0)" },
            wireLabels: (0..<file.header.wireCount).map { "wire \($0)" }, header: file.header)
    }

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
        pool.terms(reference).map { R1CSFile.Term(wire: Int(pool.wires[$0]), coefficient: pool.coefficients[$0]) }.sorted {
            $0.wire < $1.wire
        }
    }
}
