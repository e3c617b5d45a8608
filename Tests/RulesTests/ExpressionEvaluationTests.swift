import Rules
import Testing

/// Every operation of the language, run in the guest and compared with the oracle.
@Suite struct ExpressionEvaluationTests {
    /// Conditions with what they must come to.
    static let conditions: [(String, RuleOutcome)] = [
        ("true", .stated), ("false", .ruleDoesNotHold(0)), ("p.flag", .stated), ("!p.flag", .ruleDoesNotHold(0)),
        // Precedence
        ("1 + 2 * 3 == 7", .stated), ("(1 + 2) * 3 == 9", .stated), ("10 - 4 - 3 == 3", .stated), ("true || false && false", .stated),
        ("!false && true", .stated), ("false ? false : true ? true : false", .stated), ("1 < 2 == true", .stated),
        ("-2 * -3 == 6", .stated),
        ("7 / 2 * 2 + 7 % 2 == 7", .stated), ("1 in [1] == true", .stated), ("-7 / 2 == -3 && -7 % 2 == -1 && 7 % -2 == 1", .stated),
        // Overflow is an error, on both types
        ("9223372036854775807 + 1 > 0", .ruleInError(0, .overflow)), ("-9223372036854775808 - 1 < 0", .ruleInError(0, .overflow)),
        ("wide - 1 < 0", .ruleInError(0, .overflow)), ("-wide > 0", .ruleInError(0, .overflow)),
        ("wide / -1 > 0", .ruleInError(0, .overflow)), ("wide % -1 == 0", .ruleInError(0, .overflow)),
        ("wide * 2 < 0", .ruleInError(0, .overflow)), ("big + 1u > 0u", .ruleInError(0, .overflow)),
        ("big * big > 0u", .ruleInError(0, .overflow)), ("1u - 2u > 0u", .ruleInError(0, .overflow)),
        ("sum(deltas) == 9223372036854775806", .stated), ("sum(deltas.map(x, x == -2 ? 2 : x)) > 0", .ruleInError(0, .overflow)),
        ("sum(bigs) > 0u", .stated), ("sum(bigs.map(x, x / 2u)) < big", .stated),
        ("4294967296 * 4294967296 > 0", .ruleInError(0, .overflow)), ("3037000499 * 3037000499 == 9223372030926249001", .stated),
        ("4294967295u * 4294967297u == 18446744073709551615u", .stated),
        // Division
        ("1 / 0 == 0", .ruleInError(0, .divisionByZero)), ("1u % 0u == 0u", .ruleInError(0, .divisionByZero)),
        ("small / 0u == 0u", .ruleInError(0, .divisionByZero)),
        // Absorption is commutative
        ("1 / 0 == 0 || true", .stated), ("true || 1 / 0 == 0", .stated), ("1 / 0 == 0 && false", .ruleDoesNotHold(0)),
        ("false && 1 / 0 == 0", .ruleDoesNotHold(0)), ("1 / 0 == 0 && true", .ruleInError(0, .divisionByZero)),
        ("false || 1 / 0 == 0", .ruleInError(0, .divisionByZero)), ("1 / 0 == 0 || counts[9] == 1u", .ruleInError(0, .divisionByZero)),
        ("(1 / 0 == 0 ? true : true) || true", .stated), ("1 / 0 == 0 ? true : true", .ruleInError(0, .divisionByZero)),
        ("true ? true : 1 / 0 == 0", .stated), ("!(1 / 0 == 0) || true", .stated),
        ("counts.exists(x, 10u / (x - 1u) == 5u)", .stated), ("counts.all(x, 10u / (x - 1u) < 5u)", .ruleDoesNotHold(0)),
        ("counts.exists(x, 10u / (x - 1u) == 77u)", .ruleInError(0, .divisionByZero)),
        ("counts.all(x, 10u / (x - 1u) < 50u)", .ruleInError(0, .divisionByZero)),
        ("counts.exists_one(x, 10u / (x - 1u) == 5u)", .ruleInError(0, .divisionByZero)),
        ("size(counts.filter(x, 10u / (x - 1u) == 5u)) == 1", .ruleInError(0, .divisionByZero)),
        ("size(counts.map(x, 10u / (x - 1u))) == 1", .ruleInError(0, .divisionByZero)),
        // Comparison of mixed numbers
        ("short < small", .stated), ("small > short && big > wide && wide < big", .stated), ("big == -1", .ruleDoesNotHold(0)),
        ("7 == small && small == 7 && small != 8", .stated), ("-5 in counts", .ruleDoesNotHold(0)),
        ("3 in counts && 3u in counts", .stated),
        ("18446744073709551615u in deltas", .ruleDoesNotHold(0)), ("2147483647 in shorts && -1 in shorts", .stated),
        // Indexes
        ("counts[0] == 3u && counts[4u] == 5u", .stated), ("counts[5] == 0u", .ruleInError(0, .indexOutOfRange)),
        ("counts[-1] == 0u", .ruleInError(0, .indexOutOfRange)), ("names[3] == 'eve' && names[2] == ''", .stated),
        ("counts[4294967296] == 3u", .ruleInError(0, .indexOutOfRange)), ("nested[2][0] == 3u && size(nested[1]) == 0", .stated),
        ("items[1].name == 'nut' && items[0].tags[1] == 'm8'", .stated), ("bigs[1] == 0u && deltas[2] == 1 && days[0] < days[1]", .stated),
        // Optional fields
        ("has(p.maybe)", .ruleDoesNotHold(0)), ("has(p.perhaps) && p.perhaps == 'x'", .stated),
        ("maybe > 0u", .ruleInError(0, .absentField)),
        ("has(p.maybe) && maybe > 0u", .ruleDoesNotHold(0)), ("inner.depth == 3u && !has(inner.label)", .stated),
        ("inner.label == ''", .ruleInError(0, .absentField)), ("items.exists(i, has(i.note) && i.note.startsWith('ru'))", .stated),
        ("items.all(i, i.note != '')", .ruleInError(0, .absentField)), ("items.all(i, !has(i.note) || i.note != '')", .stated),
        // Conversions
        ("int(big) > 0", .ruleInError(0, .conversionOutOfRange)), ("uint(short) > 0u", .ruleInError(0, .conversionOutOfRange)),
        ("int(small) - 8 == -1", .stated), ("uint(size(names)) == 4u", .stated), ("bytes(text) == b'Gr\\xc3\\xbc\\xc3\\x9fe'", .stated),
        // Text and bytes
        ("size(text) == 5 && size(bytes(text)) == 7 && text.size() == 5", .stated),
        ("text.startsWith('Gr') && text.endsWith('ße')", .stated),
        ("text.contains('üß') && !text.contains('x') && text.contains('')", .stated),
        ("text.endsWith('längerer Text')", .ruleDoesNotHold(0)),
        ("'a' < 'b' && 'a' < 'aa' && '' < 'a' && 'Z' < 'a'", .stated), ("text + '!' == 'Grüße!' && size(text + other + '1') == 7", .stated),
        ("raw == code.key && raw + b'\\x01' != code.key && size(raw) == 3", .stated), ("raw < b'\\x01' && b'' < raw", .stated),
        (
            "sha256('') == b'\\xe3\\xb0\\xc4\\x42\\x98\\xfc\\x1c\\x14\\x9a\\xfb\\xf4\\xc8\\x99\\x6f\\xb9\\x24\\x27\\xae\\x41\\xe4\\x64\\x9b\\x93\\x4c\\xa4\\x95\\x99\\x1b\\x78\\x52\\xb8\\x55'",
            .stated
        ),
        ("\"\"\"a\nb\"\"\" == 'a\\nb' && r'\\n' == '\\\\n' && '\\u00fc' == 'ü' && '\\101' == 'A'", .stated),
        // Dates
        ("years_between(day, date('2022-02-28')) == 17 && years_between(day, date('2022-03-01')) == 18", .stated),
        ("years_between(day, date('2024-02-29')) == 20 && years_between(date('2024-02-28'), day) == -19", .stated),
        ("days_between(date('2000-02-28'), date('2000-03-01')) == 2 && days_between(date('1900-02-28'), date('1900-03-01')) == 1", .stated),
        ("days_between(date('0001-01-01'), date('9999-12-31')) == 3652058 && days_between(when, day) < 0", .stated),
        ("day < when && day == date('2004-02-29') && date('2000-02-29') in days", .stated),
        // Lists and macros
        ("counts.all(x, x > 0u) && !counts.all(x, x > 1u)", .stated),
        ("counts.exists_one(x, x == 4u) && !counts.exists_one(x, x == 1u)", .stated),
        ("size(counts.filter(x, x == 1u)) == 2 && sum(counts.map(x, x * 2u)) == 28u", .stated),
        ("names.filter(n, n != '').map(n, size(n)).all(s, s == 3)", .stated), ("names.map(n, n + '?').exists(n, n == 'eve?')", .stated),
        ("items.map(i, i.name)[1] == 'nut' && 'nut' in items.map(i, i.name)", .stated),
        ("items.filter(i, i.quantity > 0u)[0].name == 'bolt'", .stated),
        ("items.map(i, i.tags)[0][1] == 'm8' && items.map(i, i)[1].name == 'nut'", .stated), ("items.exists(i, i == items[1])", .stated),
        ("counts.map(x, x > 1u, x * 10u).exists(y, y == 50u)", .stated), ("flags == [true, false, true] && names != ['a']", .stated),
        ("nested.exists(l, l == nested[2]) && nested.exists(l, sum(l) == 3u)", .stated), ("nested[0] in nested", .stated),
        (
            "sum(counts.filter(x, false)) == 0u && counts.filter(x, false).all(x, false) && !counts.filter(x, false).exists(x, true)",
            .stated
        ),
        ("[small, 8u].exists(x, x == 7u) && [text, 'y'][1] == 'y' && day in [day, when]", .stated),
        ("counts.all(x, counts.exists(y, y == x && [x, y].all(z, z == x)))", .stated),
        ("names.exists(n, n in allowed && n == 'bob')", .stated),
        ("counts.map(x, names.filter(n, n != '').map(n, n + n)[0] + 'k')[4] == 'adaadak'", .stated),
        ("flags.filter(f, f) .all(f, f) && days.filter(d, d < when)[1] == date('2000-02-29') && flags[0]", .stated),
        ("public_params.limit == 100u && private_inputs.p.small == 7u && P.SMALL == 7u", .stated),
    ]

