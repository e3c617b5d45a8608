/// A polynomial expression over the columns of one chip, its selectors and the proof's public values.
///
/// Expressions are immutable directed acyclic graphs: equal subexpressions are merged when a chip is compiled, so building the same
/// term twice costs nothing at proving time. Integer literals denote field elements modulo p = 2^31 − 2^24 + 1.
public struct Expression: Sendable, ExpressibleByIntegerLiteral {
    /// What a node of the graph stands for.
    package enum Kind: Sendable {
        /// A field constant, canonical.
        case constant(UInt32)
        /// The value of main column `index` in this row.
        case main(Int)
        /// The value of main column `index` in the next row (cyclically).
        case next(Int)
        /// The value of preprocessed column `index` in this row.
        case preprocessed(Int)
        /// A scalar that the verifier knows.
        case publicValue(Int)
        /// 1 in the first row, 0 elsewhere.
        case isFirstRow
        /// 1 in the last row, 0 elsewhere.
        case isLastRow
        case add(Node, Node)
        case subtract(Node, Node)
        case multiply(Node, Node)
    }

    /// A vertex of the graph.
    package final class Node: Sendable {
        package let kind: Kind
        /// Degree in the row polynomials (columns and selectors count 1, constants and public values 0).
        package let degree: Int

        init(_ kind: Kind) {
            self.kind = kind
            switch kind {
            case .constant, .publicValue: degree = 0
            case .main, .next, .preprocessed, .isFirstRow, .isLastRow: degree = 1
            case .add(let a, let b), .subtract(let a, let b): degree = max(a.degree, b.degree)
            case .multiply(let a, let b): degree = a.degree + b.degree
            }
        }
    }

    package let node: Node

    init(_ kind: Kind) { node = Node(kind) }

    /// The field element `value` mod p; negative values wrap around p.
    public init(_ value: Int) {
        let p = 0x7f00_0001
        let reduced = value % p
        self.init(.constant(UInt32(truncatingIfNeeded: reduced < 0 ? reduced + p : reduced)))
    }

    public init(integerLiteral value: Int) { self.init(value) }

    /// Degree in the row polynomials; a constraint's may be at most 3, a bus tuple's at most 1.
    public var degree: Int { node.degree }

    package var constantValue: UInt32? {
        if case .constant(let value) = node.kind { return value }
        return nil
    }

    public static func + (a: Expression, b: Expression) -> Expression {
        if a.constantValue == 0 { return b }
        if b.constantValue == 0 { return a }
        return Expression(.add(a.node, b.node))
    }

    public static func - (a: Expression, b: Expression) -> Expression {
        if b.constantValue == 0 { return a }
        return Expression(.subtract(a.node, b.node))
    }

    public static func * (a: Expression, b: Expression) -> Expression {
        if a.constantValue == 1 { return b }
        if b.constantValue == 1 { return a }
        if a.constantValue == 0 || b.constantValue == 0 { return 0 }
        return Expression(.multiply(a.node, b.node))
    }

    public static prefix func - (a: Expression) -> Expression { 0 - a }

    /// The sum of `terms`; 0 for none.
    public static func sum(_ terms: [Expression]) -> Expression {
        var total: Expression = 0
        for term in terms { total = total + term }
        return total
    }
}
