import Hashing
import RISCV
import ShippedGuests
import StarkProver
import StarkVerifier
import ZKVM

/// Images and receipts that tests of receipts share; each is made once.
enum ReceiptFixture {
    static let fibonacci = image(.fibonacci)
    static let sha256 = image(.sha256)

    /// n = 10.
    static let input: [UInt8] = [10, 0, 0, 0]
    static let receipt = receipt(fibonacci, input, seed: 1)
    static let encoded = receipt.encoded()

    private static func image(_ guest: ShippedGuest) -> Image {
        do { return try Image(elf: guest.elf) } catch { preconditionFailure("\(guest): \(error)") }
    }

    static func seed(_ number: UInt32) -> Digest {
        var digest = Digest()
        digest.words[0] = number
        return digest
    }

    static func receipt(_ image: Image, _ input: [UInt8], seed: UInt32, threads: Int = 2) -> Receipt {
        do {
            return try Prover.prove(
                image, input: input, options: ProveOptions(threads: threads, masks: MaskSource(seed: Self.seed(seed)))
            ).receipt
        } catch { preconditionFailure("\(error)") }
    }

    /// The receipt with some parts exchanged.
    static func changed(
        image: ImageHeader = receipt.image, exitCode: UInt32 = receipt.exitCode, hasJournal: Bool = receipt.hasJournal,
        journal: [UInt8] = receipt.journal, seal: [UInt8] = receipt.seal
    ) -> Receipt {
        Receipt(image: image, exitCode: exitCode, hasJournal: hasJournal, journal: journal, seal: seal)
    }
}

extension Verdict {
    var isAccepted: Bool {
        if case .accepted = self { return true } else { return false }
    }

    /// The cryptographic reason of a rejection.
    var failure: VerificationFailure? {
        if case .rejected(.proof(let failure)) = self { return failure } else { return nil }
    }
}
