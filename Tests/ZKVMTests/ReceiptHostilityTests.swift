import StarkVerifier
import Testing
import ZKVM

/// Bytes that are no receipt, or nearly one: an error or a rejection, never a crash, and no more work than a receipt's own.
@Suite("Hostile receipts") struct ReceiptHostilityTests {
    private let image = ReceiptFixture.fibonacci
    private let encoded = ReceiptFixture.encoded

    @Test func noTruncationDecodes() {
        var bytes = encoded
        while !bytes.isEmpty {
            bytes.removeLast(bytes.count > 4096 && encoded.count - bytes.count > 64 ? min(101, bytes.count - 4096) : 1)
            do throws(ReceiptError) {
                _ = try Receipt(decoding: bytes)
                Issue.record("\(bytes.count) bytes decode")
            } catch {
                switch error {
                case .truncated(_, let needed, let found): #expect(needed > found)
                case .notAReceipt: #expect(bytes.count < 4)
                default: Issue.record("\(bytes.count) bytes: \(error)")
                }
            }
        }
        #expect(throws: ReceiptError.trailingBytes(count: 1)) { try Receipt(decoding: encoded + [0]) }
    }

    @Test func noTruncatedSealIsAccepted() {
        let seal = ReceiptFixture.receipt.seal
        for length in Array(stride(from: 0, to: seal.count, by: seal.count / 40)) + [1, 2, 3, seal.count - 1] {
            let verdict = ReceiptFixture.changed(seal: Array(seal[..<length])).verify(imageID: image.id)
            guard case .truncated = verdict.failure else {
                Issue.record("\(length) bytes: \(verdict)")
                continue
            }
        }
        #expect(ReceiptFixture.changed(seal: seal + [0]).verify(imageID: image.id).failure == .trailingBytes(count: 1))
    }

    @Test func noFlippedBitIsAccepted() {
        // Every bit of what comes before the seal, then bits all over the seal.
        let head = encoded.count - ReceiptFixture.receipt.seal.count
        var places = (0..<head).flatMap { position in (0..<8).map { (position, UInt8(1) << UInt8($0)) } }
        places += stride(from: head, to: head + 600, by: 5).map { ($0, 1) }
        places += stride(from: head + 600, to: encoded.count, by: encoded.count / 150).map { ($0, UInt8(1) << UInt8($0 % 8)) }
        for (position, bit) in places {
            var bytes = encoded
            bytes[position] ^= bit
            guard let receipt = try? Receipt(decoding: bytes) else { continue }
            #expect(!receipt.verify(imageID: image.id).isAccepted, "byte \(position), bit \(bit)")
            // Nor under the identity that it then claims itself.
            if receipt.claimedImageID != image.id {
                #expect(!receipt.verify(imageID: receipt.claimedImageID).isAccepted, "byte \(position), bit \(bit)")
            }
        }
    }

    @Test func decodingNamesWhatIsWrong() {
        func error(_ change: (inout [UInt8]) -> Void) -> ReceiptError? {
            var bytes = encoded
            change(&bytes)
            do throws(ReceiptError) {
                _ = try Receipt(decoding: bytes)
                return nil
            } catch { return error }
        }
        #expect(error { $0[0] = 0x62 } == .notAReceipt)
        #expect(error { $0[4] = 7 } == .unknownVersion(found: 7, expected: Receipt.version))
        // Magic and version, then entry at 6, image end at 10; after 37 bytes of header the exit code, at 46 the journal flag, at 47 its length.
        for (position, field) in [(9, "addresses"), (13, "addresses"), (46, "journal flag"), (50, "journal length")] {
            guard case .invalidField(field, _, _) = error({ $0[position] = 0xff }) else {
                Issue.record("byte \(position): \(String(describing: error({ $0[position] = 0xff })))")
                continue
            }
        }
        guard case .invalidField("journal length", found: 8, _) = error({ $0[46] = 0 }) else {
            Issue.record("a journal that was never written has no bytes")
            return
        }
        // The seal's length stands behind the journal of 8 bytes.
        guard case .invalidField("seal length", _, _) = error({ $0[62] = 0xff }) else {
            Issue.record("\(String(describing: error({ $0[62] = 0xff })))")
            return
        }
    }

    /// Headers that announce the largest proofs, followed by too few bytes or by zeros: refused in an instant.
    @Test func announcingALargeProofCostsNothing() {
        let system = ProofSystem.system
        func header(_ fill: Int) -> [UInt8] {
            var shapes: [TableShape] = []
            for (chip, entry) in system.entries.enumerated() {
                let isImage = entry.chip.preprocessedSource == .image
                let rest = system.entries[(chip + 1)...].reduce(0) { $0 + $1.instances.lowerBound }
                let count = max(
                    entry.instances.lowerBound, min(entry.instances.upperBound, StarkParameters.maximumTables - rest - shapes.count, fill))
                // The image's heights are fixed by its ID; others as tall as the bounds allow.
                let program = entry.chip.preprocessedNames.count > 0 && isImage
                let log =
                    program
                    ? Int(entry.chip.name == "program" ? image.header.programLogRows : image.header.memoryLogRows)
                    : entry.logRows.upperBound
                shapes += [TableShape](repeating: TableShape(chip: chip, logRows: log), count: count)
            }
            return [1, UInt8(shapes.count)] + shapes.flatMap { [UInt8($0.chip), UInt8($0.logRows)] }
        }
        let clock = ContinuousClock()
        _ = system.digest
        for fill in [1, 2, 8, 96] {
            for tail in [0, 40, 100_000, 4_000_000] {
                let seal = header(fill) + [UInt8](repeating: 0, count: tail)
                var verdict: Verdict?
                let time = clock.measure { verdict = ReceiptFixture.changed(seal: seal).verify(imageID: image.id) }
                #expect(verdict?.isAccepted == false)
                // Milliseconds on a quiet machine.
                #expect(time < .seconds(2), "\(fill) instances, \(tail) bytes: \(time)")
            }
        }
        let long = [UInt8](repeating: 1, count: StarkParameters.maximumProofBytes + 1)
        #expect(
            ReceiptFixture.changed(seal: long).verify(imageID: image.id).failure
                == .tooLong(bytes: long.count, limit: StarkParameters.maximumProofBytes))
    }

    @Test func randomSealsAreRefused() {
        var state: UInt64 = 99
        for length in 0..<300 {
            var seal = (0..<length).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            if length > 0 { seal[0] = 1 }
            #expect(!ReceiptFixture.changed(seal: seal).verify(imageID: image.id).isAccepted)
        }
        // The honest header before random bytes.
        let header = 2 + 2 * Int(ReceiptFixture.receipt.seal[1])
        for _ in 0..<20 {
            var seal = Array(ReceiptFixture.receipt.seal[..<header])
            for _ in 0..<20_000 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                seal.append(UInt8(truncatingIfNeeded: state >> 56))
            }
            #expect(ReceiptFixture.changed(seal: seal).verify(imageID: image.id).failure != nil)
        }
    }
}
