/// An expression as it was written.
package final class CELExpression: Sendable {
    package enum Node: Sendable {
        case bool(Bool)
        case null
        /// A literal, already with its sign.
        case int(Int64)
        case uint(UInt64)
        case string(String)
        case bytes([UInt8])
        case name(String)
        case select(CELExpression, member: String)
        case index(CELExpression, CELExpression)
        /// A function, or a member function with its receiver.
        case call(String, receiver: CELExpression?, [CELExpression])
        case list([CELExpression])
        case unary(String, CELExpression)
        case binary(String, CELExpression, CELExpression)
        case conditional(CELExpression, CELExpression, CELExpression)
    }

    package let node: Node
    /// Byte offset that diagnostics point to (for an operator: the operator).
    let offset: Int
    /// Levels below, this one included.
    let depth: Int

    init(_ node: Node, at offset: Int) {
        self.node = node
        self.offset = offset
        let below: Int
        switch node {
        case .bool, .null, .int, .uint, .string, .bytes, .name: below = 0
        case .select(let base, _), .unary(_, let base): below = base.depth
        case .index(let a, let b), .binary(_, let a, let b): below = max(a.depth, b.depth)
        case .call(_, let receiver, let arguments): below = max(receiver?.depth ?? 0, arguments.map(\.depth).max() ?? 0)
        case .list(let elements): below = elements.map(\.depth).max() ?? 0
        case .conditional(let a, let b, let c): below = max(a.depth, b.depth, c.depth)
        }
        depth = below + 1
    }
}
