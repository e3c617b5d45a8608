import Foundation
import Testing

@Suite("burhan rule evaluate")
struct RuleEvaluateTests {
    private let scratch: TemporaryDirectory
    private let rule: String
    private let inputs: String

    init() throws {
        scratch = try TemporaryDirectory()
        rule = try scratch.file("rule.json", Data(try Binary.run("rule", "templates", "age-verification").output.utf8))
        inputs = try scratch.file("inputs.json", Data(try Binary.run("rule", "templates", "age-verification", "--inputs").output.utf8))
    }

    @Test func saysWhatAReceiptWouldState() throws {
        let outcome = try Binary.run(
            "rule", "evaluate", rule, "--inputs", inputs, "--challenge", "0xc0ffee", "--audience", "shop", "--json")
        #expect(outcome.code == 0)
        let statement = try #require(outcome.json["statement"] as? [String: Any])
        #expect(statement["audience"] as? String == "shop")
        #expect(statement["challenge"] as? String == "0xc0ffee")
        #expect((statement["public_params"] as? [String: Any])?["min_age"] as? Int == 18)
    }

    @Test func namesTheRuleThatFailsAndNoPrivateValue() throws {
        let outcome = try Binary.run("rule", "evaluate", rule, "--inputs", inputs, "--param", "min_age=99")
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("Rule 0 (age_verification)"))
        #expect(!(outcome.output + outcome.error).contains("1990"))
    }

    @Test func tellsOnRequestWhatAProofWouldTake() throws {
        let outcome = try Binary.run("rule", "evaluate", rule, "--inputs", inputs, "--estimate", "--json")
        let estimate = try #require(outcome.json["estimate"] as? [String: Any])
        #expect((estimate["receipt_bytes"] as? Int ?? 0) > 100_000)
        #expect((estimate["seconds"] as? Double ?? 0) > 0)
    }

    @Test func takesParametersAndDateFromTheCommandLine() throws {
        let bare = try scratch.file("private.json", Data(#"{"user_data":{"date_of_birth":"2008-11-20","user_id":"u"}}"#.utf8))
        for (day, code) in [("2026-11-19", 1), ("2026-11-20", 0)] {
            let outcome = try Binary.run("rule", "evaluate", rule, "--inputs", bare, "--param", "min_age=18", "--as-of", day)
            #expect(outcome.code == Int32(code), "\(day)")
        }
    }

    @Test func statesTheNegativeResultOnlyOnRequest() throws {
        let outcome = try Binary.run("rule", "evaluate", rule, "--inputs", inputs, "--param", "min_age=99", "--negative")
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("does NOT hold"))
    }

    @Test func reportsFaultyInputsWithoutTheirValues() throws {
        let bad = try scratch.file("bad.json", Data(#"{"user_data":{"date_of_birth":"secret-text","user_id":5}}"#.utf8))
        let outcome = try Binary.run("rule", "evaluate", rule, "--inputs", bad, "--param", "min_age=old")
        #expect(outcome.code == 2)
        for place in ["/private_inputs/user_data/date_of_birth", "/private_inputs/user_data/user_id", "/public_params/min_age"] {
            #expect(outcome.error.contains(place), "\(place)")
        }
        #expect(!outcome.error.contains("secret-text"))
        let noJSON = try scratch.file("none.json", Data("{secret".utf8))
        let broken = try Binary.run("rule", "evaluate", rule, "--inputs", noJSON)
        #expect(broken.code == 2)
        #expect(!broken.error.contains("secret"))
        #expect(try Binary.run("rule", "evaluate", rule).error.contains("--inputs is missing"))
    }
}

@Suite("burhan rule eject")
struct RuleEjectTests {
    /// The ejected program, run on nothing, must refuse its input as the rule guest does: with exit code 1.
    @Test func writesAPackageThatBuilds() throws {
        let scratch = try TemporaryDirectory()
        let rule = try scratch.file("rule.json", Data(try Binary.run("rule", "templates", "age-verification").output.utf8))
        let package = scratch.path("age")
        #expect(try Binary.run("rule", "eject", rule, package).code == 0)
        let built = try Binary.run("build", package, "--json")
        #expect(built.code == 0, "\(built.error)")
        let program = try #require(built.json["path"] as? String)
        #expect(try Binary.run("execute", program, "--json").json["exit_code"] as? Int == 1)
        let again = try Binary.run("rule", "eject", rule, package)
        #expect(again.code == 4 && again.error.contains("exists already"))
    }
}
