import FiniteFields

/// A value that the constraints of its circuit force to be 0 or 1. Only gadgets that add such constraints make one.
public struct Boolean: Equatable, Sendable {
    public let value: LinearCombination

    /// The caller answers for it that constraints force the value to 0 or 1.
    init(alreadyConstrained value: LinearCombination) { self.value = value }

    public static let `false` = Boolean(alreadyConstrained: 0)
    public static let `true` = Boolean(alreadyConstrained: 1)

    public init(_ constant: Bool) { self = constant ? .true : .false }

    /// The value if it does not depend on any wire.
    public var constant: Bool? { value.constant.map { !$0.isZero } }

    public static prefix func ! (a: Boolean) -> Boolean { Boolean(alreadyConstrained: 1 - a.value) }
}
