/// Random well-typed expressions over the bench's fields, and random inputs; a function of the seed.
struct ExpressionGenerator {
    enum Kind: CaseIterable { case bool, int, uint, date, string, bytes, uints, ints, strings }

    private var state: UInt64
    /// Loop variables in scope with their kinds.
    private var variables: [(String, Kind)] = []
    private var loops = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ z >> 31) % UInt64(bound))
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[next(items.count)] }

    mutating func expression(_ kind: Kind, depth: Int) -> String {
        if depth == 0 || next(6) == 0 { return leaf(kind) }
        let d = depth - 1
        switch kind {
        case .bool: return boolean(d)
        case .int:
            switch next(6) {
            case 0: return "-(\(expression(.int, depth: d)))"
            case 1: return "size(\(expression(pick([.string, .bytes, .uints, .strings]), depth: d)))"
            case 2: return "\(pick(["years_between", "days_between"]))(\(expression(.date, depth: d)), \(expression(.date, depth: d)))"
            case 3: return pick(["int(\(expression(.uint, depth: d)))", "sum(\(expression(.ints, depth: d)))"])
            case 4: return "\(expression(.ints, depth: d))[\(next(4) - 1)]"
            default: return "(\(expression(.int, depth: d)) \(pick(["+", "-", "*", "/", "%"])) \(expression(.int, depth: d)))"
            }
        case .uint:
            switch next(4) {
            case 0: return pick(["uint(\(expression(.int, depth: d)))", "sum(\(expression(.uints, depth: d)))"])
            case 1: return "\(expression(.uints, depth: d))[\(next(4))u]"
            default: return "(\(expression(.uint, depth: d)) \(pick(["+", "-", "*", "/", "%"])) \(expression(.uint, depth: d)))"
            }
        case .date: return "(\(expression(.bool, depth: d)) ? \(leaf(.date)) : \(leaf(.date)))"
        case .string:
            return pick([
                "(\(expression(.string, depth: d)) + \(expression(.string, depth: d)))", "\(expression(.strings, depth: d))[\(next(3))]",
                "(\(expression(.bool, depth: d)) ? \(leaf(.string)) : \(leaf(.string)))",
            ])
        case .bytes:
            return pick(["sha256(\(expression(.string, depth: d)))", "bytes(\(expression(.string, depth: d)))", "(raw + \(leaf(.bytes)))"])
        case .uints: return loop(.uint, .uints, d)
        case .ints: return loop(.int, .ints, d)
        case .strings: return loop(.string, .strings, d)
        }
    }

    private mutating func boolean(_ d: Int) -> String {
        switch next(8) {
        case 0, 1: return "(\(expression(.bool, depth: d)) \(pick(["&&", "||"])) \(expression(.bool, depth: d)))"
        case 2: return "!(\(expression(.bool, depth: d)))"
        case 3:
            let (a, b) = pick([
                (Kind.int, Kind.int), (.uint, .uint), (.int, .uint), (.uint, .int), (.date, .date), (.string, .string), (.bytes, .bytes),
            ])
            return "(\(expression(a, depth: d)) \(pick(["==", "!=", "<", "<=", ">", ">="])) \(expression(b, depth: d)))"
        case 4:
            let (element, list) = pick([(Kind.int, Kind.ints), (.uint, .uints), (.int, .uints), (.uint, .ints), (.string, .strings)])
            return "(\(expression(element, depth: d)) in \(expression(list, depth: d)))"
        case 5: return "\(expression(.string, depth: d)).\(pick(["startsWith", "endsWith", "contains"]))(\(expression(.string, depth: d)))"
        case 6:
            let (element, list) = pick([(Kind.int, Kind.ints), (.uint, .uints), (.string, .strings)])
            return macro(pick(["all", "exists", "exists_one"]), element, list, .bool, d)
        default: return "(\(expression(.bool, depth: d)) ? \(expression(.bool, depth: d)) : \(expression(.bool, depth: d)))"
        }
    }

    private mutating func loop(_ element: Kind, _ list: Kind, _ d: Int) -> String {
        switch next(3) {
        case 0: return macro("filter", element, list, .bool, d)
        case 1: return macro("map", element, list, element, d)
        default: return "[\(expression(element, depth: d)), \(leaf(element)), \(expression(element, depth: d))]"
        }
    }

    private mutating func macro(_ name: String, _ element: Kind, _ list: Kind, _ result: Kind, _ d: Int) -> String {
        guard loops < 3 else { return result == .bool && name != "filter" ? leaf(.bool) : leaf(list) }
        let source = expression(list, depth: d)
        let variable = "v\(loops)"
        loops += 1
        variables.append((variable, element))
        defer {
            loops -= 1
            variables.removeLast()
        }
        return "\(source).\(name)(\(variable), \(expression(result, depth: d)))"
    }

    private mutating func leaf(_ kind: Kind) -> String {
        let bound = variables.filter { $0.1 == kind }.map(\.0)
        if !bound.isEmpty, next(2) == 0 { return pick(bound) }
        switch kind {
        case .bool: return pick(["true", "false", "flag", "flags[1]", "has(p.maybe)", "has(inner.label)"])
        case .int:
            return pick([
                "0", "1", "-1", "7", "short", "wide", "floor", "9223372036854775807", "-9223372036854775808", "deltas[0]", "4294967296",
            ])
        case .uint:
            return pick([
                "0u", "1u", "3u", "small", "big", "limit", "18446744073709551615u", "counts[1]", "maybe", "inner.depth", "4294967297u",
            ])
        case .date: return pick(["day", "when", "days[0]", "date('2000-02-29')", "date('1999-03-01')", "date('0001-01-01')"])
        case .string: return pick(["text", "other", "''", "'ada'", "names[1]", "'ß'", "perhaps"])
        case .bytes: return pick(["raw", "code.key", "b''", "b'\\x00\\xff'"])
        case .uints: return pick(["counts", "[1u, 2u]", "[small, 3u]", "nested[0]", "bigs"])
        case .ints: return pick(["deltas", "[1, -2]", "[floor, 3]", "shorts"])
        case .strings: return pick(["names", "allowed", "['ada', 'x']", "[text, 'x']", "items[0].tags"])
        }
    }

    // Inputs

    private mutating func list(_ element: (inout Self) -> String) -> String {
        "[" + (0..<next(5)).map { _ in element(&self) }.joined(separator: ",") + "]"
    }

    private mutating func number(_ edges: [String], _ range: Int) -> String { next(3) == 0 ? pick(edges) : "\(next(range))" }
    private mutating func u32() -> String { number(["0", "1", "4294967295"], 12) }
    private mutating func u64() -> String { number(["0", "18446744073709551615", "9223372036854775808", "4294967296"], 12) }
    private mutating func i32() -> String { number(["-1", "-2147483648", "2147483647"], 12) }
    private mutating func i64() -> String { number(["-1", "-9223372036854775808", "9223372036854775807"], 12) }
    private mutating func text() -> String { "\"" + pick(["", "a", "ada", "adab", "Grüße", "ß", "e", "日本語", "bob"]) + "\"" }
    private mutating func date() -> String {
        "\"" + pick(["2004-02-29", "2000-03-01", "1999-12-31", "9999-12-31", "0001-01-01", "2026-11-20"]) + "\""
    }
    private mutating func bool() -> String { pick(["true", "false"]) }

    mutating func privateInputs() -> String {
        let maybe = next(2) == 0 ? "" : "\"maybe\": \(u64()), "
        let perhaps = next(2) == 0 ? "" : "\"perhaps\": \(text()), "
        let inner = next(2) == 0 ? "" : "\"inner\": {\"depth\": \(u32())\(next(2) == 0 ? "" : ", \"label\": \(text())")}, "
        let items = list { g in
            "{\"name\": \(g.text()), \"quantity\": \(g.u32()), \"tags\": \(g.list { $0.text() })\(g.next(2) == 0 ? "" : ", \"note\": \(g.text())")}"
        }
        return """
            {"p": {"flag": \(bool()), "small": \(u32()), "big": \(u64()), "short": \(i32()), "wide": \(i64()), "day": \(date()),
              "text": \(text()), "other": \(text()), "raw": "\(pick(["0x", "0x00", "0x00ff10"]))", "counts": \(list { $0.u32() }),
              "deltas": \(list { $0.i64() }), "shorts": \(list { $0.i32() }), "bigs": \(list { $0.u64() }), "names": \(list { $0.text() }),
              "days": \(list { $0.date() }), "flags": \(list { $0.bool() }), "nested": \(list { g in g.list { $0.u32() } }),
              \(maybe)\(perhaps)\(inner)"items": \(items)}}
            """
    }

    mutating func publicParams() -> String {
        """
        {"limit": \(u64()), "floor": \(i64()), "allowed": \(list { $0.text() }), "when": \(date()), "code": {"key": "0x00ff"}}
        """
    }
}
