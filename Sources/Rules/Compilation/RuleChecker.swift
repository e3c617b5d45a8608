/// Turns the rules of a document into terms, checking the types of all that they name.
struct RuleChecker {
    let draft: DocumentReader.Draft
    let layout: Layout
    var diagnostics: [Diagnostic] = []

    init(_ draft: DocumentReader.Draft, layout: Layout) {
        self.draft = draft
        self.layout = layout
    }

    mutating func report(_ code: Diagnostic.Code, _ pointer: Pointer, _ message: String, expected: String? = nil, found: String? = nil) {
        diagnostics.append(Diagnostic(code, at: pointer.text, message, expected: expected, found: found))
    }

    mutating func check() -> CheckedRule {
        var conditions: [CheckedRule.Condition] = []
        for (index, rule) in draft.rules.enumerated() {
            guard let rule else { continue }
            let pointer = Pointer.root / "validation_rules" / index
            let term = term(rule.condition, at: pointer)
            if let term, term.costBound > Term.maximumCost {
                report(
                    .tooCostly, pointer, "The rule could take too long on the largest inputs; lower the maxima of its lists.",
                    expected: "at most \(Term.maximumCost) cycles", found: "up to \(term.costBound) cycles")
            }
            conditions.append(CheckedRule.Condition(rule: rule, term: term))
        }
        var outputs: [CheckedRule.Output] = []
        for output in draft.document.outputs {
            if let term = term(output.source, at: .root / "outputs" / output.name) {
                outputs.append(CheckedRule.Output(name: output.name, source: output.source, term: term))
            }
        }
        let nullifier = draft.document.nullifier.flatMap { place($0, isPublic: false) }
        if let nullifier { check(nullifier: nullifier) }
        return CheckedRule(document: draft.document, layout: layout, conditions: conditions, outputs: outputs, nullifier: nullifier)
    }

    /// The field of a full path (which the reader has already found).
    func place(_ path: String, isPublic: Bool) -> Layout.Place? { layout.places.first { $0.path == path && $0.isPublic == isPublic } }

    private mutating func check(nullifier place: Layout.Place) {
        let pointer = Pointer.root / "nullifier"
        present(place, pointer)
        switch place.type {
        case .string, .bytes, .u64, .i64: break
        default:
            report(
                .wrongFieldType, pointer, "A nullifier is made of a secret that can't be guessed.",
                expected: "a field of type bytes, string, u64 or i64", found: place.type.name)
        }
    }

    /// Refuses a field that may be absent.
    mutating func present(_ place: Layout.Place, _ pointer: Pointer) {
        if place.mayBeAbsent {
            report(
                .wrongFieldType, pointer, "A field that is needed here may be absent.", expected: "a field that isn't optional",
                found: "'\(place.path)', which is optional")
        }
    }

    private mutating func term(_ source: RuleOutput.Source, at pointer: Pointer) -> Term? {
        switch source {
        case .hash(let path):
            guard let place = place(path, isPublic: false) else { return nil }
            present(place, pointer)
            return Term(.saltedHash(place), .bytes)
        case .reveal(let path):
            guard let place = place(path, isPublic: false) else { return nil }
            present(place, pointer)
            return Term(place)
        case .expression(let text):
            let (term, found) = CELChecker.check(text, layout: layout, pointer: pointer.text)
            diagnostics += found
            if let term, term.type.storage == nil {
                report(
                    .wrongFieldType, pointer, "An output can't be a list made by filter, map or a list literal.",
                    expected: "bool, int, uint, date, string, bytes, or a field", found: term.type.name)
                return nil
            }
            if let term, term.costBound > Term.maximumCost {
                report(
                    .tooCostly, pointer, "The output could take too long on the largest inputs; lower the maxima of its lists.",
                    expected: "at most \(Term.maximumCost) cycles", found: "up to \(term.costBound) cycles")
            }
            return term
        }
    }

