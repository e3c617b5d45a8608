/// Schemas: both shapes of `private_inputs` and `public_params`, all spellings of types.
extension DocumentReader {
    /// The fields of one side, sorted.
    mutating func root(_ name: String, required: Bool) -> [Field] {
        let pointer = Pointer.root / name
        guard let value = json[name] else {
            if required {
                report(.missingMember, pointer, "The document lacks '\(name)'.", expected: "an object schema, or a map from names to types")
                fieldsAreKnown = false
            }
            return []
        }
        guard case .object(let members) = value else {
            report(
                .wrongType, pointer, "'\(name)' is not an object.", expected: "an object schema, or a map from names to types",
                found: value.typeName)
            fieldsAreKnown = false
            return []
        }
        let fields: [Field]
        if value["type"] == .string("object") {
            refuseUnknown(members, at: pointer, known: ["type", "fields", "description"])
            fields = schemaFields(value, at: pointer, depth: 0)
        } else {
            fields = readFields(members, at: pointer, depth: 0)
        }
        if required && fields.isEmpty && fieldsAreKnown {
            report(.emptyValue, pointer, "'\(name)' declares no field.", expected: "at least one field")
        }
        return fields
    }

    private mutating func schemaFields(_ schema: JSONValue, at pointer: Pointer, depth: Int) -> [Field] {
        guard let value = schema["fields"] else {
            report(.missingMember, pointer / "fields", "An object schema has 'fields'.", expected: "a map from names to types")
            fieldsAreKnown = false
            return []
        }
        guard case .object(let members) = value else {
            report(.wrongType, pointer / "fields", "'fields' is not an object.", expected: "an object", found: value.typeName)
            fieldsAreKnown = false
            return []
        }
        return readFields(members, at: pointer / "fields", depth: depth)
    }

    private mutating func readFields(_ members: [JSONMember], at pointer: Pointer, depth: Int) -> [Field] {
        var fields: [Field] = []
        var names: Set<String> = []
        if members.count > Limit.objectFields {
            report(.tooMany, pointer, "There are too many fields.", expected: "at most \(Limit.objectFields)", found: "\(members.count)")
        }
        for member in members.prefix(Limit.objectFields) {
            let place = pointer / member.name
            let name = NameRules.normalized(member.name)
            if name == nil {
                report(.invalidName, place, "This is not a name.", expected: NameRules.expectation, found: "'\(member.name)'")
            } else if let name, !names.insert(name).inserted {
                report(
                    .duplicateName, place, "Two fields have the same name after normalisation.", expected: "different names",
                    found: "'\(name)'")
                continue
            }
            let type = readType(member.value, at: place, depth: depth)
            if let name, let type {
                fields.append(Field(name, type, isOptional: isOptional(member.value, at: place)))
            } else {
                fieldsAreKnown = false
            }
        }
        return fields.sorted { Field.precedes($0.name, $1.name) }
    }

    private mutating func isOptional(_ schema: JSONValue, at pointer: Pointer) -> Bool {
        switch schema["optional"] {
        case nil: return false
        case .bool(let flag): return flag
        case let other?:
            report(.wrongType, pointer / "optional", "'optional' is not a boolean.", expected: "true or false", found: other.typeName)
            return false
        }
    }

    mutating func readType(_ value: JSONValue, at pointer: Pointer, depth: Int) -> FieldType? {
        guard depth < Limit.typeDepth else {
            report(.tooMany, pointer, "Types are nested too deeply.", expected: "at most \(Limit.typeDepth) levels", found: "more")
            return nil
        }
        switch value {
        case .string(let name): return named(name, max: nil, items: nil, at: pointer, depth: depth)
        case .object(let members):
            guard let type = value["type"] else {
                report(.missingMember, pointer / "type", "A type has the member 'type'.", expected: Self.typeNames)
                return nil
            }
            if case .object = type {  // a wrapped type, as the normal form spells an optional simple one
                return readType(type, at: pointer / "type", depth: depth + 1)
            }
            guard case .string(let name) = type else {
                report(.wrongType, pointer / "type", "The name of a type is a string.", expected: "a string", found: type.typeName)
                return nil
            }
            if name == "object" {
                refuseUnknown(members, at: pointer, known: ["type", "fields", "optional", "description"])
                let fields = schemaFields(value, at: pointer, depth: depth + 1)
                guard !fields.isEmpty else {
                    if fieldsAreKnown { report(.emptyValue, pointer, "An object has no field.", expected: "at least one field") }
                    return nil
                }
                return .object(fields)
            }
            refuseUnknown(members, at: pointer, known: ["type", "max", "items", "optional", "description"])
            return named(name, max: value["max"], items: value["items"], at: pointer, depth: depth)
        default:
            report(.wrongType, pointer, "A type is a name or an object.", expected: Self.typeNames, found: value.typeName)
            return nil
        }
    }

    private static let typeNames = "bool, u32, u64, i32, i64, string, bytes, date, array<T> or an object schema"

