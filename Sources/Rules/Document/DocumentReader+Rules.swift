/// The rules of a document.
extension DocumentReader {
    static let ruleTypes = [
        "range_check", "age_verification", "blacklist_check", "whitelist_check", "array_intersection_check", "signature_check",
        "commitment_check", "expression", "custom",
    ]

    /// The rule, or nil with an error.
    mutating func readRule(_ members: [JSONMember], at pointer: Pointer) -> ValidationRule? {
        let rule = JSONValue.object(members)
        guard let typeValue = rule["type"] else {
            report(
                .missingMember, pointer / "type", "A rule has a 'type'.", expected: "one of " + Self.ruleTypes.joined(separator: ", "))
            return nil
        }
        guard case .string(let type) = typeValue else {
            report(.wrongType, pointer / "type", "The type of a rule is a string.", expected: "a string", found: typeValue.typeName)
            return nil
        }
        var description: String?
        switch rule["description"] {
        case nil: break
        case .string(let text)? where text.utf8.count <= Limit.text: description = text
        case let other?:
            report(
                .wrongType, pointer / "description", "The description of a rule is a short string.",
                expected: "a string of at most \(Limit.text) bytes", found: other.typeName)
        }
        func known(_ names: String...) -> [String] { ["type", "description"] + names }
        let condition: ValidationRule.Condition?
        switch type {
        case "range_check":
            refuseUnknown(members, at: pointer, known: known("field", "min", "min_param", "max", "max_param"))
            condition = range(rule, at: pointer)
        case "age_verification":
            refuseUnknown(members, at: pointer, known: known("dob_field", "min_age", "min_age_param"))
            let field = field("dob_field", in: rule, at: pointer)
            let minimum = operand("min_age", in: rule, at: pointer)
            if minimum == nil, rule["min_age"] == nil, rule["min_age_param"] == nil {
                report(.missingBound, pointer, "The least age is missing.", expected: "'min_age' or 'min_age_param'")
            }
            condition = field.flatMap { field in minimum.map { .age(dateOfBirth: field, minimum: $0) } }
        case "blacklist_check", "whitelist_check":
            let name = type == "blacklist_check" ? "blacklist" : "whitelist"
            refuseUnknown(members, at: pointer, known: known("field", name, "\(name)_param"))
            let field = field("field", in: rule, at: pointer)
            let list = list(name, in: rule, at: pointer)
            condition = field.flatMap { field in
                list.map { .membership(field: field, list: $0, contained: type == "whitelist_check") }
            }
        case "array_intersection_check":
            refuseUnknown(members, at: pointer, known: known("field", "prohibited", "prohibited_param", "must_be_empty"))
            condition = intersection(rule, at: pointer)
        case "signature_check":
            refuseUnknown(members, at: pointer, known: known("field", "algorithm", "public_key_param", "message_fields"))
            condition = signature(rule, at: pointer)
        case "commitment_check":
            refuseUnknown(members, at: pointer, known: known("fields", "salt_field", "commitment_param"))
            let fields = paths("fields", in: rule, at: pointer)
            let salt = field("salt_field", in: rule, at: pointer)
            let commitment = field("commitment_param", in: rule, at: pointer, isPublic: true)
            condition = fields.flatMap { fields in
                salt.flatMap { salt in commitment.map { .commitment(fields: fields, salt: salt, commitment: $0) } }
            }
        case "expression", "custom": condition = expression(rule, members, type, at: pointer)
        default:
            report(
                .unknownRuleType, pointer / "type", "This type of rule is unknown.",
                expected: "one of " + Self.ruleTypes.joined(separator: ", "), found: "'\(type)'")
            condition = nil
        }
        return condition.map { ValidationRule($0, description: description) }
    }

    private mutating func range(_ rule: JSONValue, at pointer: Pointer) -> ValidationRule.Condition? {
        let field = field("field", in: rule, at: pointer)
        let min = operand("min", in: rule, at: pointer)
        let max = operand("max", in: rule, at: pointer)
        if ["min", "min_param", "max", "max_param"].allSatisfy({ rule[$0] == nil }) {
            report(.missingBound, pointer, "A range has at least one bound.", expected: "'min', 'min_param', 'max' or 'max_param'")
        }
        guard let field, min != nil || max != nil else { return nil }
        return .range(field: field, min: min, max: max)
    }

    private mutating func intersection(_ rule: JSONValue, at pointer: Pointer) -> ValidationRule.Condition? {
        let field = field("field", in: rule, at: pointer)
        let list = list("prohibited", in: rule, at: pointer)
        var mustBeEmpty = true
        switch rule["must_be_empty"] {
        case nil: break
        case .bool(let flag): mustBeEmpty = flag
        case let other?:
            report(
                .wrongType, pointer / "must_be_empty", "'must_be_empty' is not a boolean.", expected: "true or false",
                found: other.typeName)
        }
        return field.flatMap { field in list.map { .intersection(field: field, list: $0, mustBeEmpty: mustBeEmpty) } }
    }

