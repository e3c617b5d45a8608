import Foundation
import ShippedGuests
import Testing

/// Proofs that cross processes: one makes the receipt, another one judges it.
@Suite("burhan prove, verify, inspect")
struct ProofTests {
    private let scratch: TemporaryDirectory
    private let rule: String
    private let receipt: String

    init() throws {
        scratch = try TemporaryDirectory()
        rule = try scratch.file("rule.json", Data(try Binary.run("rule", "templates", "age-verification").output.utf8))
        let inputs = try scratch.file("inputs.json", Data(try Binary.run("rule", "templates", "age-verification", "--inputs").output.utf8))
        receipt = scratch.path("receipt.bin")
        let proof = try Binary.run(
            "prove", rule, "--inputs", inputs, "--challenge", "0xc0ffee", "--audience", "shop", "--output", receipt)
        #expect(proof.code == 0, "\(proof.error)")
    }

    @Test func anotherProcessAcceptsTheReceipt() throws {
        let outcome = try Binary.run(
            "verify", receipt, "--rule", rule, "--param", "min_age=18", "--as-of", "2026-11-20", "--challenge", "0xc0ffee", "--audience",
            "shop")
        #expect(outcome.code == 0, "\(outcome.output)")
        #expect(outcome.output.hasPrefix("ACCEPTED\n"))
        #expect(outcome.output.contains("min_age = 18"))
        #expect(outcome.output.contains("bits proven"))
        #expect(!outcome.output.contains("1990"))
        let id = try Binary.run("image-id", rule).output.dropLast().description
        let json = try Binary.run("verify", receipt, "--image-id", id, "--json")
        #expect(json.code == 0)
        #expect(json.json["verdict"] as? String == "accepted")
        #expect(try #require(json.json["security_bits"] as? Int) >= 100)
    }

    @Test(arguments: [
        ["--param", "min_age=17"], ["--param", "unheard=1"], ["--challenge", "0xc0ffef"], ["--audience", "bank"],
        ["--as-of", "2026-11-21"],
        ["--scope", "x"], ["--exit-code", "1"], ["--minimum-bits", "120"],
    ])
    func rejectsWhatTheStatementDoesNotSay(_ expectation: [String]) throws {
        let outcome = try Binary.run("verify", receipt, "--rule", rule, expectation[0], expectation[1])
        #expect(outcome.code == 1)
        #expect(outcome.output.hasPrefix("REJECTED\n"))
    }

    @Test func aCompactReceiptIsJudgedByItsRuleToo() throws {
        let inputs = scratch.path("inputs.json")
        let compact = scratch.path("compact.bin")
        let proof = try Binary.run("prove", rule, "--inputs", inputs, "--compact", "--memory", "4GB", "--output", compact)
        #expect(proof.code == 0, "\(proof.error)")
        let outcome = try Binary.run("verify", compact, "--rule", rule)
        #expect(outcome.code == 0, "\(outcome.output)")
        let id = try Binary.run("image-id", rule, "--compact").output.dropLast().description
        #expect(try Binary.run("verify", compact, "--image-id", id).code == 0)
        #expect(try Binary.run("verify", receipt, "--image-id", id).code == 1)
        let sizes = try [compact, receipt].map { try Data(contentsOf: URL(fileURLWithPath: $0)).count }
        #expect(2 * sizes[0] < sizes[1] + sizes[1] / 10)
    }

    @Test func aMemoryLimitThatCannotBeKeptIsSaidBeforeTheWork() throws {
        let inputs = scratch.path("inputs.json")
        let outcome = try Binary.run("prove", rule, "--inputs", inputs, "--memory", "1MB", "--output", scratch.path("none.bin"))
        #expect(outcome.code == 2)
        #expect(outcome.error.contains("MB of memory"))
        #expect(try Binary.run("prove", rule, "--memory", "much").code == 64)
    }

    @Test func rejectsTheReceiptForAnotherRule() throws {
        let document = try String(contentsOfFile: rule, encoding: .utf8).replacingOccurrences(of: "old enough", with: "old enough!")
        let other = try scratch.file("other.json", Data(document.utf8))
        let outcome = try Binary.run("verify", receipt, "--rule", other)
        #expect(outcome.code == 1)
        #expect(outcome.output.contains("The receipt is for image"))
    }

