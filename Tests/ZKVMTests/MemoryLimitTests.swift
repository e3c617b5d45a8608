import RISCV
import ShippedGuests
import StarkProver
import StarkVerifier
import Testing
import ZKVM

@Suite("Ways to prove") struct MemoryLimitTests {
    private static let steps: UInt32 = 20_000
    private static let input = (0..<4).map { UInt8(truncatingIfNeeded: steps >> (8 * $0)) }

    private func proof(_ image: Image, limit: Int?) throws -> (receipt: Receipt, statistics: ProveStatistics) {
        try Prover.prove(
            image, input: Self.input,
            options: ProveOptions(threads: 2, memoryLimit: limit, masks: MaskSource(seed: ReceiptFixture.seed(7))))
    }

    /// Columns that are computed again are the same columns: the proof is the same bit by bit.
    @Test func aMemoryLimitChangesTheWorkAndNotTheProof() throws {
        let image = try Image(elf: ShippedGuest.fibonacci.elf)
        let estimate = ProvingEstimate(image.program, try Machine.run(image.program, input: Self.input), calibration: nil)
        #expect(estimate.leastPeakBytes < estimate.peakBytes)
        let kept = try proof(image, limit: nil)
        let computed = try proof(image, limit: estimate.leastPeakBytes)
        #expect(kept.statistics.storedExtensions)
        #expect(!computed.statistics.storedExtensions)
        #expect(kept.receipt == computed.receipt)
        let refusal = #expect(throws: ProveError.self) { try proof(image, limit: 1_000_000) }
        guard case .memory(let needed, 1_000_000) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(needed > 1_000_000 && needed <= estimate.leastPeakBytes)
    }

    /// A compact receipt is smaller, has an image ID of its own, and passes for nothing else.
    @Test func compactReceiptsAreSmallerAndAcceptedUnderTheirOwnID() throws {
        let image = ReceiptFixture.fibonacci
        let compactImage = Image(image.program, parameters: .compact)
        let compact = try Prover.prove(
            compactImage, input: ReceiptFixture.input, options: ProveOptions(threads: 2, parameters: .compact)
        ).receipt
        #expect(compact.encoded().count < ReceiptFixture.encoded.count * 3 / 5)
        guard case .accepted(let report) = compact.verify(imageID: compactImage.id) else {
            Issue.record("\(compact.verify(imageID: compactImage.id))")
            return
        }
        #expect(report.bits >= 100)
        #expect(compactImage.id != image.id)
        #expect(compact.verify(imageID: image.id) == .rejected(.otherImage(expected: image.id, found: compactImage.id)))
        var seal = compact.seal
        seal[seal.count / 2] ^= 1
        let changed = ReceiptFixture.changed(image: compact.image, seal: seal)
        if case .accepted = changed.verify(imageID: compactImage.id) { Issue.record("a changed compact receipt is accepted") }
    }
}
