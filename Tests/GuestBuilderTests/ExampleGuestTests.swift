import RISCV
import ShippedGuests
import Testing

@Suite struct ExampleGuestTests {
    @Test(arguments: [0, 1, 2, 47, 48, 1000, 20_000] as [UInt32])
    func fibonacciIteratesTheRecurrence(_ n: UInt32) throws {
        let report = try runEverywhere(ShippedGuest.fibonacci.elf, input: n.littleEndianBytes)
        var (current, next) = (UInt32(0), UInt32(1))
        for _ in 0..<n { (current, next) = (next, current &+ next) }
        #expect(report.exitCode == 0)
        #expect(report.journal == n.littleEndianBytes + current.littleEndianBytes)
    }

    @Test func fibonacciWithoutItsInputPanics() throws {
        let report = try runEverywhere(ShippedGuest.fibonacci.elf, input: [1, 2, 3])
        #expect(report.exitCode == 101)
        #expect(report.journal.isEmpty)
    }

    /// The emulator has no sha256_compress and takes the software path; the machine takes the system call: they must agree.
    @Test(arguments: [0, 1, 2, 3, 4, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 65_536])
    func sha256AgreesBetweenSystemCallAndSoftware(_ count: Int) throws {
        let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
        let report = try runEverywhere(ShippedGuest.sha256.elf, input: data)
        #expect(report.exitCode == 0)
        #expect(report.journal.count == 32)
    }

    /// FIPS 180-4 example values.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256MatchesTheStandard(_ message: String, _ digest: String) throws {
        let report = try runEverywhere(ShippedGuest.sha256.elf, input: Array(message.utf8))
        let hex = report.journal.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(hex == digest)
    }

    @Test(arguments: [(5_000, 0), (5_001, 1), (0, 1)] as [(UInt64, UInt8)])
    func incomeSumComparesWithTheThreshold(_ shortfall: UInt64, _ verdict: UInt8) throws {
        let payments: [UInt32] = [.max, .max, 17, 0, 4_000]
        let sum = payments.reduce(UInt64(0)) { $0 + UInt64($1) }
        let threshold = verdict == 0 ? sum + 1 : shortfall == 0 ? sum : sum - shortfall
        let salt = [UInt8](0..<16)
        let encoded = payments.flatMap(\.littleEndianBytes)
        let input = threshold.littleEndianBytes + salt + UInt32(payments.count).littleEndianBytes + encoded
        let report = try runEverywhere(ShippedGuest.incomeSum.elf, input: input)
        let commitment = try Machine.run(Program(elf: ShippedGuest.sha256.elf), input: salt + encoded).journal
        #expect(report.exitCode == 0)
        #expect(report.journal == threshold.littleEndianBytes + [verdict] + commitment)
    }

    @Test func incomeSumRefusesACountThatDoesNotFitTheInput() throws {
        let input = UInt64(1).littleEndianBytes + [UInt8](repeating: 0, count: 16) + UInt32(3).littleEndianBytes + [1, 0, 0, 0]
        let report = try runEverywhere(ShippedGuest.incomeSum.elf, input: input)
        #expect(report.exitCode == 2)
        #expect(report.journal.isEmpty)
    }

    @Test(arguments: [(0, 1), (1, 0), (2_000, 7), (5_000, 0xDEAD_BEEF)] as [(UInt32, UInt32)])
    func mixedComputesTheSameEverywhere(_ rounds: UInt32, _ seed: UInt32) throws {
        let report = try runEverywhere(ShippedGuest.mixed.elf, input: rounds.littleEndianBytes + seed.littleEndianBytes)
        #expect(report.exitCode == 0)
        #expect(report.journal.prefix(8) == (rounds.littleEndianBytes + seed.littleEndianBytes)[...])
    }

    @Test func mixedUsesEveryFamilyOfInstructions() throws {
        let input = UInt32(2_000).littleEndianBytes + UInt32(7).littleEndianBytes
        let report = try Machine.run(Program(elf: ShippedGuest.mixed.elf), input: input)
        for family in Family.allCases where family != .system {
            #expect(report.cycles(of: family) >= (family == .jump ? 100 : 1_000), "\(family)")
        }
    }
}
