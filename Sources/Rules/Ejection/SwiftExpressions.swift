/// Terms as Swift expressions over the functions of `EjectedSupport`.
struct SwiftExpressions {
    var types: SwiftTypes
    /// Methods for hashes that the expressions call.
    private(set) var hashes: [String] = []

    init(types: SwiftTypes) { self.types = types }

    /// Functions that can throw: an expression that calls one needs `try`.
    private static let throwing = [
        "present", "at", "add", "subtract", "multiply", "divide", "remainder", "negate", "toInt", "toUint", "sum", "and", "or", "all",
        "exists", "existsOne", "filter", "map",
    ]

    /// The expression with `try` if it needs it.
    static func tried(_ expression: String) -> String {
        let calls = expression.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "(") }
        let needsTry = calls.contains { call in
            let names = call.split(separator: "(", omittingEmptySubsequences: false).dropLast()
            return names.contains { throwing.contains(String($0)) }
        }
        return needsTry ? "try \(expression)" : expression
    }

    private func closure(_ parameters: String, _ result: String, _ body: String) -> String {
        "{ (\(parameters)) throws(Failure) -> \(result) in \(Self.tried(body)) }"
    }

    /// The Swift type of a term's value.
    mutating func type(_ term: Term) -> String {
        switch term.type {
        case .bool: "Bool"
        case .int: "Int64"
        case .uint: "UInt64"
        case .date: "Day"
        case .string, .bytes: "[UInt8]"
        case .list(let element, _): "[\(types.name(element, like: "item"))]"
        case .object(let type): types.name(type, like: "item")
        }
    }

    mutating func text(_ term: Term) -> String {
        switch term.node {
        case .constant(let value, let type): return constant(value, type)
        case .field(let place): return access(place)
        case .element(let level, _, _): return "element\(level)"
        case .select(let base, let index, .object(let fields)):
            let member = "\(text(base)).\(SwiftTypes.member(fields[index].name))"
            return fields[index].isOptional ? "present(\(member))" : member
        case .has(let base, let index, .object(let fields)): return "has(\(text(base)).\(SwiftTypes.member(fields[index].name)))"
        case .select(let base, _, _), .has(let base, _, _): return text(base)
        case .index(let list, let index): return "at(\(text(list)), \(text(index)))"
        case .list(let terms): return "[" + terms.map { text($0) }.joined(separator: ", ") + "]"
        case .arithmetic(let operation, let a, let b):
            let names: [Term.Arithmetic: String] = [
                .add: "add", .subtract: "subtract", .multiply: "multiply", .divide: "divide", .remainder: "remainder",
            ]
            return call(names[operation] ?? "add", a, b)
        case .negate(let a): return call("negate", a)
        case .toInt(let a): return call("toInt", a)
        case .toUint(let a): return call("toUint", a)
        case .retyped(let a): return text(a)
        case .concatenate(let a, let b): return "(\(text(a)) + \(text(b)))"
        case .size(let a): return a.type == .string ? call("characters", a) : "Int64(\(text(a)).count)"
        case .textTest(let test, let a, let b): return call(test == .startsWith ? "starts" : test == .endsWith ? "ends" : "contains", a, b)
        case .sum(let list): return call("sum", list)
        case .yearsBetween(let a, let b): return call("years", a, b)
        case .daysBetween(let a, let b): return call("days", a, b)
        case .sha256(let a): return call("sha256", a)
        case .compare(let relation, let domain, let a, let b):
            let symbol = ["==", "!=", "<", "<=", ">", ">="][Int(relation.rawValue)]
            return domain == .region ? "(\(text(a)) \(symbol) \(text(b)))" : "(\(call("order", a, b)) \(symbol) 0)"
        case .isIn(let domain, let a, let list):
            return "isIn(\(text(a)), \(text(list))) { \(domain == .region ? "$0 == $1" : "order($0, $1) == 0") }"
        case .not(let a): return "!(\(text(a)))"
        case .and(let a, let b): return "and(\(closure("", "Bool", text(a))), \(closure("", "Bool", text(b))))"
        case .or(let a, let b): return "or(\(closure("", "Bool", text(a))), \(closure("", "Bool", text(b))))"
        case .conditional(let condition, let a, let b): return "(\(text(condition)) ? \(text(a)) : \(text(b)))"
        case .loop(let macro, let list, let body): return loop(macro, list, body)
        case .commitment(let salt, let fields): return hash("burhan/commit/v1", [salt] + fields, withSalt: false)
        case .saltedHash(let place): return hash("burhan/output/v1", [place], withSalt: true)
        }
    }

    private mutating func call(_ function: String, _ terms: Term...) -> String {
        "\(function)(" + terms.map { text($0) }.joined(separator: ", ") + ")"
    }

    /// Nesting of the loop whose body is being written.
    private var level = 0

    private mutating func loop(_ macro: Term.Macro, _ list: Term, _ body: Term) -> String {
        let names: [Term.Macro: String] = [.all: "all", .exists: "exists", .existsOne: "existsOne", .filter: "filter", .map: "map"]
        let source = text(list)
        let element = types.name(list.element?.type ?? .bool, like: "item")
        let variable = "element\(level)"
        level += 1
        defer { level -= 1 }
        return "\(names[macro] ?? "all")(\(source), \(closure("\(variable): \(element)", type(body), text(body))))"
    }

    /// The way to a field, through optional ones.
    func access(_ place: Layout.Place) -> String {
        var text = place.isPublic ? "publicParams" : "privateInputs"
        var type = place.isPublic ? rootTypes.publicType : rootTypes.privateType
        for step in place.path.split(separator: ".") {
            guard case .object(let fields) = type, let field = fields.first(where: { $0.name == step }) else { return text }
            text += ".\(SwiftTypes.member(field.name))"
            if field.isOptional { text = "present(\(text))" }
            type = field.type
        }
        return text
    }

    /// The types of both sides.
    var rootTypes: (publicType: FieldType, privateType: FieldType) = (.object([]), .object([]))

    private mutating func hash(_ domain: String, _ places: [Layout.Place], withSalt: Bool) -> String {
        let name = "hash\(hashes.count)"
        var lines = ["var encoder = Encoder(\"\(domain)\")"]
        if withSalt { lines.append("encoder.bytes += salt") }
        for place in places { lines += SwiftTypes.encode(access(place), place.type) }
        lines.append("return sha256(encoder.bytes)")
        hashes.append((["    func \(name)() -> [UInt8] {"] + lines.map { "        " + $0 } + ["    }"]).joined(separator: "\n"))
        return "\(name)()"
    }

    private mutating func constant(_ value: Value, _ type: FieldType) -> String {
        switch (value, type) {
        case (.bool(let flag), _): return "\(flag)"
        case (.signed(let number), _): return number == .min ? "Int64.min" : "Int64(\(number))"
        case (.unsigned(let number), _): return "UInt64(\(number))"
        case (.date(let date), _): return "Day(packed: \(date.packed) /* \(date) */)"
        case (.string(let text), _): return "text(\(Self.literal(text)))"
        case (.bytes(let bytes), _): return "([\(bytes.map { "\($0)" }.joined(separator: ", "))] as [UInt8])"
        case (.array(let values), .array(let element, _)):
            return "([\(values.map { constant($0, element) }.joined(separator: ", "))] as [\(types.name(element, like: "item"))])"
        default: return "[]"
        }
    }

    /// A Swift string literal; everything but plain ASCII is escaped.
    static func literal(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": output += "\\\(scalar)"
            case " "..."~": output.unicodeScalars.append(scalar)
            default: output += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return output + "\""
    }
}
