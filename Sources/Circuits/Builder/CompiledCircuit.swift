import FiniteFields
import Groth16

/// Names and places of a circuit's inputs and outputs.
public struct CircuitDescription: Sendable {
    public struct Input: Equatable, Sendable {
        public let name: String
        public let isPublic: Bool
        /// Its first wire; the others follow.
        public internal(set) var first: Int32
        public let count: Int
    }

    public struct Output: Equatable, Sendable {
        public let name: String
        public internal(set) var wire: Int32
    }

    public internal(set) var inputs: [Input]
    public internal(set) var outputs: [Output]
}

/// Why there is no witness for some inputs. Names and counts, never a value.
public enum CircuitError: Error, Equatable, CustomStringConvertible {
    case unknownInput(String)
    case missingInput(String)
    case wrongCount(input: String, expected: Int, found: Int)
    /// The inputs do not satisfy the circuit; `constraint` is the label of the first constraint that fails.
    case unsatisfied(constraint: String)

    public var description: String {
        switch self {
        case .unknownInput(let name): "the circuit has no input \"\(name)\""
        case .missingInput(let name): "input \"\(name)\" is missing"
        case .wrongCount(let input, let expected, let found):
            "input \"\(input)\" takes \(expected) values, \(found) are given: too \(found < expected ? "few" : "many")"
        case .unsatisfied(let constraint): "the circuit refuses the inputs: they do not satisfy \(constraint)"
        }
    }
}

/// A finished circuit: its constraints and the calculation of its witness.
public struct CompiledCircuit: Sendable {
    public let constraints: ConstraintSystem
    public let description: CircuitDescription
    let program: WitnessProgram

    /// Builds a circuit from its description.
    public init(_ build: (CircuitBuilder) -> Void) {
        let builder = CircuitBuilder()
        build(builder)
        self = builder.finish()
    }

    init(_ constraints: ConstraintSystem, _ description: CircuitDescription, _ program: WitnessProgram) {
        self.constraints = constraints
        self.description = description
        self.program = program
    }

    /// The values of all wires.
    ///
    /// - Throws: `unsatisfied` if the inputs do not satisfy a constraint; the other cases if they are not the circuit's inputs.
    public func witness(for inputs: [CircuitInput]) throws(CircuitError) -> [BN254Scalar] {
        let witness = try uncheckedWitness(for: inputs)
        if let violated = constraints.firstViolation(witness) { throw .unsatisfied(constraint: constraints.labels[violated]) }
        return witness
    }

    /// The values of all wires, whether they satisfy the constraints or not.
    ///
    /// - Parameter lies: values that some wires get instead of the calculated ones, see `WitnessProgram.run`.
    package func uncheckedWitness(
        for inputs: [CircuitInput], lies: [Int32: BN254Scalar] = [:]
    ) throws(CircuitError) -> [BN254Scalar] {
        var witness = [BN254Scalar](repeating: .zero, count: constraints.header.wireCount)
        witness[0] = .one
        for input in inputs where !description.inputs.contains(where: { $0.name == input.name }) { throw .unknownInput(input.name) }
        for declared in description.inputs {
            let values = inputs.filter { $0.name == declared.name }.flatMap(\.values)
            guard inputs.contains(where: { $0.name == declared.name }) else { throw .missingInput(declared.name) }
            guard values.count == declared.count else {
                throw .wrongCount(input: declared.name, expected: declared.count, found: values.count)
            }
            for (offset, value) in values.enumerated() { witness[Int(declared.first) + offset] = value }
        }
        program.run(constraints.pool, &witness, lies: lies)
        return witness
    }

    /// The outputs and public inputs of a witness, in the order in which a verifier takes them.
    public func publicValues(_ witness: [BN254Scalar]) -> [BN254Scalar] {
        Array(witness.dropFirst().prefix(constraints.header.publicCount))
    }
}

extension CircuitBuilder {
    /// Gives the wires their final numbers.
    func finish() -> CompiledCircuit {
        var numbers = [Int32](repeating: 0, count: roles.count)
        var next: Int32 = 0
        for role in [Role.one, .output, .publicInput, .privateInput, .internal] {
            for wire in roles.indices where roles[wire] == role {
                numbers[wire] = next
                next += 1
            }
        }
        var pool = combinations
        pool.renumber(numbers)
        var names = labels
        for wire in roles.indices { names[Int(numbers[wire])] = labels[wire] }
        func number(_ wire: Int32) -> Int32 { numbers[Int(wire)] }
        let program = WitnessProgram(
            steps: steps.map {
                switch $0 {
                case .product(let a, let b, let wire): .product(a, b, to: number(wire))
                case .copy(let source, let wire): .copy(source, to: number(wire))
                case .bits(let source, let first, let count): .bits(source, first: number(first), count: count)
                case .hint(let index): .hint(index)
                }
            },
            hints: hints.map { hint in
                var hint = hint
                hint.first = number(hint.first)
                return hint
            })
        func count(_ role: Role) -> Int { roles.count { $0 == role } }
        let header = R1CSFile.Header(
            wireCount: roles.count, publicOutputCount: count(.output), publicInputCount: count(.publicInput),
            privateInputCount: count(.privateInput), labelCount: UInt64(roles.count), constraintCount: constraints.count)
        let system = ConstraintSystem(pool: pool, constraints: constraints, labels: constraintLabels, wireLabels: names, header: header)
        let description = CircuitDescription(
            inputs: inputs.map { input in
                var input = input
                input.first = number(input.first)
                return input
            },
            outputs: outputs.map { output in
                var output = output
                output.wire = number(output.wire)
                return output
            })
        return CompiledCircuit(system, description, program)
    }
}
