import Foundation
import ShippedGuests
import Testing

/// What is expected of a proof, and how it compares with the proof that is made; times are shown, not judged.
@Suite("burhan bench and estimates", .serialized)
struct BenchTests {
    private let scratch: TemporaryDirectory
    private let mixed: String
    private let input = "0xe803000001000000"

    init() throws {
        scratch = try TemporaryDirectory()
        mixed = try scratch.file("mixed.elf", ShippedGuest.mixed.elf)
    }

    private func number(_ json: [String: Any], _ name: String) throws -> Double { try #require(json[name] as? Double, "\(name)") }

    @Test func measuresAGuestOfTheUser() throws {
        let outcome = try Binary.run("bench", mixed, "--input", input, "--json")
        #expect(outcome.code == 0, "\(outcome.error)")
        let measured = outcome.json
        let expected = try #require(measured["estimate"] as? [String: Any])
        #expect(try number(expected, "cycles") == number(measured, "cycles"))
        for (name, tolerance) in [("receipt_bytes", 1.03), ("committed_cells", 1.2), ("peak_memory_bytes", 1.6)] {
            let ratio = try number(expected, name) / number(measured, name)
            #expect(ratio < tolerance && ratio > 1 / tolerance, "\(name): \(ratio)")
        }
        #expect(try number(expected, "seconds") > 0)
        #expect(try number(expected, "seconds_low") < number(expected, "seconds_high"))
        let machine = try #require(measured["machine"] as? [String: Any])
        #expect(["avx512", "avx2", "scalar"].contains(machine["kernels"] as? String))
        let tables = try #require(measured["tables"] as? [[String: Any]])
        let cells = tables.reduce(0) { $0 + ($1["rows"] as? Int ?? 0) * ($1["cells_per_row"] as? Int ?? 0) }
        // The quotient comes to it: less than a tenth.
        #expect(try Double(cells) < number(measured, "committed_cells") && Double(cells) > 0.9 * number(measured, "committed_cells"))
    }

    @Test func measuresFibonacciByDefaultAndSaysWhatWasExpected() throws {
        let outcome = try Binary.run("bench", "--log-cycles", "12", "--progress")
        #expect(outcome.code == 0)
        for word in ["expected", "measured", "peak memory", "mainCommitment", "addImmediate", "verified"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
        #expect(outcome.error.contains("proving: mainCommitment"))
        #expect(outcome.error.contains("left"))
    }

    @Test func refusesOptionsThatMeanNothing() throws {
        #expect(try Binary.run("bench", mixed, "--log-cycles", "12").code == 64)
        #expect(try Binary.run("bench", "--input", "0x00").code == 64)
        #expect(try Binary.run("bench", scratch.path("nothing.elf")).code == 2)
    }

    @Test func executionsAndEvaluationsTellTheSameEstimate() throws {
        let execution = try Binary.run("execute", mixed, "--input", input, "--estimate", "--json")
        let estimate = try #require(execution.json["estimate"] as? [String: Any])
        #expect(try number(estimate, "cycles") == number(execution.json, "cycles"))
        #expect(try Binary.run("execute", mixed, "--input", input, "--json").json["estimate"] == nil)
        #expect(try Binary.run("execute", mixed, "--input", input, "--estimate").output.contains("a proof"))
    }

    /// A processor without AVX-512 proves the same way; asking for more than there is is refused.
    @Test func kernelsCanBeChosenByTheEnvironment() throws {
        let portable = try Binary.run("cpu", "--json", environment: ["BURHAN_KERNELS": "scalar"])
        #expect(portable.json["path"] as? String == "scalar")
        let unknown = try Binary.run("cpu", environment: ["BURHAN_KERNELS": "mmx"])
        #expect(unknown.code == 64 && unknown.error.contains("BURHAN_KERNELS"))
    }
}
