/// Operators.
extension CELChecker {
    mutating func unary(_ symbol: String, _ operand: CELExpression, _ expression: CELExpression) -> Term? {
        if symbol == "!" { return expect(operand, .bool).map { Term(.not($0), .bool) } }
        guard let term = check(operand) else { return nil }
        guard term.type == .int else {
            report(
                expression, "Only signed integers can be negated.", expected: "int",
                found: term.type == .uint ? "uint (convert with int())" : term.type.name)
            return nil
        }
        return Term(.negate(term), .int)
    }

    mutating func binary(_ symbol: String, _ a: CELExpression, _ b: CELExpression, _ expression: CELExpression) -> Term? {
        switch symbol {
        case "&&", "||":
            let terms = (expect(a, .bool), expect(b, .bool))
            guard let a = terms.0, let b = terms.1 else { return nil }
            return Term(symbol == "&&" ? .and(a, b) : .or(a, b), .bool)
        case "in":
            let terms = (check(a), check(b))
            guard let a = terms.0, let b = terms.1 else { return nil }
            return contained(a, b, expression)
        case "+", "-", "*", "/", "%":
            let terms = (check(a), check(b))
            guard let a = terms.0, let b = terms.1 else { return nil }
            return arithmetic(symbol, a, b, expression)
        default:
            let terms = (check(a), check(b))
            guard let a = terms.0, let b = terms.1, let relation = Relation(symbol: symbol) else { return nil }
            return compare(relation, a, b, expression)
        }
    }

    mutating func contained(_ a: Term, _ list: Term, _ expression: CELExpression) -> Term? {
        guard let element = list.element else {
            report(expression, "'in' needs a list on its right.", expected: "a list", found: list.type.name)
            return nil
        }
        guard let domain = ComparisonDomain(a.type, ValueType(element.type)) else {
            report(
                expression, "The value can't equal an element of the list.", expected: ValueType(element.type).name, found: a.type.name)
            return nil
        }
        return Term(.isIn(domain, a, list), .bool)
    }

    private mutating func compare(_ relation: Relation, _ a: Term, _ b: Term, _ expression: CELExpression) -> Term? {
        guard let domain = ComparisonDomain(a.type, b.type) else {
            var found = b.type.name
            if a.type == .date && b.type == .string || a.type == .string && b.type == .date { found += "; write date(\"YYYY-MM-DD\")" }
            if a.type.name == b.type.name { found += " (made by filter, map or a list literal, or kept in another form)" }
            report(expression, "These two values can't be compared.", expected: a.type.name, found: found)
            return nil
        }
        if domain == .region && relation != .equal && relation != .notEqual {
            report(expression, "Lists and objects have no order.", expected: "'==' or '!='", found: a.type.name)
            return nil
        }
        return Term(.compare(relation, domain, a, b), .bool)
    }

    private mutating func arithmetic(_ symbol: String, _ a: Term, _ b: Term, _ expression: CELExpression) -> Term? {
        let operations: [String: Term.Arithmetic] = [
            "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .remainder,
        ]
        if a.type == b.type {
            if a.type == .int || a.type == .uint, let operation = operations[symbol] {
                return Term(.arithmetic(operation, a, b), a.type)
            }
            if symbol == "+", a.type == .string || a.type == .bytes { return Term(.concatenate(a, b), a.type) }
        }
        var hint = ""
        if [a.type, b.type].contains(.int) && [a.type, b.type].contains(.uint) {
            hint = " (u32 and u64 are uint: write literals as 1u, or convert with int() or uint())"
        } else if a.type == .date || b.type == .date {
            hint = " (use years_between or days_between)"
        }
        report(
            expression, "'\(symbol)' isn't defined for these types.",
            expected: symbol == "+" ? "int + int, uint + uint, string + string or bytes + bytes" : "two int or two uint",
            found: "\(a.type.name) \(symbol) \(b.type.name)\(hint)")
        return nil
    }
}
