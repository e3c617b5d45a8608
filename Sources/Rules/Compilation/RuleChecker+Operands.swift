import Foundation

/// Literals and parameters that rules compare with.
extension RuleChecker {
    mutating func range(_ field: String, _ min: ValidationRule.Operand?, _ max: ValidationRule.Operand?, at pointer: Pointer) -> Term? {
        guard let place = place(field, isPublic: false) else { return nil }
        let value = Term(place)
        guard [.int, .uint, .date].contains(value.type) else {
            report(
                .wrongFieldType, pointer / "field", "A range is of numbers or dates.", expected: "u32, u64, i32, i64 or date",
                found: place.type.name)
            return nil
        }
        var terms: [Term] = []
        var bounds: [Value] = []
        for (operand, name, relation) in [(min, "min", Relation.greaterOrEqual), (max, "max", Relation.lessOrEqual)] {
            guard let operand else { continue }
            guard let bound = bound(operand, for: value.type, name: name, at: pointer) else { continue }
            guard let domain = ComparisonDomain(value.type, bound.type) else { continue }
            if case .constant(let literal, _) = bound.node { bounds.append(literal) }
            terms.append(Term(.compare(relation, domain, value, bound), .bool))
        }
        if bounds.count == 2, Self.isGreater(bounds[0], bounds[1]) {
            report(.emptyRange, pointer / "min", "No value lies in this range.", expected: "min ≤ max", found: "min > max")
        }
        guard let first = terms.first else { return nil }
        return terms.count == 2 ? Term(.and(first, terms[1]), .bool) : first
    }

    private static func isGreater(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.signed(let a), .signed(let b)): a > b
        case (.unsigned(let a), .unsigned(let b)): a > b
        case (.signed(let a), .unsigned(let b)): a > b
        case (.unsigned(let a), .signed(let b)): a > b
        case (.date(let a), .date(let b)): a > b
        default: false
        }
    }

    mutating func age(_ field: String, _ minimum: ValidationRule.Operand, at pointer: Pointer) -> Term? {
        guard let place = place(field, isPublic: false) else { return nil }
        guard place.type == .date else {
            report(.wrongFieldType, pointer / "dob_field", "A date of birth is a date.", expected: "date", found: place.type.name)
            return nil
        }
        guard let today = self.place(RuleDocument.today, isPublic: true) else { return nil }
        guard today.type == .date, !today.mayBeAbsent else {
            report(
                .wrongFieldType, .root / "public_params" / RuleDocument.today, "Today's date is a date.", expected: "date",
                found: today.type == .date ? "an optional date" : today.type.name)
            return nil
        }
        guard let bound = bound(minimum, for: .int, name: "min_age", at: pointer) else { return nil }
        if case .constant(let value, _) = bound.node {
            guard case .signed(let years) = value, (0...150).contains(years) else {
                report(
                    .invalidValue, pointer / "min_age", "This isn't an age.", expected: "an integer from 0 to 150", found: "another number")
                return nil
            }
        }
        guard let domain = ComparisonDomain(.int, bound.type) else { return nil }
        return Term(.compare(.greaterOrEqual, domain, Term(.yearsBetween(Term(place), Term(today)), .int), bound), .bool)
    }

    /// A bound of a range: a literal that fits the type, or a parameter that can be compared.
    private mutating func bound(_ operand: ValidationRule.Operand, for type: ValueType, name: String, at pointer: Pointer) -> Term? {
        switch operand {
        case .literal(let literal):
            guard let (value, storage) = constant(literal, for: type) else {
                report(
                    .invalidValue, pointer / name, "The literal doesn't fit the field.", expected: Self.literalForm(type),
                    found: Self.shown(literal))
                return nil
            }
            return Term(.constant(value, storage), ValueType(storage))
        case .parameter(let path):
            guard let place = place(path, isPublic: true) else { return nil }
            let term = Term(place)
            guard ComparisonDomain(type, term.type) != nil else {
                report(
                    .wrongFieldType, pointer / "\(name)_param", "The parameter can't be compared with the field.",
                    expected: type == .date ? "date" : "u32, u64, i32 or i64", found: place.type.name)
                return nil
            }
            return term
        }
    }

    /// A list to look a value up in: a literal array, or a parameter of an array type.
    mutating func list(_ operand: ValidationRule.Operand, of field: FieldType, name: String, at pointer: Pointer) -> Term? {
        let type = ValueType(field)
        switch operand {
        case .parameter(let path):
            guard let place = place(path, isPublic: true) else { return nil }
            guard case .array(let element, _) = place.type, ComparisonDomain(type, ValueType(element)) != nil else {
                report(
                    .wrongFieldType, pointer / "\(name)_param", "The parameter isn't a list of values like the field's.",
                    expected: "array<\(field.name)>", found: place.type.name)
                return nil
            }
            return Term(place)
        case .literal(let literal):
            guard case .array(let elements) = literal else {
                report(.wrongType, pointer / name, "The list is not an array.", expected: "an array", found: literal.typeName)
                return nil
            }
            guard !elements.isEmpty, elements.count <= 1024 else {
                report(
                    elements.isEmpty ? .emptyValue : .tooMany, pointer / name, "The list has an unusable number of elements.",
                    expected: "1…1024 elements", found: "\(elements.count)")
                return nil
            }
            var values: [Value] = []
            for (index, element) in elements.enumerated() {
                guard let (value, _) = constant(element, for: type, widest: true) else {
                    report(
                        .invalidValue, pointer / name / index, "The literal doesn't fit the field.", expected: Self.literalForm(type),
                        found: Self.shown(element))
                    continue
                }
                values.append(value)
            }
            guard values.count == elements.count, let storage = type.storage else { return nil }
            return Term(.constant(.array(values), .array(storage, max: 1024)), .list(storage, isComputed: false))
        }
    }

    /// A JSON literal as a constant; `widest` keeps to the storage type of the field's own type, so that lists are of one type.
    private func constant(_ literal: JSONValue, for type: ValueType, widest: Bool = false) -> (Value, FieldType)? {
        switch (type, literal) {
        case (.bool, .bool(let flag)): return (.bool(flag), .bool)
        case (.int, .number(let number)), (.uint, .number(let number)):
            if type == .int || !widest, let value = number.exactly(Int64.self) { return (.signed(value), .i64) }
            if type == .uint || !widest, let value = number.exactly(UInt64.self) { return (.unsigned(value), .u64) }
            return nil
        case (.date, .string(let text)): return CalendarDate(text).map { (.date($0), .date) }
        case (.string, .string(let text)): return (.string(text.precomposedStringWithCanonicalMapping), .string(max: 256))
        case (.bytes, .string(let text)): return InputReader.bytes(text).map { (.bytes($0), .bytes(max: 256)) }
        default: return nil
        }
    }

    private static func literalForm(_ type: ValueType) -> String {
        switch type {
        case .bool: "true or false"
        case .int: "an integer of 64 bits"
        case .uint: "an integer from 0 to 18446744073709551615"
        case .date: "a date \"YYYY-MM-DD\""
        case .string: "a string"
        case .bytes: "a string with hexadecimal digits"
        case .list, .object: "a parameter instead of a literal"
        }
    }

    private static func shown(_ literal: JSONValue) -> String {
        if case .number(let number) = literal { return number.text }
        if case .string(let text) = literal { return "'\(text.prefix(40))'" }
        return literal.typeName
    }
}
