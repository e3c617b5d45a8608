import Hashing
import RISCV
import StarkProver
import StarkVerifier
import Testing
import ZKVM

@Suite("Making receipts") struct ReceiptMakingTests {
    private let image = ReceiptFixture.fibonacci

    @Test func aFaultIsReportedAndLeavesNoReceipt() throws {
        var code = Assembler()
        code.call(999, a0: 0, a1: 0, a2: 0)
        code.exit(0)
        let error = #expect(throws: ProveError.self) { try Prover.prove(Image(try code.program()), input: []) }
        guard case .fault(let fault) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect("\(fault.cause)".contains("999"))
    }

    /// A program that exits with a failure and never writes a journal: both are part of the statement.
    @Test func exitCodesAndUnwrittenJournalsAreProven() throws {
        var code = Assembler()
        code.exit(0xFFFF_FF07)
        let image = Image(try code.program())
        let receipt = ReceiptFixture.receipt(image, [], seed: 9)
        #expect(receipt.exitCode == 0xFFFF_FF07 && !receipt.hasJournal && receipt.journal.isEmpty)
        #expect(receipt.verify(imageID: image.id).isAccepted)
        #expect(try Receipt(decoding: receipt.encoded()) == receipt)
        for (exitCode, hasJournal) in [(UInt32(0xFFFF_FF07), true), (7, false), (0xFF07, false), (0xFFFF_FF06, false)] {
            let forged = Receipt(image: receipt.image, exitCode: exitCode, hasJournal: hasJournal, journal: [], seal: receipt.seal)
            #expect(forged.verify(imageID: image.id).failure != nil, "exit code \(exitCode), journal \(hasJournal)")
        }
    }

    @Test func theCycleLimitHolds() {
        let error = #expect(throws: ProveError.self) {
            try Prover.prove(image, input: ReceiptFixture.input, options: ProveOptions(limits: ExecutionLimits(maximumCycles: 20)))
        }
        guard case .fault(let fault) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.cycle <= 20)
    }

    /// Asked to stop at any phase, the prover stops there.
    @Test func cancellationWorksInEveryPhase() {
        let seen = ProgressRecord()
        _ = try? Prover.prove(image, input: ReceiptFixture.input, progress: { seen.add($0) })
        #expect(seen.phases == ["execution", "tables"] + ProvingPhase.allCases.map(\.rawValue) + ["selfCheck"])
        // Nobody asks once the queries are answered.
        for phase in seen.phases.dropLast(2) {
            let reached = ProgressRecord()
            #expect(throws: ProveError.cancelled, "\(phase)") {
                try Prover.prove(
                    image, input: ReceiptFixture.input, progress: { reached.add($0) }, shouldStop: { reached.phases.contains(phase) })
            }
            #expect(reached.phases.last == phase)
        }
        #expect(throws: ProveError.cancelled) { try Prover.prove(image, input: ReceiptFixture.input, shouldStop: { true }) }
    }

    @Test func progressRisesFromZeroToOne() throws {
        let seen = ProgressRecord()
        _ = try Prover.prove(image, input: ReceiptFixture.input, progress: { seen.add($0) })
        let fractions = seen.all.map(\.fraction)
        #expect(fractions.first == 0 && fractions == fractions.sorted() && fractions.allSatisfy { $0 <= 1 })
    }

    /// Neither the input nor any eight bytes of it nor a word of it in Montgomery form is found in a receipt.
    @Test func thePrivateInputIsNotInTheReceipt() {
        var marker: [UInt8] = []
        var state: UInt64 = 77
        for _ in 0..<160 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            marker.append(UInt8(truncatingIfNeeded: state >> 56))
        }
        let receipt = ReceiptFixture.receipt(ReceiptFixture.sha256, marker, seed: 6)
        #expect(receipt.journal == SHA256.hash(marker))
        let bytes = receipt.encoded()
        var windows = Set<UInt64>()
        for start in 0...(marker.count - 8) { windows.insert(marker[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }) }
        var window: UInt64 = 0
        var found = 0
        for (index, byte) in bytes.enumerated() {
            window = window << 8 | UInt64(byte)
            if index >= 7 && windows.contains(window) { found += 1 }
        }
        #expect(found == 0)
    }

    /// Two inputs of the same size give receipts of the same shape and nearly the same size: only the pruning of Merkle paths differs.
    @Test func receiptsOfEquallyLargeInputsHaveTheSameShape() throws {
        let first = ReceiptFixture.receipt(ReceiptFixture.sha256, [UInt8](repeating: 1, count: 40), seed: 7)
        let second = ReceiptFixture.receipt(ReceiptFixture.sha256, [UInt8](repeating: 255, count: 40), seed: 8)
        #expect(
            try ProofHeader(first.seal, system: ProofSystem.system).shapes == ProofHeader(second.seal, system: ProofSystem.system).shapes)
        #expect(abs(first.seal.count - second.seal.count) * 20 < first.seal.count)
    }

    /// Every table hides its published sum.
    @Test func everyChipOfTheMachineBlindsItsSum() {
        for entry in RISCVMachine.chips { #expect(entry.chip.blindingColumns.count == 4, "\(entry.chip.name)") }
    }

    /// What the shared quotient shows at points of its own is hidden by LogUp columns that are read in their own row alone: some table of every proof
    /// has one.
    @Test func everyProofHasALogUpColumnThatIsNoRunningSum() {
        #expect(RISCVMachine.chips.contains { $0.instances.lowerBound >= 1 && $0.chip.interactions.count >= 3 })
    }
}
