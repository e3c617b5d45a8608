import Foundation

import Rules

/// Evaluates an expression straight from its syntax tree, for comparison with the guest.
struct Oracle {
    let publicParams: OracleValue
    let privateInputs: OracleValue
    var variables: [(String, OracleValue)] = []

    init(publicParams: Value, privateInputs: Value) {
        self.publicParams = OracleValue(publicParams)
        self.privateInputs = OracleValue(privateInputs)
    }

    func value(of source: String) throws -> OracleValue { try value(try CELParser.parse(source)) }

    func holds(_ source: String) throws -> Bool {
        guard case .bool(let result) = try value(of: source) else { throw OracleMisuse() }
        return result
    }

    private func bool(_ expression: CELExpression) throws -> Bool {
        guard case .bool(let flag) = try value(expression) else { throw OracleMisuse() }
        return flag
    }

    func value(_ expression: CELExpression) throws -> OracleValue {
        switch expression.node {
        case .bool(let flag): return .bool(flag)
        case .null: throw OracleMisuse()
        case .int(let number): return .int(number)
        case .uint(let number): return .uint(number)
        case .string(let text): return .string(Array(text.precomposedStringWithCanonicalMapping.utf8))
        case .bytes(let bytes): return .bytes(bytes)
        case .name(let name): return try resolve(name)
        case .select(let base, let member):
            guard case .object(let fields) = try value(base) else { throw OracleMisuse() }
            guard let found = fields.first(where: { $0.0 == member })?.1 else { throw OracleError(.absentField) }
            return found
        case .index(let list, let index):
            guard case .list(let elements) = try value(list), let index = try value(index).number else { throw OracleMisuse() }
            guard index >= 0, index < Int128(elements.count) else { throw OracleError(.indexOutOfRange) }
            return elements[Int(index)]
        case .list(let elements): return .list(try elements.map { try value($0) })
        case .unary("!", let operand): return .bool(!(try bool(operand)))
        case .unary(_, let operand):
            let operand = try value(operand)
            if operand == .uint(0) { return .int(0) }
            guard case .int(let number) = operand else { throw OracleMisuse() }
            guard number != .min else { throw OracleError(.overflow) }
            return .int(-number)
        case .binary("&&", let a, let b): return try logical(a, b, deciding: false)
        case .binary("||", let a, let b): return try logical(a, b, deciding: true)
        case .binary(let symbol, let a, let b): return try binary(symbol, try value(a), try value(b))
        case .conditional(let condition, let yes, let no): return try bool(condition) ? try value(yes) : try value(no)
        case .call(let name, let receiver, let arguments): return try call(name, receiver, arguments)
        }
    }

    /// Commutative: the deciding value wins over an error on the other side.
    private func logical(_ a: CELExpression, _ b: CELExpression, deciding: Bool) throws -> OracleValue {
        let left = Result { try bool(a) }
        if case .success(deciding) = left { return .bool(deciding) }
        let right = Result { try bool(b) }
        if case .success(deciding) = right { return .bool(deciding) }
        _ = try left.get()
        _ = try right.get()
        return .bool(!deciding)
    }

    private func binary(_ symbol: String, _ a: OracleValue, _ b: OracleValue) throws -> OracleValue {
        switch symbol {
        case "==": return .bool(a == b)
        case "!=": return .bool(!(a == b))
        case "<", "<=", ">", ">=":
            guard let isLess = OracleValue.isLess(a, b), let isGreater = OracleValue.isLess(b, a) else { throw OracleMisuse() }
            let results = ["<": isLess, "<=": !isGreater, ">": isGreater, ">=": !isLess]
            return .bool(results[symbol] ?? false)
        case "in":
            guard case .list(let elements) = b else { throw OracleMisuse() }
            return .bool(elements.contains { $0 == a })
        default: break
        }
        switch (symbol, a, b) {
        case ("+", .string(let a), .string(let b)): return .string(a + b)
        case ("+", .bytes(let a), .bytes(let b)): return .bytes(a + b)
        default: return try arithmetic(symbol, a, b)
        }
    }

    private func arithmetic(_ symbol: String, _ left: OracleValue, _ right: OracleValue) throws -> OracleValue {
        guard let a = left.number, let b = right.number else { throw OracleMisuse() }
        let result: Int128
        switch symbol {
        case "+": result = a + b
        case "-": result = a - b
        case "*":
            let (product, overflow) = a.multipliedReportingOverflow(by: b)
            if overflow { throw OracleError(.overflow) }
            result = product
        default:
            guard b != 0 else { throw OracleError(.divisionByZero) }
            if a == Int128(Int64.min), b == -1 { throw OracleError(.overflow) }
            result = symbol == "/" ? a / b : a % b
        }
        switch (left, right) {
        // The sum of an empty list is 0 of either type.
        case (.int, .int), (.int, .uint(0)), (.uint(0), .int):
            guard let number = Int64(exactly: result) else { throw OracleError(.overflow) }
            return .int(number)
        case (.uint, .uint):
            guard let number = UInt64(exactly: result) else { throw OracleError(.overflow) }
            return .uint(number)
        default: throw OracleMisuse()
        }
    }

    /// Innermost variable, then a top-level name of either side, then the only field of that name anywhere outside lists.
    private func resolve(_ name: String) throws -> OracleValue {
        if let variable = variables.last(where: { $0.0 == name }) { return variable.1 }
        if name == "public_params" { return publicParams }
        if name == "private_inputs" { return privateInputs }
        for side in [publicParams, privateInputs] {
            if case .object(let fields) = side, let field = fields.first(where: { $0.0 == name }) {
                guard let value = field.1 else { throw OracleError(.absentField) }
                return value
            }
        }
        guard let found = Self.find(name, in: publicParams) ?? Self.find(name, in: privateInputs) else {
            throw OracleError(.absentField)
        }
        guard let value = found else { throw OracleError(.absentField) }
        return value
    }

    private static func find(_ name: String, in value: OracleValue) -> OracleValue?? {
        guard case .object(let fields) = value else { return nil }
        for field in fields {
            if field.0 == name { return .some(field.1) }
            if let inner = field.1, let found = find(name, in: inner) { return found }
        }
        return nil
    }

    func with(_ name: String, _ value: OracleValue) -> Oracle {
        var inner = self
        inner.variables.append((name, value))
        return inner
    }
}