    private mutating func named(_ written: String, max: JSONValue?, items: JSONValue?, at pointer: Pointer, depth: Int) -> FieldType? {
        let name = written.filter { $0 != " " }
        let simple: [String: FieldType] = [
            "bool": .bool, "u32": .u32, "i32": .i32, "u64": .u64, "i64": .i64, "date": .date,
        ]
        if items != nil && name != "array" {
            report(
                .unknownMember, pointer / "items", "Only the type 'array' has 'items'.", expected: "no 'items'", found: "type '\(written)'")
        }
        if let type = simple[name] {
            if max != nil {
                report(
                    .invalidMaximum, pointer / "max", "This type has no maximum.", expected: "no 'max'", found: "type '\(written)'")
            }
            return type
        }
        switch name {
        case "string": return .string(max: maximum(max, standard: 256, limit: 16384, at: pointer))
        case "bytes": return .bytes(max: maximum(max, standard: 256, limit: 16384, at: pointer))
        case "array":
            guard let items else {
                report(.missingMember, pointer / "items", "The type 'array' says what it holds.", expected: "'items', or array<T>")
                return nil
            }
            guard let element = readType(items, at: pointer / "items", depth: depth + 1) else { return nil }
            return .array(element, max: maximum(max, standard: 64, limit: 4096, at: pointer))
        default: break
        }
        if let inner = name.inside("array<", ">") ?? name.inside("array[", "]") {
            guard depth + 1 < Limit.typeDepth else {
                report(.tooMany, pointer, "Types are nested too deeply.", expected: "at most \(Limit.typeDepth) levels", found: "more")
                return nil
            }
            guard let element = named(inner, max: nil, items: nil, at: pointer, depth: depth + 1) else { return nil }
            return .array(element, max: maximum(max, standard: 64, limit: 4096, at: pointer))
        }
        report(.unknownType, pointer, "This type is unknown.", expected: Self.typeNames, found: "'\(written)'")
        return nil
    }

    private mutating func maximum(_ value: JSONValue?, standard: Int, limit: Int, at pointer: Pointer) -> Int {
        guard let value else { return standard }
        if case .number(let number) = value, let max = number.exactly(Int.self), (1...limit).contains(max) { return max }
        let found: String
        if case .number(let number) = value { found = number.text } else { found = value.typeName }
        report(
            .invalidMaximum, pointer / "max", "The maximum is out of range.", expected: "an integer from 1 to \(limit)", found: found)
        return standard
    }

    /// Fields of type `string` that serve as a date of birth become dates, as documents of earlier systems mean them.
    mutating func adoptDates(_ fields: inout [Field], _ layout: Layout, _ rules: [[JSONMember]?]) {
        for (index, rule) in rules.enumerated() {
            guard let rule, rule.first(where: { $0.name == "type" })?.value == .string("age_verification"),
                case .string(let written)? = rule.first(where: { $0.name == "dob_field" })?.value,
                let path = NameRules.normalizedPath(String(written.trimmingPrefixes())),
                case .found(let place) = layout.lookup(written.sidePrefix + path, isPublic: false), case .string = place.type
            else { continue }
            let steps = place.path.split(separator: ".").map(String.init)
            fields = Self.replacing(fields, steps[...])
            report(
                .ignoredMember, .root / "validation_rules" / index / "dob_field",
                "The field '\(place.path)' is declared as a string and is taken as a date.", expected: "date", found: "string",
                severity: .warning)
        }
    }

    private static func replacing(_ fields: [Field], _ steps: ArraySlice<String>) -> [Field] {
        fields.map { field in
            guard field.name == steps.first else { return field }
            if steps.count == 1 { return Field(field.name, .date, isOptional: field.isOptional) }
            guard case .object(let inner) = field.type else { return field }
            return Field(field.name, .object(replacing(inner, steps.dropFirst())), isOptional: field.isOptional)
        }
    }

    /// Adds the parameter `as_of` when an age rule or an expression needs it and it isn't declared.
    mutating func addToday(_ fields: inout [Field], _ privateFields: [Field], _ rules: [[JSONMember]?]) {
        let today = RuleDocument.today
        var isNeededBy: Pointer?
        for (index, rule) in rules.enumerated().reversed() {
            guard let rule else { continue }
            if rule.contains(where: { $0.name == "type" && $0.value == .string("age_verification") }) {
                isNeededBy = .root / "validation_rules" / index
            }
            if case .string(let source)? = rule.first(where: { $0.name == "expression" })?.value, CELLexer.mentions(today, in: source) {
                isNeededBy = .root / "validation_rules" / index
            }
        }
        if case .object(let outputs)? = json["outputs"] {
            for output in outputs {
                let source: JSONValue? = if case .object = output.value { output.value["expression"] } else { output.value }
                if case .string(let text)? = source, CELLexer.mentions(today, in: text) { isNeededBy = .root / "outputs" / output.name }
            }
        }
        guard let isNeededBy else { return }
        let layout = Layout(publicFields: fields, privateFields: privateFields)
        if privateFields.contains(where: { $0.name == today }) {
            report(
                .wrongSide, isNeededBy, "'as_of' (today's date) has to be a public parameter, for the verifier must see it.",
                expected: "no private input named as_of", found: "a private input")
        } else if case .found(let place) = layout.lookup(today, isPublic: true), place.path == today {
            return
        } else {
            fields = (fields + [Field(today, .date)]).sorted { Field.precedes($0.name, $1.name) }
        }
    }
}

extension String {
    /// The part between a beginning and an end, nil if the text isn't of that form.
    func inside(_ beginning: String, _ end: String) -> String? {
        guard hasPrefix(beginning), hasSuffix(end), utf8.count >= beginning.utf8.count + end.utf8.count else { return nil }
        return String(dropFirst(beginning.count).dropLast(end.count))
    }
}