    @Test func rejectsAChangedJournalAndAFlippedProofByte() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: receipt))
        let journal = try #require(bytes.range(of: Data("2026".utf8)))
        for position in [journal.lowerBound, bytes.count / 2, bytes.count - 1] {
            var forged = bytes
            forged[position] ^= 1
            let outcome = try Binary.run("verify", try scratch.file("forged", forged), "--rule", rule)
            #expect(outcome.code == 1, "byte \(position): \(outcome.output)")
        }
    }

    @Test func cannotDecideAboutWhatIsNoReceipt() throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: receipt))
        let unknownVersion = bytes.prefix(4) + Data([99]) + bytes.dropFirst(5)
        for (name, content) in [
            ("empty", Data()), ("text", Data("receipt".utf8)), ("cut", bytes.dropLast()), ("long", bytes + Data([0])),
            ("version", unknownVersion), ("json", Data("{}".utf8)),
        ] {
            let file = try scratch.file(name, content)
            #expect(try Binary.run("verify", file, "--rule", rule).code == 2, "\(name)")
            let json = try Binary.run("verify", file, "--rule", rule, "--json")
            #expect(json.code == 2 && json.json["verdict"] as? String == "undecided", "\(name)")
        }
        #expect(try Binary.run("verify", scratch.path("missing"), "--rule", rule).code == 2)
    }

    @Test func needsToKnowWhatTheReceiptShouldBeAbout() throws {
        #expect(try Binary.run("verify", receipt).code == 64)
        #expect(try Binary.run("verify", receipt, "--rule", rule, "--guest", rule).code == 64)
        #expect(try Binary.run("verify", receipt, "--guest", rule).code == 2)
        #expect(try Binary.run("verify", receipt, "--image-id", "1234").code == 64)
    }

    @Test func theEnvelopeIsTheSameReceipt() throws {
        let envelope = scratch.path("receipt.json")
        #expect(try Binary.run("inspect", receipt, "--envelope", envelope).code == 0)
        #expect(try Binary.run("verify", envelope, "--rule", rule).code == 0)
        let text = try String(contentsOfFile: envelope, encoding: .utf8)
        let contradiction = text.replacingOccurrences(of: "\"exit_code\" : 0", with: "\"exit_code\" : 1")
        #expect(contradiction != text)
        let outcome = try Binary.run("verify", try scratch.file("contradiction.json", Data(contradiction.utf8)), "--rule", rule)
        #expect(outcome.code == 2)
        #expect(outcome.error.contains("exit_code"))
    }

    @Test func inspectionShowsTablesSizesAndEveryTermOfTheSoundness() throws {
        let report = try Binary.run("inspect", receipt, "--json")
        #expect(report.code == 0)
        #expect(report.json["zero_knowledge"] as? Bool == true)
        let terms = try #require(report.json["soundness"] as? [[String: Any]]).compactMap { $0["bits"] as? Double }
        let total = try #require(report.json["soundness_bits"] as? Double)
        #expect(terms.count > 3 && terms.allSatisfy { $0 >= total } && total >= 100)
        let sizes = try #require(report.json["sizes"] as? [String: Int])
        #expect(sizes["receipt"] == (try Data(contentsOf: URL(fileURLWithPath: receipt))).count)
        #expect(try #require(report.json["tables"] as? [[String: Any]]).count > 10)
        #expect(try Binary.run("inspect", receipt).output.contains("all together"))
    }

    @Test func provesNothingFalse() throws {
        let inputs = scratch.path("inputs.json")
        let target = scratch.path("none.bin")
        let outcome = try Binary.run("prove", rule, "--inputs", inputs, "--param", "min_age=99", "--output", target)
        #expect(outcome.code == 1)
        #expect(outcome.error.contains("Rule 0 (age_verification)"))
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test func aProofOfTheNegativeResultIsAcceptedOnlyOnRequest() throws {
        let target = scratch.path("negative.bin")
        let inputs = scratch.path("inputs.json")
        #expect(try Binary.run("prove", rule, "--inputs", inputs, "--param", "min_age=99", "--negative", "--output", target).code == 0)
        #expect(try Binary.run("verify", target, "--rule", rule).code == 1)
        #expect(try Binary.run("verify", target, "--rule", rule, "--negative").code == 0)
    }

    @Test func provesAGuestProgram() throws {
        let guest = try scratch.file("guest.elf", ShippedGuest.fibonacci.elf)
        let target = scratch.path("guest.bin")
        let proof = try Binary.run("prove", guest, "--input", "0x1e000000", "--output", target, "--json")
        #expect(proof.code == 0, "\(proof.error)")
        #expect(proof.json["journal"] as? String == "1e00000028b20c00")
        let verdict = try Binary.run("verify", target, "--guest", guest)
        #expect(verdict.code == 0)
        #expect(verdict.output.contains("0x1e00000028b20c00"))
        #expect(try Binary.run("prove", guest, "--inputs", rule).error.contains("is for rules"))
    }
}
