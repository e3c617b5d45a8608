import Foundation

/// Gives every part of an expression its type and reports all errors at once, with their places in the text.
struct CELChecker {
    /// Greatest nesting of loops.
    static let maximumLoops = 4

    let layout: Layout
    let pointer: String
    var diagnostics: [Diagnostic] = []
    /// Variables of the loops around, outermost first.
    var variables: [(name: String, element: FieldType, isIndirect: Bool)] = []

    init(layout: Layout, pointer: String) {
        self.layout = layout
        self.pointer = pointer
    }

    /// Parses and checks a text; nil with diagnostics when it has errors.
    static func check(_ source: String, layout: Layout, pointer: String) -> (term: Term?, diagnostics: [Diagnostic]) {
        do throws(CELSyntaxError) {
            let expression = try CELParser.parse(source)
            var checker = CELChecker(layout: layout, pointer: pointer)
            let term = checker.check(expression)
            return (checker.diagnostics.isEmpty ? term : nil, checker.diagnostics)
        } catch {
            let diagnostic = Diagnostic(
                error.code, at: pointer, error.message, expected: error.expected, found: error.found, offset: error.offset)
            return (nil, [diagnostic])
        }
    }

    mutating func report(
        _ code: Diagnostic.Code, _ expression: CELExpression, _ message: String, expected: String? = nil, found: String? = nil
    ) {
        diagnostics.append(Diagnostic(code, at: pointer, message, expected: expected, found: found, offset: expression.offset))
    }

    /// Reports an error of types.
    mutating func report(_ expression: CELExpression, _ message: String, expected: String? = nil, found: String? = nil) {
        report(.expressionType, expression, message, expected: expected, found: found)
    }

    mutating func check(_ expression: CELExpression) -> Term? {
        switch expression.node {
        case .bool(let flag): return Term(.constant(.bool(flag), .bool), .bool)
        case .int(let number): return Term(.constant(.signed(number), .i64), .int)
        case .uint(let number): return Term(.constant(.unsigned(number), .u64), .uint)
        case .string(let text):
            let normalized = text.precomposedStringWithCanonicalMapping
            return Term(.constant(.string(normalized), .string(max: 256)), .string)
        case .bytes(let bytes): return Term(.constant(.bytes(bytes), .bytes(max: 256)), .bytes)
        case .null:
            report(.notSupported, expression, "There is no null in this language; use has() for optional fields.", expected: "a value")
            return nil
        case .name(let name): return resolve(name, expression)
        case .select(let base, let member): return select(base, member, expression)
        case .index(let list, let index): return self.index(list, index, expression)
        case .call(let name, let receiver, let arguments): return call(name, receiver, arguments, expression)
        case .list(let elements): return list(elements, expression)
        case .unary(let symbol, let operand): return unary(symbol, operand, expression)
        case .binary(let symbol, let a, let b): return binary(symbol, a, b, expression)
        case .conditional(let condition, let yes, let no):
            let terms = (expect(condition, .bool), check(yes), check(no))
            guard let condition = terms.0, let yes = terms.1, let no = terms.2 else { return nil }
            guard yes.type.isInterchangeable(with: no.type) else {
                report(
                    expression, "Both branches of '?:' must have one type.", expected: yes.type.name,
                    found: no.type.name == yes.type.name ? "a list kept in another form" : no.type.name)
                return nil
            }
            return Term(.conditional(condition, yes, no), yes.type)
        }
    }

    /// Checks and demands one type.
    mutating func expect(_ expression: CELExpression, _ type: ValueType) -> Term? {
        guard let term = check(expression) else { return nil }
        guard term.type == type else {
            report(expression, "This part has the wrong type.", expected: type.name, found: term.type.name)
            return nil
        }
        return term
    }

    private mutating func resolve(_ name: String, _ expression: CELExpression) -> Term? {
        if let level = variables.lastIndex(where: { $0.name == name }) {
            let variable = variables[level]
            return Term(.element(level: level, variable.element, isIndirect: variable.isIndirect), ValueType(variable.element))
        }
        let lower = name.lowercased()
        if lower == "public_params" || lower == "private_inputs" {
            let isPublic = lower == "public_params"
            let slot = isPublic ? 0 : 1 + layout.publicType.slotCount
            let type = isPublic ? layout.publicType : layout.privateType
            return Term(Layout.Place(slot: slot, path: "", type: type, isPublic: isPublic, mayBeAbsent: false))
        }
        switch layout.lookup(lower) {
        case .found(let place): return Term(place)
        case .ambiguous(let paths):
            report(
                .ambiguousPath, expression, "The name fits several fields.", expected: "one of " + paths.joined(separator: ", "),
                found: "'\(name)'")
        case .unknown:
            let known = variables.map(\.name) + layout.places.map(\.path)
            report(
                .unknownPath, expression, "There is no such name.", expected: "one of " + known.prefix(20).joined(separator: ", "),
                found: "'\(name)'")
        }
        return nil
    }

