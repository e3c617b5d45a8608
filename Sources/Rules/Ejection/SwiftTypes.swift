/// The Swift types of a rule's values in an ejected guest, and the code that reads, encodes and writes them.
struct SwiftTypes {
    private var structs: [FieldType: String] = [:]
    private var readers: [FieldType: String] = [:]
    private var names: Set<String> = []
    /// Declarations in the order in which they were needed.
    private(set) var declarations: [String] = []

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else", "enum",
        "extension",
        "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "inout", "internal", "is", "let", "nil",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "static", "struct", "subscript",
        "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while", "open", "some", "any", "await", "async",
    ]

    /// A field's name as a Swift member.
    static func member(_ name: String) -> String {
        ["self", "init"].contains(name) ? name + "_" : keywords.contains(name) ? "`\(name)`" : name
    }

    /// `snake_case` as `SnakeCase`.
    private static func typeName(_ name: String) -> String {
        let words = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return words.isEmpty ? "Item" : words.joined()
    }

    private mutating func unique(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !names.insert(candidate).inserted {
            candidate = "\(name)\(number)"
            number += 1
        }
        return candidate
    }

    /// The type without its maxima: types that differ only there are one Swift type.
    private static func bare(_ type: FieldType) -> FieldType {
        switch type {
        case .string: .string(max: 0)
        case .bytes: .bytes(max: 0)
        case .array(let element, _): .array(bare(element), max: 0)
        case .object(let fields): .object(fields.map { Field($0.name, bare($0.type), isOptional: $0.isOptional) })
        default: type
        }
    }

    /// The Swift type; an object type is declared under a name like the field's.
    mutating func name(_ type: FieldType, like field: String) -> String {
        switch type {
        case .bool: return "Bool"
        case .u32, .u64: return "UInt64"
        case .i32, .i64: return "Int64"
        case .date: return "Day"
        case .string, .bytes: return "[UInt8]"
        case .array(let element, _): return "[\(name(element, like: field))]"
        case .object(let fields):
            let bare = Self.bare(type)
            if let known = structs[bare] { return known }
            let name = unique("Data" + Self.typeName(field))
            structs[bare] = name
            var lines = ["struct \(name): Equatable {"]
            for field in fields {
                lines.append("    let \(Self.member(field.name)): \(self.name(field.type, like: field.name))\(field.isOptional ? "?" : "")")
            }
            declarations.append((lines + ["}"]).joined(separator: "\n"))
            return name
        }
    }

    /// An expression that reads a value from `reader`.
    mutating func read(_ type: FieldType, like field: String) -> String {
        switch type {
        case .bool: return "reader.bool()"
        case .u32: return "UInt64(reader.word())"
        case .i32: return "Int64(Int32(bitPattern: reader.word()))"
        case .u64: return "reader.wide()"
        case .i64: return "Int64(bitPattern: reader.wide())"
        case .date: return "reader.day()"
        case .string(let max), .bytes(let max): return "reader.content(0...\(max))"
        case .array(let element, let max): return "reader.list(\(max)) { reader in \(read(element, like: field)) }"
        case .object(let fields):
            if let known = readers[type] { return "\(known)(&reader)" }
            let result = name(type, like: field)
            let function = unique("read" + Self.typeName(field))
            readers[type] = function
            var lines: [String] = []
            for (index, field) in fields.enumerated() {
                let value = read(field.type, like: field.name)
                lines.append(
                    "    let value\(index) = " + (field.isOptional ? "reader.optional { reader in \(value) }" : value))
            }
            let arguments = fields.enumerated().map { "\(Self.member($1.name)): value\($0)" }.joined(separator: ", ")
            declarations.append(
                (["func \(function)(_ reader: inout Reader) -> \(result) {"] + lines + ["    return \(result)(\(arguments))", "}"])
                    .joined(separator: "\n"))
            return "\(function)(&reader)"
        }
    }

    /// Statements that append a value's encoding to `encoder`.
    static func encode(_ value: String, _ type: FieldType, level: Int = 0) -> [String] {
        switch type {
        case .bool: return ["encoder.bool(\(value))"]
        case .u32, .i32: return ["encoder.narrow(\(value))"]
        case .u64, .i64: return ["encoder.wide(\(value))"]
        case .date: return ["encoder.day(\(value))"]
        case .string, .bytes: return ["encoder.content(\(value))"]
        case .array(let element, _):
            let variable = "item\(level)"
            return ["encoder.word(UInt32(\(value).count))", "for \(variable) in \(value) {"]
                + indented(encode(variable, element, level: level + 1)) + ["}"]
        case .object(let fields):
            return fields.flatMap { field in
                part(of: value, field, level, present: ["encoder.bool(true)"], absent: ["encoder.bool(false)"]) {
                    encode($0, field.type, level: level + 1)
                }
            }
        }
    }

    /// Statements that append a value to the journal's `writer`.
    static func write(_ value: String, _ type: FieldType, level: Int = 0) -> [String] {
        switch type {
        case .bool: return ["writer.bool(\(value))"]
        case .u32, .i32, .u64, .i64: return ["writer.number(\(value))"]
        case .date: return ["writer.day(\(value))"]
        case .string: return ["writer.text(\(value))"]
        case .bytes: return ["writer.content(\(value))"]
        case .array(let element, _):
            let variable = "item\(level)"
            return ["writer.array(\(value).count)", "for \(variable) in \(value) {"]
                + indented(write(variable, element, level: level + 1)) + ["}"]
        case .object(let fields):
            return ["writer.map(\(fields.count))"]
                + fields.flatMap { field in
                    ["writer.key(\"\(field.name)\")"]
                        + part(of: value, field, level, present: [], absent: ["writer.null()"]) {
                            write($0, field.type, level: level + 1)
                        }
                }
        }
    }

    private static func part(
        of value: String, _ field: Field, _ level: Int, present: [String], absent: [String], _ statements: (String) -> [String]
    ) -> [String] {
        let member = "\(value).\(Self.member(field.name))"
        guard field.isOptional else { return statements(member) }
        let variable = "part\(level)"
        return ["if let \(variable) = \(member) {"] + indented(present + statements(variable)) + ["} else {"] + indented(absent) + ["}"]
    }

    static func indented(_ lines: [String]) -> [String] { lines.map { "    " + $0 } }
}
