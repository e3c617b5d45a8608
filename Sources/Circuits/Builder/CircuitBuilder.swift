import FiniteFields

/// Takes down a circuit: constraints, and beside each new wire how its value follows from earlier ones.
///
/// A gadget is a function that is called once with a builder; the constraints and the calculation of the witness come from this one call.
/// Wires get their final numbers in `finish`: the constant one, outputs, public inputs, private inputs, internal wires, each in the order of
/// their declaration, as circom's tools expect. Builders are for one thread.
public final class CircuitBuilder {
    enum Role: Int { case one, output, publicInput, privateInput, `internal` }

    var roles: [Role] = [.one]
    var labels: [String] = ["one"]
    var combinations = CombinationPool()
    var constraints: [ConstraintSystem.Constraint] = []
    var constraintLabels: [String] = []
    var steps: [WitnessProgram.Step] = []
    var hints: [WitnessProgram.Hint] = []
    var inputs: [CircuitDescription.Input] = []
    var outputs: [CircuitDescription.Output] = []
    private var scopes: [String] = []
    private var prefix = ""

    public init() {}

    // MARK: Names

    /// Runs `body` with a name in front of the labels of all wires and constraints that it makes.
    public func scope<Result>(_ name: String, _ body: () -> Result) -> Result {
        scopes.append(name)
        prefix = scopes.joined(separator: ".") + "."
        defer {
            scopes.removeLast()
            prefix = scopes.isEmpty ? "" : scopes.joined(separator: ".") + "."
        }
        return body()
    }

    // MARK: Inputs and outputs

    public func publicInput(_ name: String) -> LinearCombination { input(name, nil, .publicInput)[0] }
    public func publicInputs(_ name: String, count: Int) -> [LinearCombination] { input(name, count, .publicInput) }
    public func privateInput(_ name: String) -> LinearCombination { input(name, nil, .privateInput)[0] }
    public func privateInputs(_ name: String, count: Int) -> [LinearCombination] { input(name, count, .privateInput) }

    private func input(_ name: String, _ count: Int?, _ role: Role) -> [LinearCombination] {
        precondition(!inputs.contains { $0.name == name }, "an input is declared twice")
        let first = Int32(roles.count)
        let all = count ?? 1
        for index in 0..<all {
            roles.append(role)
            labels.append(count == nil ? name : "\(name)[\(index)]")
        }
        inputs.append(CircuitDescription.Input(name: name, isPublic: role == .publicInput, first: first, count: all))
        return (0..<all).map { LinearCombination(wire: first + Int32($0)) }
    }

    /// Makes a value public: a wire of its own, bound by a constraint.
    public func output(_ name: String, _ value: LinearCombination) {
        let wire = newWire(name, .output, isGlobal: true)
        outputs.append(CircuitDescription.Output(name: name, wire: wire))
        let source = combinations.append(value)
        steps.append(.copy(source, to: wire))
        constrain(value, times: 1, equals: LinearCombination(wire: wire), "output \(name)")
    }

    // MARK: Constraints

    /// a · b = c.
    public func constrain(_ a: LinearCombination, times b: LinearCombination, equals c: LinearCombination, _ label: String) {
        let constraint = ConstraintSystem.Constraint(a: combinations.append(a), b: combinations.append(b), c: combinations.append(c))
        constraints.append(constraint)
        constraintLabels.append(prefix + label)
    }

    /// a = b, one constraint.
    public func constrain(_ a: LinearCombination, equals b: LinearCombination, _ label: String) {
        constrain(a - b, times: 1, equals: 0, label)
    }

    // MARK: New wires

    private func newWire(_ label: String, _ role: Role = .internal, isGlobal: Bool = false) -> Int32 {
        roles.append(role)
        labels.append(isGlobal ? label : prefix + label)
        return Int32(roles.count - 1)
    }

    /// a · b. One constraint, none if a factor is constant.
    public func product(_ a: LinearCombination, _ b: LinearCombination, _ label: String) -> LinearCombination {
        if let factor = a.constant { return b * factor }
        if let factor = b.constant { return a * factor }
        let wire = newWire(label)
        let first = combinations.append(a)
        let second = a == b ? first : combinations.append(b)
        let result = LinearCombination(wire: wire)
        constraints.append(ConstraintSystem.Constraint(a: first, b: second, c: combinations.append(result)))
        constraintLabels.append(prefix + label)
        steps.append(.product(first, second, to: wire))
        return result
    }

    /// New wires with the low bits of a value. Adds no constraint: the caller must.
    func uncheckedBits(of value: LinearCombination, count: Int, _ label: String) -> [LinearCombination] {
        let wires = (0..<count).map { newWire("\(label)[\($0)]") }
        if let first = wires.first { steps.append(.bits(combinations.append(value), first: first, count: Int32(count))) }
        return wires.map { LinearCombination(wire: $0) }
    }

    /// New wires whose values `compute` finds when a witness is made. Adds no constraint: the caller must bind every one of them.
    ///
    /// - Parameter compute: takes the values of `values`, gives `count` values; never fails, whatever it is given.
    public func hint(
        _ count: Int, from values: [LinearCombination], _ label: String, _ compute: @escaping @Sendable ([BN254Scalar]) -> [BN254Scalar]
    ) -> [LinearCombination] {
        let wires = (0..<count).map { newWire(count == 1 ? label : "\(label)[\($0)]") }
        guard let first = wires.first else { return [] }
        steps.append(.hint(Int32(hints.count)))
        hints.append(
            WitnessProgram.Hint(sources: values.map { combinations.append($0) }, first: first, count: Int32(count), compute: compute))
        return wires.map { LinearCombination(wire: $0) }
    }

    /// a / b; constrained by quotient · b = a, so the caller must know that b is not zero.
    func quotient(_ a: LinearCombination, _ b: LinearCombination, _ label: String) -> LinearCombination {
        let result = hint(1, from: [a, b], label) { [$0[0] * ($0[1].inverse ?? .zero)] }[0]
        constrain(result, times: b, equals: a, label)
        return result
    }
}
