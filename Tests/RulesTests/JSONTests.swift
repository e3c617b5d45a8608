import Rules
import Testing

@Suite struct JSONTests {
    static let faults: [(String, Diagnostic.Code, Int)] = [
        ("", .jsonSyntax, 0), ("{", .jsonSyntax, 1), ("{\"a\"}", .jsonSyntax, 4), ("[1,]", .jsonSyntax, 3), ("[1 2]", .jsonSyntax, 3),
        ("01", .jsonSyntax, 1),
        ("1.", .jsonSyntax, 2), ("+1", .jsonSyntax, 0), ("1e", .jsonSyntax, 2), ("nul", .jsonSyntax, 0), ("1 1", .jsonSyntax, 2),
        ("\"a", .jsonSyntax, 2),
        ("\"\\x\"", .jsonSyntax, 2), ("\"\\ud800\"", .jsonSyntax, 7), ("\"\\udc00\"", .jsonSyntax, 7), ("\"\\u12\"", .jsonSyntax, 5),
        ("\"\n\"", .jsonSyntax, 1),
        ("{a: 1}", .jsonSyntax, 1), ("NaN", .jsonSyntax, 0), ("'a'", .jsonSyntax, 0), ("[1]//", .jsonSyntax, 3),
        ("{\"a\":1,}", .jsonSyntax, 7),
    ]

    @Test(arguments: faults.indices)
    func malformedTextIsRefusedAtItsPlace(index: Int) {
        let (text, code, offset) = Self.faults[index]
        let (value, diagnostics) = JSONParser.parse(Array(text.utf8))
        #expect(value == nil)
        #expect(diagnostics.map(\.code) == [code] && diagnostics.first?.offset == offset, "\(text): \(diagnostics)")
    }

    @Test func duplicatesAreAllReported() {
        let (value, diagnostics) = JSONParser.parse(Array("{\"a\": 1, \"a\": 2, \"b\": {\"c\": 1, \"\\u0063\": 2}}".utf8))
        #expect(value == nil)
        #expect(diagnostics.map(\.code) == [.jsonDuplicateKey, .jsonDuplicateKey])
        #expect(diagnostics.map(\.pointer) == ["/a", "/b/c"])
    }

    @Test func depthAndSizeAreBounded() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(JSONParser.parse(Array(deep.utf8)).diagnostics.map(\.code) == [.jsonTooDeep])
        let large = [UInt8](repeating: 0x20, count: (1 << 18) + 1)
        #expect(JSONParser.parse(large).diagnostics.map(\.code) == [.jsonTooLarge])
    }

    @Test func invalidUTF8IsRefused() {
        #expect(JSONParser.parse([0x22, 0xFF, 0x22]).diagnostics.map(\.code) == [.jsonSyntax])
        #expect(JSONParser.parse([0x22, 0xED, 0xA0, 0x80, 0x22]).diagnostics.map(\.code) == [.jsonSyntax])
    }

    @Test func numbersKeepEveryDigit() throws {
        let value = try #require(
            JSONParser.parse(Array("[18446744073709551615, -9223372036854775808, 1.0, 18446744073709551616, -0]".utf8)).value)
        guard case .array(let elements) = value else { Issue.record("no array"); return }
        let numbers = elements.compactMap { if case .number(let number) = $0 { number } else { nil } }
        #expect(numbers[0].exactly(UInt64.self) == .max && numbers[1].exactly(Int64.self) == .min)
        #expect(numbers[2].exactly(Int.self) == nil && numbers[3].exactly(UInt64.self) == nil && numbers[4].exactly(Int.self) == 0)
    }

    @Test func canonicalTextIsSortedAndShort() throws {
        let value = try RuleBench.json("{ \"b\" : [1, true, null], \"a\": \"\\u00fc\\n\\u0001\\/\" }")
        #expect(String(decoding: value.canonicalBytes, as: UTF8.self) == "{\"a\":\"ü\\n\\u0001/\",\"b\":[1,true,null]}")
    }

    @Test func escapesAreDecoded() throws {
        #expect(try RuleBench.json("\"\\ud83d\\ude00\\t\\\"\\\\\\b\\f\\r\"") == .string("😀\t\"\\\u{8}\u{c}\r"))
    }
}
