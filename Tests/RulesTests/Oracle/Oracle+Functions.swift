import Hashing
import Rules

extension Oracle {
    func call(_ name: String, _ receiver: CELExpression?, _ arguments: [CELExpression]) throws -> OracleValue {
        if name == "has", case .select(let base, let member) = arguments[0].node {
            guard case .object(let fields) = try value(base) else { throw OracleMisuse() }
            return .bool(fields.contains { $0.0 == member && $0.1 != nil })
        }
        if let receiver, ["all", "exists", "exists_one", "filter", "map"].contains(name) {
            return try loop(name, try value(receiver), arguments)
        }
        let values = try ([receiver].compactMap { $0 } + arguments).map { try value($0) }
        switch (name, values[0]) {
        case ("size", .string(let bytes)): return .int(Int64(String(decoding: bytes, as: UTF8.self).unicodeScalars.count))
        case ("size", .bytes(let bytes)): return .int(Int64(bytes.count))
        case ("size", .list(let elements)): return .int(Int64(elements.count))
        case ("sum", .list(let elements)): return try sum(elements, arguments[0])
        case ("sha256", .string(let bytes)), ("sha256", .bytes(let bytes)): return .bytes(SHA256.hash(bytes))
        case ("bytes", .string(let bytes)), ("bytes", .bytes(let bytes)): return .bytes(bytes)
        case ("date", .string(let bytes)):
            guard let date = CalendarDate(String(decoding: bytes, as: UTF8.self)) else { throw OracleMisuse() }
            return .date(date)
        case ("int", let value):
            guard let number = value.number else { throw OracleMisuse() }
            guard let result = Int64(exactly: number) else { throw OracleError(.conversionOutOfRange) }
            return .int(result)
        case ("uint", let value):
            guard let number = value.number else { throw OracleMisuse() }
            guard let result = UInt64(exactly: number) else { throw OracleError(.conversionOutOfRange) }
            return .uint(result)
        default: return try two(name, values)
        }
    }

    private func two(_ name: String, _ values: [OracleValue]) throws -> OracleValue {
        guard values.count == 2 else { throw OracleMisuse() }
        switch (name, values[0], values[1]) {
        case ("startsWith", .string(let a), .string(let b)): return .bool(a.starts(with: b))
        case ("endsWith", .string(let a), .string(let b)): return .bool(a.reversed().starts(with: b.reversed()))
        case ("contains", .string(let a), .string(let b)):
            return .bool(b.isEmpty || a.indices.contains { a[$0...].starts(with: b) })
        case ("years_between", .date(let a), .date(let b)): return .int(Self.years(a, b))
        case ("days_between", .date(let a), .date(let b)): return .int(Int64(Self.dayNumber(b) - Self.dayNumber(a)))
        default: throw OracleMisuse()
        }
    }

    /// Counts anniversaries one by one: 29 February comes round on 1 March in a common year.
    static func years(_ a: CalendarDate, _ b: CalendarDate) -> Int64 {
        if a > b { return -years(b, a) }
        var count: Int64 = 0
        for year in a.year + 1..<max(b.year + 1, a.year + 2) {
            let anniversary =
                CalendarDate(year: year, month: a.month, day: a.day) ?? CalendarDate(year: year, month: 3, day: 1) ?? a
            if anniversary <= b && year <= b.year { count += 1 }
        }
        return count
    }

    /// Days up to a date, counted year by year and month by month.
    static func dayNumber(_ date: CalendarDate) -> Int {
        func isLeap(_ year: Int) -> Bool { (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400) }
        let years = (1..<date.year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
        let lengths = [31, isLeap(date.year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return years + lengths[..<(date.month - 1)].reduce(0, +) + date.day
    }

    private func sum(_ elements: [OracleValue], _ list: CELExpression) throws -> OracleValue {
        guard let first = elements.first else { return .uint(0) }
        var total: Int128 = 0
        for element in elements {
            total += element.number ?? 0
            if case .int = first {
                guard Int64(exactly: total) != nil else { throw OracleError(.overflow) }
            } else {
                guard UInt64(exactly: total) != nil else { throw OracleError(.overflow) }
            }
        }
        if case .int = first { return .int(Int64(total)) }
        return .uint(UInt64(total))
    }

    private func loop(_ macro: String, _ list: OracleValue, _ arguments: [CELExpression]) throws -> OracleValue {
        guard case .list(let all) = list, case .name(let name) = arguments[0].node, let body = arguments.last else { throw OracleMisuse() }
        func bool(_ element: OracleValue, _ condition: CELExpression) throws -> Bool {
            guard case .bool(let flag) = try with(name, element).value(condition) else { throw OracleMisuse() }
            return flag
        }
        switch macro {
        case "all", "exists":
            let deciding = macro == "exists"
            var kept: (any Error)?
            for element in all {
                do {
                    if try bool(element, body) == deciding { return .bool(deciding) }
                } catch let error as OracleError { kept = kept ?? error }
            }
            if let kept { throw kept }
            return .bool(!deciding)
        case "exists_one": return .bool(try all.filter { try bool($0, body) }.count == 1)
        case "filter": return .list(try all.filter { try bool($0, body) })
        default:
            let chosen = arguments.count == 3 ? try all.filter { try bool($0, arguments[1]) } : all
            return .list(try chosen.map { try with(name, $0).value(body) })
        }
    }
}