    /// Finds a member, and the field's place when it isn't inside an array.
    private mutating func member(_ base: Term, _ written: String, _ expression: CELExpression) -> (index: Int, field: Field)? {
        guard case .object(.object(let fields)) = base.type else {
            report(expression, "Only objects have members.", expected: "an object", found: base.type.name)
            return nil
        }
        let name = written.lowercased()
        guard let index = fields.firstIndex(where: { $0.name == name }) else {
            report(
                .unknownPath, expression, "The object has no such field.", expected: "one of " + fields.map(\.name).joined(separator: ", "),
                found: "'\(written)'")
            return nil
        }
        return (index, fields[index])
    }

    private mutating func select(_ base: CELExpression, _ written: String, _ expression: CELExpression) -> Term? {
        guard let base = check(base), let (index, field) = member(base, written, expression), case .object(let object) = base.type
        else { return nil }
        if case .field(let place) = base.node {
            let path = place.path.isEmpty ? field.name : "\(place.path).\(field.name)"
            if let inner = layout.places.first(where: { $0.path == path && $0.isPublic == place.isPublic }) { return Term(inner) }
        }
        return Term(.select(base, index: index, object: object), ValueType(field.type))
    }

    /// `has(e.f)`.
    mutating func has(_ arguments: [CELExpression], _ expression: CELExpression) -> Term? {
        guard arguments.count == 1, case .select(let base, let written) = arguments[0].node else {
            report(expression, "has() asks for a field of an object.", expected: "has(object.field)")
            return nil
        }
        guard let base = check(base), let (index, _) = member(base, written, arguments[0]), case .object(let object) = base.type
        else { return nil }
        return Term(.has(base, index: index, object: object), .bool)
    }

    private mutating func index(_ list: CELExpression, _ index: CELExpression, _ expression: CELExpression) -> Term? {
        let terms = (check(list), check(index))
        guard let list = terms.0, let index = terms.1 else { return nil }
        guard let element = list.element else {
            report(expression, "Only lists can be indexed.", expected: "a list", found: list.type.name)
            return nil
        }
        guard index.type == .int || index.type == .uint else {
            report(expression, "An index is an integer.", expected: "int or uint", found: index.type.name)
            return nil
        }
        return Term(.index(list, index), ValueType(element.type))
    }

    private mutating func list(_ elements: [CELExpression], _ expression: CELExpression) -> Term? {
        let terms = elements.map { check($0) }
        guard let first = terms.first else {
            report(.notSupported, expression, "An empty list has no type.", expected: "at least one element")
            return nil
        }
        guard let first, !terms.contains(where: { $0 == nil }) else { return nil }
        let known = terms.compactMap { $0 }
        guard elements.count <= 1024 else {
            report(.tooComplex, expression, "The list is too long.", expected: "at most 1024 elements", found: "\(elements.count)")
            return nil
        }
        guard known.allSatisfy({ $0.type.isInterchangeable(with: first.type) }) else {
            let other = known.first { !$0.type.isInterchangeable(with: first.type) }
            report(expression, "The elements of a list have one type.", expected: first.type.name, found: other?.type.name)
            return nil
        }
        if case .list = first.type {
            report(.notSupported, expression, "Lists of lists can't be written down.", expected: "simple elements", found: first.type.name)
            return nil
        }
        guard let storage = known.max(by: { $0.maximumSize < $1.maximumSize })?.storage else { return nil }
        let constants = known.compactMap { term -> Value? in
            guard case .constant(let value, _) = term.node else { return nil }
            return value
        }
        if constants.count == known.count {
            let type = FieldType.array(storage, max: 1024)
            return Term(.constant(.array(constants), type), .list(storage, isComputed: false))
        }
        return Term(.list(known), .list(storage, isComputed: true))
    }
}
