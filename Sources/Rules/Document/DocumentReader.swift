/// Reads a document's JSON into its normal form, collecting every error on the way.
struct DocumentReader {
    /// What the document's parts may number.
    enum Limit {
        static let rules = 128
        static let outputs = 64
        static let fields = 1024
        static let objectFields = 255
        static let typeDepth = 8
        static let text = 4096
        static let expression = 8192
        /// Greatest encoding of all inputs together, in words (4 MiB).
        static let inputWords = 1 << 20
    }

    /// A rule of the document, nil where it could not be read.
    struct Draft {
        var document: RuleDocument
        var rules: [ValidationRule?]
    }

    let json: JSONValue
    var diagnostics: [Diagnostic] = []
    var layout = Layout(publicFields: [], privateFields: [])
    /// Whether the fields could be read, so that paths can be looked up without follow-up errors.
    var fieldsAreKnown = true

    init(_ json: JSONValue) { self.json = json }

    mutating func report(
        _ code: Diagnostic.Code, _ pointer: Pointer, _ message: String, expected: String? = nil, found: String? = nil,
        severity: Diagnostic.Severity = .error
    ) {
        let found = found.map { $0.count > 120 ? String($0.prefix(120)) + "…" : $0 }
        diagnostics.append(Diagnostic(code, at: pointer.text, message, expected: expected, found: found, severity: severity))
    }

    /// Reads everything that can be read; the result is only sound when no error was reported.
    mutating func read() -> (draft: Draft, layout: Layout) {
        guard case .object(let members) = json else {
            report(.wrongType, .root, "A rule document is a JSON object.", expected: "an object", found: json.typeName)
            return (Draft(document: document([], [], [], [], nil), rules: []), layout)
        }
        refuseUnknown(
            members, at: .root,
            known: [
                "$schema", "use_case", "description", "version", "private_inputs", "public_params", "validation_rules", "outputs",
                "nullifier",
            ])
        var privateFields = root("private_inputs", required: true)
        var publicFields = root("public_params", required: false)
        for field in publicFields where privateFields.contains(where: { $0.name == field.name }) {
            report(
                .duplicateName, .root / "public_params" / field.name, "A public parameter has the name of a private input.",
                expected: "a name of its own", found: field.name)
        }
        let written = ruleMembers()
        adoptDates(&privateFields, Layout(publicFields: publicFields, privateFields: privateFields), written)
        addToday(&publicFields, privateFields, written)
        layout = Layout(publicFields: publicFields, privateFields: privateFields)
        limitSize()
        let rules = written.enumerated().map { index, rule in rule.flatMap { readRule($0, at: .root / "validation_rules" / index) } }
        let outputs = readOutputs()
        let nullifier = readNullifier()
        let document = document(privateFields, publicFields, rules.compactMap { $0 }, outputs, nullifier)
        return (Draft(document: document, rules: rules), layout)
    }

    private mutating func document(
        _ privateFields: [Field], _ publicFields: [Field], _ rules: [ValidationRule], _ outputs: [RuleOutput], _ nullifier: String?
    ) -> RuleDocument {
        RuleDocument(
            useCase: text("use_case", required: true, fallback: ""), description: text("description", required: false, fallback: ""),
            version: text("version", required: false, fallback: "1.0"), privateFields: privateFields, publicFields: publicFields,
            rules: rules, outputs: outputs, nullifier: nullifier)
    }

    private mutating func text(_ name: String, required: Bool, fallback: String) -> String {
        guard case .object = json else { return fallback }
        guard let value = json[name] else {
            if required { report(.missingMember, .root / name, "The document lacks '\(name)'.", expected: "a string") }
            return fallback
        }
        guard case .string(let text) = value else {
            report(.wrongType, .root / name, "'\(name)' is not a string.", expected: "a string", found: value.typeName)
            return fallback
        }
        if required && text.allSatisfy(\.isWhitespace) {
            report(.emptyValue, .root / name, "'\(name)' is empty.", expected: "some text")
        }
        if text.utf8.count > Limit.text {
            report(
                .tooMany, .root / name, "'\(name)' is too long.", expected: "at most \(Limit.text) bytes", found: "\(text.utf8.count) bytes"
            )
        }
        return text
    }

