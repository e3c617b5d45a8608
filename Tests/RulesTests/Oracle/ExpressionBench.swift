import RISCV
import Rules
import Testing

/// Evaluates expressions both ways over one set of inputs: by the guest on the machine, and by the oracle.
struct ExpressionBench {
    static let privateSchema = """
        {"p": {"type": "object", "fields": {
          "flag": "bool", "small": "u32", "big": "u64", "short": "i32", "wide": "i64", "day": "date", "text": "string", "other": "string",
          "raw": "bytes", "counts": {"type": "array<u32>", "max": 8}, "deltas": {"type": "array<i64>", "max": 8}, "shorts": {"type": "array<i32>", "max": 8}, "bigs": {"type": "array<u64>", "max": 8},
          "names": {"type": "array<string>", "max": 8}, "days": {"type": "array<date>", "max": 8}, "flags": {"type": "array<bool>", "max": 8}, "nested": {"type": "array<array<u32>>", "max": 8},
          "maybe": {"type": "u64", "optional": true}, "perhaps": {"type": "string", "optional": true},
          "items": {"type": "array", "max": 8, "items": {"type": "object", "fields": {
            "name": "string", "quantity": "u32", "tags": {"type": "array<string>", "max": 8}, "note": {"type": "string", "optional": true}}}},
          "inner": {"type": "object", "optional": true, "fields": {"depth": "u32", "label": {"type": "string", "optional": true}}}
        }}}
        """
    static let publicSchema = """
        {"limit": "u64", "floor": "i64", "allowed": {"type": "array<string>", "max": 8}, "when": "date", "code": {"type": "object", "fields": {"key": "bytes"}}}
        """
    static let privateSample = """
        {"p": {"flag": true, "small": 7, "big": 18446744073709551615, "short": -5, "wide": -9223372036854775808, "day": "2004-02-29",
          "text": "Grüße", "other": "e", "raw": "0x00ff10", "counts": [3, 1, 4, 1, 5], "deltas": [-2, 9223372036854775807, 1],
          "shorts": [-1, 0, 2147483647], "bigs": [18446744073709551615, 0], "names": ["ada", "bob", "", "eve"],
          "days": ["1999-12-31", "2000-02-29"], "flags": [true, false, true], "nested": [[1, 2], [], [3]], "perhaps": "x",
          "items": [{"name": "bolt", "quantity": 10, "tags": ["steel", "m8"], "note": "rusty"}, {"name": "nut", "quantity": 0, "tags": []}],
          "inner": {"depth": 3}}}
        """
    static let publicSample = """
        {"limit": 100, "floor": -3, "allowed": ["bob", "eve"], "when": "2026-11-20", "code": {"key": "0x00ff10"}}
        """

    let privateText: String
    let publicText: String

    init(privateText: String = privateSample, publicText: String = publicSample) {
        self.privateText = privateText
        self.publicText = publicText
    }

    static func quoted(_ text: String) -> String { String(decoding: JSONValue.string(text).canonicalBytes, as: UTF8.self) }

    static func document(rule: String, output: String? = nil) -> RuleParseResult {
        let outputs = output.map { ", \"value\": {\"expression\": \(quoted($0))}" } ?? ""
        let text = """
            {"use_case": "bench", "private_inputs": \(privateSchema), "public_params": \(publicSchema),
             "validation_rules": [{"type": "expression", "expression": \(quoted(rule))}],
             "outputs": {"compliance_result": "bool"\(outputs)}}
            """
        return RuleDocument.parse(Array(text.utf8))
    }

    private func inputs(_ rule: CheckedRule) throws -> RuleInputs {
        try RuleInputs.encode(rule, privateInputs: Array(privateText.utf8), publicParams: Array(publicText.utf8))
    }

    /// The guest's outcome for a condition.
    func guest(_ source: String) throws -> RuleEvaluation {
        let rule = try Self.document(rule: source).get()
        return try RuleEvaluation.run(try CompiledRule(rule), inputs: try inputs(rule))
    }

    /// The oracle's outcome for a condition.
    func oracle(_ source: String) throws -> RuleOutcome {
        let oracle = try self.oracle()
        do {
            return try oracle.holds(source) ? .stated : .ruleDoesNotHold(0)
        } catch let error as OracleError {
            return .ruleInError(0, error.kind)
        }
    }

    func oracle() throws -> Oracle {
        let values = try inputs(try Self.document(rule: "true").get()).values
        return Oracle(publicParams: values.publicParams, privateInputs: values.privateInputs)
    }

    /// The value of an expression as the guest states it, or the error.
    func guestValue(_ source: String) throws -> Result<Value, OracleError> {
        let rule = try Self.document(rule: "true", output: source).get()
        let evaluation = try RuleEvaluation.run(try CompiledRule(rule), inputs: try inputs(rule))
        if case .outputInError(_, let kind) = evaluation.outcome { return .failure(OracleError(kind)) }
        let statement = try #require(evaluation.statement)
        return .success(try #require(statement.outputs.first { $0.name == "value" }?.value))
    }

    func oracleValue(_ source: String) throws -> Result<Value, OracleError> {
        do {
            return .success(try oracle().value(of: source).stated)
        } catch let error as OracleError {
            return .failure(error)
        }
    }
}