    private mutating func signature(_ rule: JSONValue, at pointer: Pointer) -> ValidationRule.Condition? {
        let field = field("field", in: rule, at: pointer)
        let publicKey = self.field("public_key_param", in: rule, at: pointer, isPublic: true)
        let message = paths("message_fields", in: rule, at: pointer)
        let expected = "one of " + ValidationRule.Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
        var algorithm: ValidationRule.Algorithm?
        switch rule["algorithm"] {
        case nil: report(.missingMember, pointer / "algorithm", "The signature algorithm is missing.", expected: expected)
        case .string(let name):
            algorithm = ValidationRule.Algorithm(name: name)
            if algorithm == nil {
                report(
                    .unknownAlgorithm, pointer / "algorithm", "This signature algorithm is unknown.", expected: expected, found: "'\(name)'"
                )
            }
        case let other?:
            report(.wrongType, pointer / "algorithm", "The algorithm is not a string.", expected: expected, found: other.typeName)
        }
        guard let field, let publicKey, let message, let algorithm else { return nil }
        return .signature(field: field, algorithm: algorithm, publicKey: publicKey, message: message)
    }

    private mutating func expression(
        _ rule: JSONValue, _ members: [JSONMember], _ type: String, at pointer: Pointer
    ) -> ValidationRule.Condition? {
        if rule["code"] != nil {
            report(
                .rawCodeRefused, pointer / "code", "Program code is not accepted in a rule; write the condition as an 'expression'.",
                expected: "an expression such as \"prescription.quantity <= max_quantity\"", found: "'code'")
            return nil
        }
        refuseUnknown(members, at: pointer, known: ["type", "description", "expression"])
        return expressionText(rule["expression"], at: pointer / "expression").map { .expression($0) }
    }

    /// The text of an expression, checked for size only.
    mutating func expressionText(_ value: JSONValue?, at pointer: Pointer) -> String? {
        guard let value else {
            report(.missingMember, pointer, "The expression is missing.", expected: "a string")
            return nil
        }
        guard case .string(let source) = value else {
            report(.wrongType, pointer, "An expression is a string.", expected: "a string", found: value.typeName)
            return nil
        }
        guard !source.allSatisfy(\.isWhitespace) else {
            report(.emptyValue, pointer, "The expression is empty.", expected: "a condition")
            return nil
        }
        guard source.utf8.count <= Limit.expression else {
            report(
                .tooComplex, pointer, "The expression is too long.", expected: "at most \(Limit.expression) bytes",
                found: "\(source.utf8.count) bytes")
            return nil
        }
        return source
    }

    private mutating func field(_ name: String, in rule: JSONValue, at pointer: Pointer, isPublic: Bool = false) -> String? {
        guard let value = rule[name] else {
            report(
                .missingMember, pointer / name, "The rule lacks '\(name)'.",
                expected: isPublic ? "the name of a public parameter" : "the name of a private input")
            return nil
        }
        return path(value, at: pointer / name, isPublic: isPublic)
    }

    private mutating func paths(_ name: String, in rule: JSONValue, at pointer: Pointer) -> [String]? {
        guard let value = rule[name] else {
            report(.missingMember, pointer / name, "The rule lacks '\(name)'.", expected: "an array of names of private inputs")
            return nil
        }
        guard case .array(let elements) = value else {
            report(.wrongType, pointer / name, "'\(name)' is not an array.", expected: "an array of names", found: value.typeName)
            return nil
        }
        guard !elements.isEmpty, elements.count <= 64 else {
            report(
                elements.isEmpty ? .emptyValue : .tooMany, pointer / name, "'\(name)' has an unusable number of fields.",
                expected: "1…64 names", found: "\(elements.count)")
            return nil
        }
        var paths: [String] = []
        for (index, element) in elements.enumerated() {
            if let path = path(element, at: pointer / name / index, isPublic: false) { paths.append(path) }
        }
        return paths.count == elements.count ? paths : nil
    }

    /// `name` or `name_param`; a literal wins over a parameter.
    private mutating func operand(_ name: String, in rule: JSONValue, at pointer: Pointer) -> ValidationRule.Operand? {
        if let literal = rule[name] {
            if rule["\(name)_param"] != nil {
                report(
                    .ignoredMember, pointer / "\(name)_param", "'\(name)' is given as well, and the literal wins.",
                    expected: "'\(name)' or '\(name)_param'", found: "both", severity: .warning)
            }
            return .literal(literal)
        }
        return rule["\(name)_param"].flatMap { path($0, at: pointer / "\(name)_param", isPublic: true) }.map { .parameter($0) }
    }

    private mutating func list(_ name: String, in rule: JSONValue, at pointer: Pointer) -> ValidationRule.Operand? {
        if rule[name] == nil, rule["\(name)_param"] == nil {
            report(.missingMember, pointer / "\(name)_param", "The list is missing.", expected: "'\(name)_param' or '\(name)'")
        }
        return operand(name, in: rule, at: pointer)
    }
}
