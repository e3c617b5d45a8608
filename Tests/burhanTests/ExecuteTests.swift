import Foundation
import ShippedGuests
import Testing

@Suite("burhan execute")
struct ExecuteTests {
    private let scratch: TemporaryDirectory
    private let fibonacci: String

    init() throws {
        scratch = try TemporaryDirectory()
        fibonacci = try scratch.file("fibonacci.elf", ShippedGuest.fibonacci.elf)
    }

    /// F(30) = 832040; the journal holds n and F(n) as little-endian words.
    @Test func showsJournalExitCodeAndCycles() throws {
        let outcome = try Binary.run("execute", fibonacci, "--input", "0x1e000000", "--json")
        #expect(outcome.code == 0)
        #expect(outcome.json["journal"] as? String == "1e00000028b20c00")
        #expect(outcome.json["exit_code"] as? Int == 0)
        let cycles = try #require(outcome.json["cycles"] as? Int)
        let families = try #require(outcome.json["families"] as? [[String: Any]])
        #expect(families.compactMap { $0["cycles"] as? Int }.reduce(0, +) == cycles)
        let text = try Binary.run("execute", fibonacci, "--input", "0x1e000000")
        #expect(text.output.contains("0x1e00000028b20c00"))
        #expect(text.output.contains("main"))
    }

    @Test func takesInputFromFilesStandardInputHexadecimalAndText() throws {
        let digest = try scratch.file("sha256.elf", ShippedGuest.sha256.elf)
        // FIPS 180-4, the digest of "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let file = try scratch.file("abc", Data("abc".utf8))
        for input in ["abc", "0x616263", "@\(file)", file] {
            #expect(try Binary.run("execute", digest, "--json", "--input", input).json["journal"] as? String == expected, "\(input)")
        }
        #expect(
            try Binary.run("execute", digest, "--json", "--input", "@-", input: Data("abc".utf8)).json["journal"] as? String == expected)
    }

    @Test func writesTheJournalToAFile() throws {
        let file = scratch.path("journal.bin")
        #expect(try Binary.run("execute", fibonacci, "--input", "0x01000000", "--journal", file).code == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data([1, 0, 0, 0, 1, 0, 0, 0]))
        let missing = try Binary.run("execute", fibonacci, "--input", "0x01000000", "--journal", scratch.path("no/journal.bin"))
        #expect(missing.code == 4)
        #expect(missing.error.contains("cannot write"))
    }

    @Test func tellsFaultsOfTheProgramFromFaultsOfTheFile() throws {
        let limit = try Binary.run("execute", fibonacci, "--input", "0x1e000000", "--max-cycles", "10")
        #expect(limit.code == 3)
        #expect(limit.error.contains("limit of 10 cycles"))
        let noProgram = try Binary.run(
            "execute", try scratch.file("text", Data("not a program, surely; more than fifty-two bytes long".utf8)))
        #expect(noProgram.code == 2)
        #expect(noProgram.error.contains("not a guest program"))
        let missing = try Binary.run("execute", scratch.path("nothing.elf"))
        #expect(missing.code == 2)
        #expect(missing.error.contains("there is no such file"))
        #expect(try Binary.run("execute", scratch.url.path).error.contains("it is a directory"))
    }

    /// The guest ends with another code than 0 if its input is not four bytes long.
    @Test func passesOnThatTheGuestRefused() throws {
        let outcome = try Binary.run("execute", fibonacci, "--json")
        #expect(outcome.code == 1)
        #expect(outcome.json["exit_code"] as? Int != 0)
    }

    @Test func neverRepeatsAPrivateInputInAnError() throws {
        let outcome = try Binary.run("execute", fibonacci, "--input", "0xsecret-secret")
        #expect(outcome.code == 64)
        #expect(outcome.error.contains("--input"))
        #expect(!outcome.error.contains("secret"))
    }

    @Test func checksNumbersBeforeItWorks() throws {
        for wrong in ["0", "-1", "ten", "99999999999999999999", "67108864"] {
            let outcome = try Binary.run("execute", fibonacci, "--max-cycles", wrong)
            #expect(outcome.code == 64)
            #expect(outcome.error.contains("whole number from 1 to"))
        }
    }
}