    @Test(arguments: conditions.indices)
    func conditionComesOut(index: Int) throws {
        let (source, expected) = Self.conditions[index]
        let bench = ExpressionBench()
        let evaluation = try bench.guest(source)
        #expect(evaluation.outcome == expected, "guest: \(source)")
        if !source.contains("P.SMALL") {
            #expect(try bench.oracle(source) == expected, "oracle: \(source)")
        }
        #expect((evaluation.statement != nil) == (expected == .stated))
    }

    static let values = [
        "p.big", "p.wide", "-5", "small * 3u", "short", "text", "raw", "day", "names", "items", "nested", "p", "inner.depth", "size(text)",
        "limit > 1u",
        "sha256(text)", "text + other", "when", "code", "flags", "items[1]", "items[0].tags", "maybe", "counts[7]",
        "1 / (small - 7u == 0u ? 0 : 1)",
        "years_between(day, when)", "days_between(when, day)", "has(p.maybe) ? maybe : limit", "sum(shorts)", "bytes(other)", "0u - 0u",
        "-1 * 24",
        "255u", "256u", "65535u", "65536u", "4294967295u", "4294967296u", "-256", "-257", "-65537", "-4294967297",
    ]

    @Test(arguments: values)
    func statedValueIsTheOracles(source: String) throws {
        let bench = ExpressionBench()
        #expect(try bench.guestValue(source) == (try bench.oracleValue(source)), "\(source)")
    }

    @Test(.timeLimit(.minutes(2)))
    func randomExpressionsComeOutAsInTheOracle() throws {
        var counts: [String: Int] = [:]
        for seed in 0..<2000 {
            var generator = ExpressionGenerator(seed: UInt64(seed))
            let bench = ExpressionBench(privateText: generator.privateInputs(), publicText: generator.publicParams())
            let source = generator.expression(.bool, depth: 4)
            let expected = try bench.oracle(source)
            let evaluation = try bench.guest(source)
            #expect(evaluation.outcome == expected, "seed \(seed): \(source)")
            counts["\(expected)", default: 0] += 1
        }
        // The generator must reach truth, falsehood and several kinds of errors, or the comparison says little.
        #expect(counts.keys.count >= 5, "\(counts)")
    }
}
