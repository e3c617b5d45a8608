import Rules
import Testing

@Suite struct InputTests {
    static let document = """
        {"use_case": "x", "private_inputs": {"p": {"type": "object", "fields": {
           "flag": "bool", "n": "u32", "i": "i32", "w": "u64", "v": "i64", "d": "date", "s": {"type": "string", "max": 4}, "b": {"type": "bytes", "max": 3},
           "list": {"type": "array<u32>", "max": 2}, "maybe": {"type": "u32", "optional": true}}}},
         "public_params": {"limit": "u32"}, "nullifier": "s",
         "validation_rules": [{"type": "expression", "expression": "n < limit && d < as_of"}], "outputs": {"h": "hash(p)"}}
        """
    static let privateText = """
        {"p": {"flag": true, "n": 1, "i": -1, "w": 18446744073709551615, "v": -9223372036854775808, "d": "2000-02-29", "s": "abcd", "b": "0xffeedd", "list": [1, 2]}}
        """

    static func bench() throws -> RuleBench {
        var bench = try RuleBench(document: document, privateInputs: privateText, publicParams: "{\"limit\": 5, \"as_of\": \"2026-11-20\"}")
        bench.options.scope = "s"
        return bench
    }

    static func findings(_ bench: RuleBench) -> [Diagnostic] {
        do {
            _ = try bench.inputs()
            return []
        } catch RulesError.refused(let diagnostics) {
            return diagnostics
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    static let faults: [(String, String, Diagnostic.Code)] = [
        ("p.flag", "1", .inputType), ("p.n", "-1", .inputRange), ("p.n", "4294967296", .inputRange), ("p.n", "1.0", .inputType),
        ("p.n", "\"1\"", .inputType),
        ("p.i", "2147483648", .inputRange), ("p.w", "18446744073709551616", .inputRange), ("p.v", "9223372036854775808", .inputRange),
        ("p.d", "\"2001-02-29\"", .inputFormat), ("p.d", "\"2001-2-3\"", .inputFormat), ("p.d", "\"0000-01-01\"", .inputFormat),
        ("p.d", "20010203", .inputType),
        ("p.s", "\"abcde\"", .inputTooLong), ("p.s", "\"ääa\"", .inputTooLong), ("p.b", "\"0xfff\"", .inputFormat),
        ("p.b", "\"zz!\"", .inputFormat),
        ("p.b", "\"0x00112233\"", .inputTooLong), ("p.list", "[1,2,3]", .inputTooLong), ("p.list", "[1,\"secret\"]", .inputType),
        ("p.list", "{}", .inputType),
        ("p", "[]", .inputType), ("p.extra", "1", .unknownInput), ("p.N", "2", .jsonDuplicateKey), ("q", "1", .unknownInput),
        ("p.n", "null", .inputType),
        ("", "{}", .missingInput),
    ]

    @Test(arguments: faults.indices)
    func faultyInputIsRefusedAtItsPlace(index: Int) throws {
        let (path, text, code) = Self.faults[index]
        let findings = Self.findings(try Self.bench().with(private: path, try RuleBench.json(text)))
        #expect(findings.contains { $0.code == code && $0.pointer.hasPrefix("/private_inputs") }, "\(path): \(findings)")
    }

    @Test func soundInputsAreAccepted() throws {
        let inputs = try Self.bench().inputs()
        #expect(
            inputs.publicParams == [
                NamedValue("as_of", .date(try #require(CalendarDate("2026-11-20")))), NamedValue("limit", .unsigned(5)),
            ])
        #expect(inputs.salt?.count == 32)
        #expect(try Self.bench().run().outcome == .stated)
    }

    @Test func errorsNeverRepeatPrivateValues() throws {
        var bench = try Self.bench()
        for (path, secret) in [
            ("p.n", "987654321987"), ("p.d", "\"secretsecret\""), ("p.b", "\"secret!\""), ("p.s", "\"secretsecret\""),
            ("p.list", "\"secret\""),
        ] {
            bench = bench.with(private: path, try RuleBench.json(secret))
        }
        let findings = Self.findings(bench)
        #expect(findings.count == 5)
        for finding in findings {
            let text = "\(finding) \(finding.expected ?? "") \(finding.found ?? "")"
            #expect(!text.contains("secret") && !text.contains("98765"), "\(text)")
        }
        let rule = try bench.rule()
        #expect {
            try RuleInputs.encode(rule, privateInputs: Array("{\"p\": {\"s\": \"hush\", ".utf8) + [0x78], publicParams: Array("{}".utf8))
        } throws: { error in
            guard case RulesError.refused(let findings) = error else { return false }
            return findings.allSatisfy { !"\($0)".contains("hush") && $0.found == nil }
        }
    }

    @Test func allErrorsOfBothSidesComeAtOnce() throws {
        var bench = try Self.bench().with(private: "p.n", .string("x")).with(public: "limit", .integer(-1))
        bench.options = RuleInputs.Options(challenge: [], audience: "", salt: [1])
        let pointers = Self.findings(bench).map(\.pointer)
        #expect(Set(pointers) == ["/private_inputs/p/n", "/public_params/limit", "/challenge", "/audience", "/scope", "/salt"])
    }

    @Test func todayMayComeFromTheOptions() throws {
        var bench = try Self.bench()
        bench.publicParams = try RuleBench.json("{\"limit\": 5}")
        #expect(Self.findings(bench).map(\.code) == [.missingInput])
        bench.options.asOf = "2026-11-20"
        #expect(try bench.inputs().bytes == (try Self.bench().inputs().bytes))
        bench.options.asOf = "2026-11-31"
        #expect(Self.findings(bench).contains { $0.pointer == "/as_of" })
    }

    @Test func textIsNormalised() throws {
        let composed = try Self.bench().with(private: "p.s", .string("é"))
        let decomposed = try Self.bench().with(private: "p.s", .string("e\u{301}"))
        #expect(try composed.inputs().bytes == (try decomposed.inputs().bytes))
    }

    @Test func bytesAreHexadecimalOrBase64URL() throws {
        for text in ["0xffeedd", "ffeedd", "FFEEDD", "b64:_-7d", "_-7d"] {
            #expect(try Self.bench().with(private: "p.b", .string(text)).inputs().bytes == (try Self.bench().inputs().bytes), "\(text)")
        }
        for text in ["b64:_-7", "b64:_-7d=", "b64:/+7d", "0xFFEEDG", "b64:__9"] {
            #expect(Self.findings(try Self.bench().with(private: "p.b", .string(text))).map(\.code) == [.inputFormat], "\(text)")
        }
    }
}