    mutating func refuseUnknown(_ members: [JSONMember], at pointer: Pointer, known: [String]) {
        for member in members where !known.contains(member.name) {
            report(
                .unknownMember, pointer / member.name, "This member is unknown here.",
                expected: "one of " + known.filter { $0 != "$schema" }.joined(separator: ", "), found: "'\(member.name)'")
        }
    }

    /// The members of each rule, nil where an element isn't an object.
    private mutating func ruleMembers() -> [[JSONMember]?] {
        let pointer = Pointer.root / "validation_rules"
        guard let value = json["validation_rules"] else {
            report(.missingMember, pointer, "The document lacks 'validation_rules'.", expected: "an array of at least one rule")
            return []
        }
        guard case .array(let elements) = value else {
            report(.wrongType, pointer, "'validation_rules' is not an array.", expected: "an array", found: value.typeName)
            return []
        }
        if elements.isEmpty { report(.emptyValue, pointer, "There is no rule.", expected: "at least one rule") }
        if elements.count > Limit.rules {
            report(.tooMany, pointer, "There are too many rules.", expected: "at most \(Limit.rules)", found: "\(elements.count)")
        }
        var rules: [[JSONMember]?] = []
        for (index, element) in elements.prefix(Limit.rules).enumerated() {
            if case .object(let members) = element {
                rules.append(members)
            } else {
                report(.wrongType, pointer / index, "A rule is an object.", expected: "an object", found: element.typeName)
                rules.append(nil)
            }
        }
        return rules
    }

    private mutating func limitSize() {
        let words = layout.publicType.maximumWords + layout.privateType.maximumWords
        if words > Limit.inputWords {
            report(
                .tooMany, .root / "private_inputs", "The declared maxima allow inputs that are too large.",
                expected: "at most \(Limit.inputWords * 4) bytes for all inputs and parameters together",
                found: words >= 1 << 40 ? "more than 2^42 bytes" : "\(words * 4) bytes")
        }
        if layout.places.count > Limit.fields {
            report(
                .tooMany, .root / "private_inputs", "There are too many fields.", expected: "at most \(Limit.fields) in all",
                found: "\(layout.places.count)")
        }
    }

    /// A full path, or nil with an error.
    mutating func path(_ value: JSONValue, at pointer: Pointer, isPublic: Bool?) -> String? {
        guard case .string(let written) = value else {
            report(.wrongType, pointer, "The name of a field is a string.", expected: "a string", found: value.typeName)
            return nil
        }
        guard let path = NameRules.normalizedPath(String(written.trimmingPrefixes())) else {
            report(.invalidName, pointer, "This is not the name of a field.", expected: NameRules.expectation, found: "'\(written)'")
            return nil
        }
        let prefix = written.sidePrefix
        switch layout.lookup(prefix + path, isPublic: isPublic) {
        case .found(let place): return place.path
        case .ambiguous(let paths):
            report(
                .ambiguousPath, pointer, "The name fits several fields.", expected: "one of " + paths.joined(separator: ", "),
                found: "'\(written)'")
        case .unknown:
            guard fieldsAreKnown else { return nil }
            if let isPublic, case .found(let place) = layout.lookup(prefix + path, isPublic: !isPublic) {
                report(
                    .wrongSide, pointer,
                    isPublic ? "A public parameter is needed here." : "A private input is needed here.",
                    expected: isPublic ? "a name from public_params" : "a name from private_inputs", found: Layout.qualified(place))
                return nil
            }
            let known = layout.places.filter { isPublic == nil || $0.isPublic == isPublic }.map(\.path)
            report(
                .unknownPath, pointer, "There is no such field.",
                expected: known.isEmpty ? "a declared field (there are none)" : "one of " + known.prefix(20).joined(separator: ", "),
                found: "'\(written)'")
        }
        return nil
    }
}

extension String {
    /// `public_params.` or `private_inputs.` if the path begins with it, else "".
    var sidePrefix: String {
        for prefix in [Layout.publicPrefix, Layout.privatePrefix] where hasPrefix(prefix) { return prefix }
        return ""
    }

    /// The path without its side.
    func trimmingPrefixes() -> Substring { dropFirst(sidePrefix.count) }
}
