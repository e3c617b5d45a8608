import FiniteFields

extension CircuitBuilder {
    /// The value as a boolean. One constraint: x · (x − 1) = 0.
    public func boolean(_ value: LinearCombination, _ label: String) -> Boolean {
        constrain(value, times: value - 1, equals: 0, label)
        return Boolean(alreadyConstrained: value)
    }

    /// One constraint, none if an operand is constant.
    public func and(_ a: Boolean, _ b: Boolean, _ label: String = "and") -> Boolean {
        Boolean(alreadyConstrained: product(a.value, b.value, label))
    }

    /// One constraint: a + b − a·b.
    public func or(_ a: Boolean, _ b: Boolean, _ label: String = "or") -> Boolean {
        Boolean(alreadyConstrained: a.value + b.value - product(a.value, b.value, label))
    }

    /// One constraint: a + b − 2·a·b.
    public func xor(_ a: Boolean, _ b: Boolean, _ label: String = "xor") -> Boolean {
        Boolean(alreadyConstrained: a.value + b.value - product(a.value * 2, b.value, label))
    }

    /// All of them. One constraint less than there are booleans.
    public func all(_ booleans: [Boolean], _ label: String = "all") -> Boolean {
        booleans.dropFirst().reduce(booleans.first ?? .true) { and($0, $1, label) }
    }

    /// `condition` ? a : b. One constraint: b + condition · (a − b).
    public func select(_ condition: Boolean, _ a: LinearCombination, else b: LinearCombination, _ label: String = "select")
        -> LinearCombination
    {
        b + product(condition.value, a - b, label)
    }

    /// Whether the value is zero. Three constraints: x · y = 1 − z, x · z = 0, y · z = 0.
    ///
    /// The first two force z; the third forces y, too, when x is zero, so that a witness is unique.
    public func isZero(_ value: LinearCombination, _ label: String = "isZero") -> Boolean {
        if let constant = value.constant { return Boolean(constant.isZero) }
        let inverse = hint(1, from: [value], label + ".inverse") { [$0[0].inverse ?? .zero] }[0]
        let zero = 1 - product(value, inverse, label)
        constrain(value, times: zero, equals: 0, label)
        constrain(inverse, times: zero, equals: 0, label)
        return Boolean(alreadyConstrained: zero)
    }

    /// Whether a = b. Three constraints.
    public func isEqual(_ a: LinearCombination, _ b: LinearCombination, _ label: String = "isEqual") -> Boolean { isZero(a - b, label) }

    /// Forces the value away from zero. One constraint.
    public func constrainNonzero(_ value: LinearCombination, _ label: String) {
        let inverse = hint(1, from: [value], label + ".inverse") { [$0[0].inverse ?? .zero] }[0]
        constrain(value, times: inverse, equals: 1, label)
    }

    /// Forces a boolean to be true. One constraint.
    public func constrainTrue(_ value: Boolean, _ label: String) { constrain(value.value, equals: 1, label) }
}
