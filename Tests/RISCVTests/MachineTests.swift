import RISCV
import Testing

struct MachineTests {
    @Test func haltsWithTheExitCodeAndTheJournal() throws {
        var code = Assembler()
        code.data = [5, 0x4443_4241, 0x45]
        for index in 0..<3 { code.write(Assembler.dataBase + 4 * UInt32(index)) }
        code.exit(0x1234_5678)
        let report = try Machine.run(code.program())
        #expect(report.exitCode == 0x1234_5678)
        #expect(report.journal == Array("ABCDE".utf8))
        #expect(report.journalStream == code.data)
        #expect(report.cycles == code.words.count)
        #expect(report.cycles(of: .system) == 4)
        #expect(report.cycles(of: .add) == code.words.count - 4)
        #expect(report.executionCounts.allSatisfy { $0 == 1 })
        #expect(report.touchedPages == 1)
    }
}
