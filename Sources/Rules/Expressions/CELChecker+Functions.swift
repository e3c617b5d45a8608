/// Functions and macros.
extension CELChecker {
    private static let macros: [String: Term.Macro] = [
        "all": .all, "exists": .exists, "exists_one": .existsOne, "filter": .filter, "map": .map,
    ]
    private static let functions = [
        "size", "has", "sum", "years_between", "days_between", "sha256", "date", "int", "uint", "bytes", "startsWith", "endsWith",
        "contains",
        "all", "exists", "exists_one", "filter", "map",
    ]

    mutating func call(
        _ name: String, _ receiver: CELExpression?, _ arguments: [CELExpression], _ expression: CELExpression
    ) -> Term? {
        switch (name, receiver) {
        case ("has", nil): return has(arguments, expression)
        case ("size", nil): return one(arguments, expression).flatMap { size($0, expression) }
        case ("size", let receiver?) where arguments.isEmpty: return check(receiver).flatMap { size($0, expression) }
        case ("sum", nil): return one(arguments, expression).flatMap { sum($0, expression) }
        case ("sum", let receiver?) where arguments.isEmpty: return check(receiver).flatMap { sum($0, expression) }
        case ("years_between", nil), ("days_between", nil):
            guard let (a, b) = two(arguments, .date, expression) else { return nil }
            return Term(name == "years_between" ? .yearsBetween(a, b) : .daysBetween(a, b), .int)
        case ("sha256", nil):
            guard let term = one(arguments, expression) else { return nil }
            guard term.type == .string || term.type == .bytes else {
                return mismatch(expression, "string or bytes", term)
            }
            return Term(.sha256(term), .bytes)
        case ("date", nil): return date(arguments, expression)
        case ("int", nil), ("uint", nil): return convert(name, arguments, expression)
        case ("bytes", nil):
            guard let term = one(arguments, expression) else { return nil }
            guard term.type == .string || term.type == .bytes else { return mismatch(expression, "string or bytes", term) }
            return term.type == .bytes ? term : Term(.retyped(term), .bytes)
        case ("startsWith", let receiver?), ("endsWith", let receiver?), ("contains", let receiver?):
            guard let (a, b) = two([receiver] + arguments, .string, expression) else { return nil }
            let test: Term.TextTest = name == "startsWith" ? .startsWith : name == "endsWith" ? .endsWith : .contains
            return Term(.textTest(test, a, b), .bool)
        case (_, let receiver?):
            if let macro = Self.macros[name] { return loop(macro, receiver, arguments, expression) }
        default: break
        }
        report(
            .unknownFunction, expression, "There is no such function here.",
            expected: "one of " + Self.functions.joined(separator: ", "), found: receiver == nil ? "\(name)()" : "x.\(name)()")
        return nil
    }

    private mutating func mismatch(_ expression: CELExpression, _ expected: String, _ term: Term) -> Term? {
        report(expression, "The argument has the wrong type.", expected: expected, found: term.type.name)
        return nil
    }

    private mutating func one(_ arguments: [CELExpression], _ expression: CELExpression) -> Term? {
        guard arguments.count == 1 else {
            report(expression, "The function takes one argument.", expected: "1 argument", found: "\(arguments.count)")
            return nil
        }
        return check(arguments[0])
    }

    private mutating func two(_ arguments: [CELExpression], _ type: ValueType, _ expression: CELExpression) -> (Term, Term)? {
        guard arguments.count == 2 else {
            report(expression, "The function takes two operands.", expected: "2 operands", found: "\(arguments.count)")
            return nil
        }
        let terms = (expect(arguments[0], type), expect(arguments[1], type))
        guard let a = terms.0, let b = terms.1 else { return nil }
        return (a, b)
    }

    private mutating func size(_ term: Term, _ expression: CELExpression) -> Term? {
        switch term.type {
        case .string, .bytes, .list: return Term(.size(term), .int)
        default: return mismatch(expression, "string, bytes or list", term)
        }
    }

    private mutating func sum(_ list: Term, _ expression: CELExpression) -> Term? {
        guard let element = list.element, [.int, .uint].contains(ValueType(element.type)) else {
            return mismatch(expression, "a list of integers", list)
        }
        return Term(.sum(list), ValueType(element.type))
    }

    private mutating func convert(_ name: String, _ arguments: [CELExpression], _ expression: CELExpression) -> Term? {
        guard let term = one(arguments, expression) else { return nil }
        switch (name, term.type) {
        case ("int", .int), ("uint", .uint): return term
        case ("int", .uint): return Term(.toInt(term), .int)
        case ("uint", .int): return Term(.toUint(term), .uint)
        default: return mismatch(expression, "int or uint", term)
        }
    }

    private mutating func date(_ arguments: [CELExpression], _ expression: CELExpression) -> Term? {
        guard arguments.count == 1, case .string(let text) = arguments[0].node, let date = CalendarDate(text) else {
            report(
                expression, "date() takes a literal day.", expected: "date(\"YYYY-MM-DD\") with a day that exists",
                found: arguments.count == 1 ? "another argument" : "\(arguments.count) arguments")
            return nil
        }
        return Term(.constant(.date(date), .date), .date)
    }

    private mutating func loop(
        _ macro: Term.Macro, _ receiver: CELExpression, _ arguments: [CELExpression], _ expression: CELExpression
    ) -> Term? {
        guard arguments.count == 2 || (macro == .map && arguments.count == 3), case .name(let name) = arguments[0].node else {
            report(
                expression, "A macro takes a variable and a condition.", expected: "list.macro(x, condition on x)",
                found: "\(arguments.count) arguments")
            return nil
        }
        guard var list = check(receiver) else { return nil }
        if arguments.count == 3 {
            guard let filtered = loop(.filter, over: list, name, arguments[1], expression) else { return nil }
            list = filtered
        }
        return loop(macro, over: list, name, arguments[arguments.count - 1], expression)
    }

    private mutating func loop(
        _ macro: Term.Macro, over list: Term, _ name: String, _ body: CELExpression, _ expression: CELExpression
    ) -> Term? {
        guard let element = list.element else {
            report(expression, "A macro goes through a list.", expected: "a list", found: list.type.name)
            return nil
        }
        guard variables.count < Self.maximumLoops else {
            report(
                .tooComplex, expression, "Loops are nested too deeply.", expected: "at most \(Self.maximumLoops) levels", found: "more")
            return nil
        }
        variables.append((name, element.type, element.isIndirect))
        defer { variables.removeLast() }
        guard let term = macro == .map ? check(body) : expect(body, .bool) else { return nil }
        switch macro {
        case .all, .exists, .existsOne: return Term(.loop(macro, list: list, body: term), .bool)
        case .filter: return Term(.loop(macro, list: list, body: term), .list(element.type, isComputed: true))
        case .map:
            guard let storage = term.storage else {
                report(
                    .notSupported, expression, "A map can't give lists that were computed.", expected: "simple values",
                    found: term.type.name)
                return nil
            }
            return Term(.loop(macro, list: list, body: term), .list(storage, isComputed: true))
        }
    }
}
