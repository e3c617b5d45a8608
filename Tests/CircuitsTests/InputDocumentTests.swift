import Circuits
import FiniteFields
import Testing

@Suite("Input documents")
struct InputDocumentTests {
    private func read(_ text: String) throws(CircuitInputError) -> [CircuitInput] { try InputDocument.read(Array(text.utf8)) }

    @Test func readsNumbersStringsAndNestedArrays() throws {
        let inputs = try read(
            """
            { "a": 1, "b": "-2", "c": [[1, "0x1F"], ["3", -4]], "empty": [], "yes": [true, false],
              "big": "21888242871839275222246405745257275088548364400416034343698204186575808495618" }
            """)
        #expect(
            inputs == [
                CircuitInput("a", [1]), CircuitInput("b", [-BN254Scalar(2)]), CircuitInput("c", [1, 31, 3, -BN254Scalar(4)]),
                CircuitInput("empty", []), CircuitInput("yes", [1, 0]), CircuitInput("big", [1]),
            ])
        #expect(try read("{}") == [])
        #expect(try read("{\"\\u0061\\n\": 340282366920938463463374607431768211456}").first?.name == "a\n")
    }

    @Test(arguments: [
        ("{\"a\": 1.5}", "$.a"), ("{\"a\": 1e3}", "$.a"), ("{\"a\": [1, \"x\"]}", "$.a[1]"), ("{\"a\": [[1], [2, null]]}", "$.a[1][1]"),
        ("{\"a\": {\"b\": 1}}", "$.a"), ("{\"a\": \"\"}", "$.a"), ("{\"a\": \"0x\"}", "$.a"), ("{\"a\": \"-\"}", "$.a"),
        ("{\"a\": 01}", "$.a"),
        ("{\"a\": \" 1\"}", "$.a"), ("{\"a\": \"0b1\"}", "$.a"), ("{\"a\": --1}", "$.a"),
    ])
    func saysWhereAValueIsNoInteger(_ text: String, _ path: String) {
        #expect {
            try read(text)
        } throws: { error in
            guard case CircuitInputError.notAFieldElement(let found, _) = error else { return false }
            return found == path
        }
    }

    @Test(arguments: [
        "", "[]", "{", "{\"a\"}", "{\"a\": }", "{\"a\": 1,}", "{\"a\": [1,]}", "{\"a\": [1", "{\"a\": 1} x", "{a: 1}", "{\"a\": \"1}",
        "{\"a\": tru}", "{\"\\x\": 1}", "{\"\\u12\": 1}", "{\"\\ud800\": 1}", "{\"\u{1}\": 1}",
    ])
    func saysWhereTheTextIsNoJSON(_ text: String) {
        #expect {
            try read(text)
        } throws: { error in
            if case CircuitInputError.notJSON = error { true } else { false }
        }
    }

    @Test func refusesDuplicatesAndExcess() {
        #expect(throws: CircuitInputError.duplicateName("a")) { try read("{\"a\": 1, \"a\": 2}") }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: CircuitInputError.tooLarge(what: "levels", limit: InputDocument.deepestNesting)) { try read("{\"a\": \(deep)") }
        let long = String(repeating: "9", count: InputDocument.mostDigits + 1)
        #expect(throws: CircuitInputError.self) { try read("{\"a\": \(long)}") }
    }

    @Test func staysCalmOverAllBytes() {
        var random = SplitMix64(state: 3)
        let good = Array("{\"a\": [1, \"-0x2f\", [true]], \"b\\n\": \"12\"}".utf8)
        for _ in 0..<20_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? InputDocument.read(bytes)
        }
    }
}
