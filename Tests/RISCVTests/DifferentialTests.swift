import Foundation
import RISCV
import Testing

/// The machine against Debian's qemu-user: the same executable, the same output stream, the same exit code.
@Suite(.enabled(if: ReferenceMachine.isAvailable, "qemu-riscv32 (package qemu-user) is not installed"))
struct DifferentialTests {
    /// More rounds on demand, for a night's run.
    private static let rounds = Int(ProcessInfo.processInfo.environment["BURHAN_DIFFERENTIAL_ROUNDS"] ?? "") ?? 24

    private func compare(_ elf: [UInt8], input: [UInt8] = [], _ label: String) throws {
        let program = try Program(elf: elf)
        let report = try Machine.run(program, input: input)
        let reference = try ReferenceMachine.run(elf, input: ELFWriter.bytes(Machine.inputWords(input)))
        #expect(!report.journal.isEmpty, "\(label)")
        #expect(reference.status == Int32(report.exitCode & 255), "\(label)")
        let (ours, theirs) = (ELFWriter.bytes(report.journalStream), reference.output)
        if let position = zip(ours, theirs).enumerated().first(where: { $1.0 != $1.1 })?.offset {
            Issue.record("\(label): the streams differ first in word \(position / 4)")
        }
        #expect(ours.count == theirs.count, "\(label)")
        let record = try Machine.record(program, input: input)
        #expect(record.report == report, "\(label)")
    }

    @Test(arguments: Encoding.operations.filter { [.register, .branch].contains(Encoding.layout($0).0) })
    func agreesOnEveryEdgePair(_ operation: RISCV.Operation) throws {
        try compare(Assembler.edgePairs([operation]).elf(), "\(operation)")
    }

    @Test func agreesOnEveryEdgeImmediate() throws {
        let operations = Encoding.operations.filter {
            [.immediate, .shift].contains(Encoding.layout($0).0) && [.add, .bitwise, .shift, .compare].contains($0.family)
        }
        #expect(operations.count == 9)
        for operation in operations { try compare(Assembler.edgeImmediates([operation]).elf(), "\(operation)") }
    }

    @Test func agreesOnEveryAlignedAccess() throws {
        try compare(Assembler.edgeAccesses().elf(), "accesses")
    }

    @Test func agreesOnRandomPrograms() throws {
        for seed in 0..<UInt64(Self.rounds) {
            var generator = ProgramGenerator(seed: seed)
            let code = generator.randomProgram(length: 3000, rounds: 20)
            try compare(code.elf(), "seed \(seed)")
        }
    }

    @Test(.enabled(if: CompiledGuest.compiler != nil, "clang is not installed"))
    func agreesOnACompiledGuest() throws {
        let guest = try CompiledGuest.build("guest")
        let input = Array("the quick brown fox jumps over the lazy dog, seventeen times over".utf8)
        for length in [0, 1, 3, 4, 55, 56, 64, input.count] {
            try compare(guest, input: Array(input.prefix(length)), "\(length) bytes of input")
        }
    }
}
