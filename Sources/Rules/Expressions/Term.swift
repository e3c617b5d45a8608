/// A checked expression: every part has a type, every name is a slot or a loop's element. Classical rules become terms too.
package struct Term: Sendable {
    package enum Arithmetic: UInt8, Sendable { case add = 16, subtract, multiply, divide, remainder }
    package enum TextTest: UInt8, Sendable { case startsWith = 26, endsWith, contains }
    package enum Macro: UInt8, Sendable { case all = 0, exists, existsOne, filter, map }

    indirect enum Node: Sendable {
        case constant(Value, FieldType)
        case field(Layout.Place)
        /// Current element of a loop; level 0 is the outermost.
        case element(level: Int, FieldType, isIndirect: Bool)
        case select(Term, index: Int, object: FieldType)
        case has(Term, index: Int, object: FieldType)
        case index(Term, Term)
        case list([Term])
        case arithmetic(Arithmetic, Term, Term)
        case negate(Term)
        case toInt(Term)
        case toUint(Term)
        /// The same bytes under another type (string as bytes).
        case retyped(Term)
        case concatenate(Term, Term)
        case size(Term)
        case textTest(TextTest, Term, Term)
        case sum(Term)
        case yearsBetween(Term, Term)
        case daysBetween(Term, Term)
        case sha256(Term)
        case compare(Relation, ComparisonDomain, Term, Term)
        case isIn(ComparisonDomain, Term, Term)
        case not(Term)
        case and(Term, Term)
        case or(Term, Term)
        case conditional(Term, Term, Term)
        case loop(Macro, list: Term, body: Term)
        case commitment(salt: Layout.Place, fields: [Layout.Place])
        case saltedHash(Layout.Place)
    }

    let node: Node
    let type: ValueType

    init(_ node: Node, _ type: ValueType) {
        self.node = node
        self.type = type
    }

    /// A field's value.
    init(_ place: Layout.Place) { self.init(.field(place), ValueType(place.type)) }

    /// Element type and whether elements are indirect, if this is a list.
    var element: (type: FieldType, isIndirect: Bool)? {
        guard case .list(let element, let isComputed) = type else { return nil }
        return (element, isComputed && element.isReference)
    }

    /// Greatest number of elements or bytes that the value can have.
    var maximumSize: Int {
        switch node {
        case .constant(let value, _):
            switch value {
            case .array(let elements): elements.count
            case .string(let text): text.utf8.count
            case .bytes(let bytes): bytes.count
            default: 1
            }
        case .field(let place): Self.maximum(place.type)
        case .element(_, let type, _): Self.maximum(type)
        case .select(_, let index, .object(let fields)): index < fields.count ? Self.maximum(fields[index].type) : 1
        case .index(let list, _): list.element.map { Self.maximum($0.type) } ?? 1
        case .list(let terms): terms.count
        case .retyped(let term): term.maximumSize
        case .concatenate(let a, let b): min(a.maximumSize + b.maximumSize, 1 << 30)
        case .conditional(_, let a, let b): max(a.maximumSize, b.maximumSize)
        case .loop(.filter, let list, _), .loop(.map, let list, _): list.maximumSize
        default: 32
        }
    }

    /// The type that the value is kept as in a computed list, with a maximum that fits.
    var storage: FieldType? {
        switch type.storage {
        case .string: .string(max: Swift.min(maximumSize, 1 << 20))
        case .bytes: .bytes(max: Swift.min(maximumSize, 1 << 20))
        case .array(let element, _): .array(element, max: Swift.min(maximumSize, 1 << 20))
        default: type.storage
        }
    }

    private static func maximum(_ type: FieldType) -> Int {
        switch type {
        case .string(let max), .bytes(let max), .array(_, let max): max
        default: 1
        }
    }
}
