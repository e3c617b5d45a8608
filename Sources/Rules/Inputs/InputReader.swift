import Foundation

/// Reads the JSON of one side's inputs into typed values, collecting all errors; never repeats a private value.
struct InputReader {
    /// Whether values may be shown in messages.
    let isPublic: Bool
    var diagnostics: [Diagnostic] = []

    init(isPublic: Bool) { self.isPublic = isPublic }

    private mutating func report(_ code: Diagnostic.Code, _ pointer: Pointer, _ message: String, expected: String, found: String) {
        diagnostics.append(Diagnostic(code, at: pointer.text, message, expected: expected, found: found))
    }

    /// Reads an object of those fields; nil with diagnostics on any error.
    mutating func object(_ json: JSONValue, _ fields: [Field], at pointer: Pointer) -> Value? {
        guard case .object(let members) = json else {
            report(.inputType, pointer, "An object is needed here.", expected: "an object", found: json.typeName)
            return nil
        }
        var byName: [String: (written: String, value: JSONValue)] = [:]
        for member in members {
            let name = NameRules.normalized(member.name) ?? member.name
            guard fields.contains(where: { $0.name == name }) else {
                report(
                    .unknownInput, pointer / member.name, "There is no such field.",
                    expected: fields.isEmpty ? "no field" : "one of " + fields.map(\.name).joined(separator: ", "), found: "an unknown name"
                )
                continue
            }
            if byName[name] != nil {
                report(.jsonDuplicateKey, pointer / member.name, "The field is given twice.", expected: "each name once", found: "two")
            }
            byName[name] = (member.name, member.value)
        }
        var values: [NamedValue] = []
        for field in fields {
            switch byName[field.name] {
            case (_, .null)? where field.isOptional: values.append(NamedValue(field.name, nil))
            case let (written, value)?:
                if let value = read(value, field.type, at: pointer / written) { values.append(NamedValue(field.name, value)) }
            case nil where field.isOptional: values.append(NamedValue(field.name, nil))
            case nil:
                report(.missingInput, pointer / field.name, "The field is missing.", expected: Self.form(field.type), found: "nothing")
            }
        }
        return values.count == fields.count ? .object(values) : nil
    }

    /// Reads a value of that type.
    mutating func read(_ json: JSONValue, _ type: FieldType, at pointer: Pointer) -> Value? {
        switch (type, json) {
        case (.bool, .bool(let flag)): return .bool(flag)
        case (.u32, .number(let number)): return integer(number, UInt32.self, type, pointer).map { .unsigned(UInt64($0)) }
        case (.u64, .number(let number)): return integer(number, UInt64.self, type, pointer).map { .unsigned($0) }
        case (.i32, .number(let number)): return integer(number, Int32.self, type, pointer).map { .signed(Int64($0)) }
        case (.i64, .number(let number)): return integer(number, Int64.self, type, pointer).map { .signed($0) }
        case (.date, .string(let text)):
            guard let date = CalendarDate(text) else {
                report(
                    .inputFormat, pointer, "This is not a date that exists.", expected: Self.form(type),
                    found: isPublic ? "'\(text.prefix(40))'" : "another string")
                return nil
            }
            return .date(date)
        case (.string(let max), .string(let text)):
            let normalized = text.precomposedStringWithCanonicalMapping
            guard fits(normalized.utf8.count, max, "bytes", pointer) else { return nil }
            return .string(normalized)
        case (.bytes(let max), .string(let text)):
            guard let bytes = Self.bytes(text) else {
                report(.inputFormat, pointer, "These are not bytes.", expected: Self.form(type), found: "another string")
                return nil
            }
            guard fits(bytes.count, max, "bytes", pointer) else { return nil }
            return .bytes(bytes)
        case (.array(let element, let max), .array(let elements)):
            guard fits(elements.count, max, "elements", pointer) else { return nil }
            var values: [Value] = []
            for (index, json) in elements.enumerated() {
                if let value = read(json, element, at: pointer / index) { values.append(value) }
            }
            return values.count == elements.count ? .array(values) : nil
        case (.object(let fields), _): return object(json, fields, at: pointer)
        default:
            report(.inputType, pointer, "The value has the wrong type.", expected: Self.form(type), found: json.typeName)
            return nil
        }
    }

    private mutating func integer<Integer: FixedWidthInteger>(
        _ number: JSONNumber, _: Integer.Type, _ type: FieldType, _ pointer: Pointer
    ) -> Integer? {
        if let value = number.exactly(Integer.self) { return value }
        let found = isPublic ? number.text : number.isInteger ? "an integer out of range" : "a number with a fraction or exponent"
        report(
            number.isInteger ? .inputRange : .inputType, pointer, "The number doesn't fit the field.",
            expected: "an integer from \(Integer.min) to \(Integer.max)", found: found)
        return nil
    }

    private mutating func fits(_ count: Int, _ max: Int, _ unit: String, _ pointer: Pointer) -> Bool {
        guard count > max else { return true }
        report(.inputTooLong, pointer, "The value is longer than declared.", expected: "at most \(max) \(unit)", found: "\(count) \(unit)")
        return false
    }

    /// Bytes in JSON: `0x…` or plain hexadecimal; `b64:…` or any other text as base64url without padding.
    static func bytes(_ text: String) -> [UInt8]? {
        if text.hasPrefix("b64:") { return Base64URL.bytes(text.dropFirst(4)) }
        if text.hasPrefix("0x") { return Hexadecimal.bytes(text) }
        return Hexadecimal.bytes(text) ?? Base64URL.bytes(text)
    }

    private static func form(_ type: FieldType) -> String {
        switch type {
        case .bool: "true or false"
        case .u32: "an integer from 0 to \(UInt32.max)"
        case .u64: "an integer from 0 to \(UInt64.max)"
        case .i32: "an integer from \(Int32.min) to \(Int32.max)"
        case .i64: "an integer from \(Int64.min) to \(Int64.max)"
        case .date: "a date \"YYYY-MM-DD\""
        case .string(let max): "a string of at most \(max) bytes"
        case .bytes(let max): "a string with at most \(max) bytes in hexadecimal or base64url"
        case .array(let element, let max): "an array of at most \(max) × \(element.name)"
        case .object(let fields): "an object with \(fields.map(\.name).joined(separator: ", "))"
        }
    }
}