    /// The term of a rule, nil if it has an error or can't be proven yet.
    private mutating func term(_ condition: ValidationRule.Condition, at pointer: Pointer) -> Term? {
        switch condition {
        case .range(let field, let min, let max): return range(field, min, max, at: pointer)
        case .age(let field, let minimum): return age(field, minimum, at: pointer)
        case .membership(let field, let list, let contained):
            return membership(field, list, name: contained ? "whitelist" : "blacklist", contained: contained, at: pointer)
        case .intersection(let field, let list, let mustBeEmpty): return intersection(field, list, mustBeEmpty, at: pointer)
        case .signature(let field, _, let publicKey, _):
            if let place = place(field, isPublic: false) { expectBytes(place, 1, pointer / "field") }
            if let place = place(publicKey, isPublic: true) { expectBytes(place, 1, pointer / "public_key_param") }
            return nil
        case .commitment(let fields, let salt, let commitment): return self.commitment(fields, salt, commitment, at: pointer)
        case .expression(let text):
            let (term, found) = CELChecker.check(text, layout: layout, pointer: (pointer / "expression").text)
            diagnostics += found
            guard let term else { return nil }
            guard term.type == .bool else {
                report(
                    .expressionType, pointer / "expression", "The expression of a rule is a condition.", expected: "bool",
                    found: term.type.name)
                return nil
            }
            return term
        }
    }

    mutating func expectBytes(_ place: Layout.Place, _ count: Int, _ pointer: Pointer) {
        guard case .bytes(let max) = place.type, max >= count else {
            report(
                .wrongFieldType, pointer, "A field of bytes is needed here.",
                expected: count > 1 ? "bytes with a maximum of at least \(count)" : "bytes", found: place.type.name)
            return
        }
    }

    private mutating func commitment(_ fields: [String], _ salt: String, _ commitment: String, at pointer: Pointer) -> Term? {
        let places = fields.compactMap { place($0, isPublic: false) }
        guard places.count == fields.count, let salt = place(salt, isPublic: false), let commitment = place(commitment, isPublic: true)
        else { return nil }
        for (index, place) in places.enumerated() { present(place, pointer / "fields" / index) }
        present(salt, pointer / "salt_field")
        expectBytes(salt, 16, pointer / "salt_field")
        expectBytes(commitment, 32, pointer / "commitment_param")
        return Term(.compare(.equal, .content, Term(.commitment(salt: salt, fields: places), .bytes), Term(commitment)), .bool)
    }

    private mutating func intersection(
        _ field: String, _ list: ValidationRule.Operand, _ mustBeEmpty: Bool, at pointer: Pointer
    ) -> Term? {
        guard let place = place(field, isPublic: false) else { return nil }
        guard case .array(let element, _) = place.type else {
            report(.wrongFieldType, pointer / "field", "The rule examines a list.", expected: "an array", found: place.type.name)
            return nil
        }
        guard let list = self.list(list, of: element, name: "prohibited", at: pointer) else { return nil }
        guard let elementOfList = list.element, let domain = ComparisonDomain(ValueType(element), ValueType(elementOfList.type)) else {
            return nil
        }
        let variable = Term(.element(level: 0, element, isIndirect: false), ValueType(element))
        let found = Term(.loop(.exists, list: Term(place), body: Term(.isIn(domain, variable, list), .bool)), .bool)
        return mustBeEmpty ? Term(.not(found), .bool) : found
    }

    private mutating func membership(
        _ field: String, _ list: ValidationRule.Operand, name: String, contained: Bool, at pointer: Pointer
    ) -> Term? {
        guard let place = place(field, isPublic: false) else { return nil }
        if case .array = place.type {
            report(
                .wrongFieldType, pointer / "field", "The rule examines one value; for lists there is array_intersection_check.",
                expected: "a simple type", found: place.type.name)
            return nil
        }
        guard let list = self.list(list, of: place.type, name: name, at: pointer) else { return nil }
        guard let element = list.element, let domain = ComparisonDomain(ValueType(place.type), ValueType(element.type)) else { return nil }
        let found = Term(.isIn(domain, Term(place), list), .bool)
        return contained ? found : Term(.not(found), .bool)
    }
}
