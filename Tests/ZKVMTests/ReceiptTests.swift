import Hashing
import RISCV
import ShippedGuests
import StarkProver
import StarkVerifier
import Testing
import ZKVM

@Suite("Receipts") struct ReceiptTests {
    private let image = ReceiptFixture.fibonacci
    private let receipt = ReceiptFixture.receipt

    @Test func anHonestReceiptIsAccepted() {
        #expect(receipt.journal == [10, 0, 0, 0, 55, 0, 0, 0])
        #expect(receipt.exitCode == 0 && receipt.hasJournal)
        #expect(receipt.claimedImageID == image.id)
        guard case .accepted(let report) = receipt.verify(imageID: image.id) else {
            Issue.record("\(receipt.verify(imageID: image.id))")
            return
        }
        #expect(report.bits >= 100)
        guard case .tooFewBits(_, 128) = receipt.verify(imageID: image.id, minimumSecurityBits: 128).failure else {
            Issue.record("a receipt of \(report.bits) bits passes for one of 128")
            return
        }
    }

    @Test func theEncodingIsCanonicalAndLosesNothing() throws {
        let decoded = try Receipt(decoding: ReceiptFixture.encoded)
        #expect(decoded == receipt)
        #expect(decoded.encoded() == ReceiptFixture.encoded)
        let envelope = receipt.envelope()
        #expect(try Receipt(envelope: envelope) == receipt)
        #expect(try Receipt(envelope: envelope).envelope() == envelope)
    }

    @Test func aReceiptForAnotherImageIsRefused() {
        let other = ReceiptFixture.sha256.id
        #expect(receipt.verify(imageID: other) == .rejected(.otherImage(expected: other, found: image.id)))
    }

    /// Whoever changes what the image ID covers changes the ID; and who expects the changed ID finds that the proof is for another program.
    @Test func everyFieldOfTheImageHeaderCounts() {
        let header = receipt.image
        func with(
            set: UInt8? = nil, entry: UInt32? = nil, end: UInt32? = nil, program: UInt8? = nil, memory: UInt8? = nil, root: Digest? = nil
        ) -> ImageHeader {
            ImageHeader(
                parameterSet: set ?? header.parameterSet, entry: entry ?? header.entry, imageEnd: end ?? header.imageEnd,
                programLogRows: program ?? header.programLogRows, memoryLogRows: memory ?? header.memoryLogRows, root: root ?? header.root)
        }
        let changes: [(String, ImageHeader, (Verdict) -> Bool)] = [
            ("parameter set", with(set: 2), { $0 == .rejected(.parameters(found: 1, expected: 2)) }),
            ("unknown parameter set", with(set: 9), { $0 == .rejected(.parameters(found: 1, expected: 9)) }),
            ("entry", with(entry: header.entry + 4), { $0.failure != nil }),
            ("image end", with(end: header.imageEnd + 4), { $0.failure != nil }),
            ("program rows", with(program: header.programLogRows + 1), { $0 == .rejected(.imageHeights) }),
            ("memory rows", with(memory: header.memoryLogRows - 1), { $0 == .rejected(.imageHeights) }),
            ("root", with(root: BLAKE3.hash([1])), { $0.failure != nil }),
        ]
        for (name, changed, isExpected) in changes {
            let forged = ReceiptFixture.changed(image: changed)
            #expect(forged.verify(imageID: image.id) == .rejected(.otherImage(expected: image.id, found: changed.id)), "\(name)")
            let verdict = forged.verify(imageID: changed.id)
            #expect(isExpected(verdict), "\(name): \(verdict)")
        }
    }

    @Test func everyPartOfTheClaimCounts() {
        var longer = receipt.journal
        longer.append(0)
        let forgeries: [(String, Receipt)] = [
            ("exit code", ReceiptFixture.changed(exitCode: 1)), ("high exit code", ReceiptFixture.changed(exitCode: 1 << 31)),
            ("journal", ReceiptFixture.changed(journal: [10, 0, 0, 0, 56, 0, 0, 0])),
            ("longer journal", ReceiptFixture.changed(journal: longer)),
            ("shorter journal", ReceiptFixture.changed(journal: Array(receipt.journal.dropLast()))),
            ("empty journal", ReceiptFixture.changed(journal: [])),
            ("no journal", ReceiptFixture.changed(hasJournal: false, journal: [])),
            ("no journal, but bytes", ReceiptFixture.changed(hasJournal: false)),
        ]
        for (name, forged) in forgeries {
            #expect(forged.verify(imageID: image.id).failure != nil, "\(name)")
        }
    }

    /// The seal of one receipt under the claim of another, both honest.
    @Test func sealsAreNotInterchangeable() {
        let other = ReceiptFixture.receipt(image, [11, 0, 0, 0], seed: 2)
        #expect(other.verify(imageID: image.id).isAccepted)
        #expect(ReceiptFixture.changed(seal: other.seal).verify(imageID: image.id).failure != nil)
        let elsewhere = ReceiptFixture.receipt(ReceiptFixture.sha256, [1, 2, 3], seed: 3)
        #expect(ReceiptFixture.changed(seal: elsewhere.seal).verify(imageID: image.id).isAccepted == false)
    }

    @Test func aFixedSeedGivesTheSameReceiptOnAnyNumberOfThreads() {
        #expect(ReceiptFixture.receipt(image, ReceiptFixture.input, seed: 1, threads: 1) == receipt)
        let other = ReceiptFixture.receipt(image, ReceiptFixture.input, seed: 4)
        #expect(other.seal != receipt.seal)
        #expect(other.verify(imageID: image.id).isAccepted)
    }

    /// A proof that hides nothing is for an image ID of its own, and its seal is worth nothing under the ordinary one.
    @Test func receiptsWithoutHidingAreRefusedUnderTheOrdinaryImageID() throws {
        let bare = Image(image.program, parameters: .withoutHiding)
        #expect(bare.id != image.id)
        let exposed = try Prover.prove(bare, input: ReceiptFixture.input, options: ProveOptions(threads: 2, parameters: .withoutHiding))
            .receipt
        #expect(exposed.verify(imageID: bare.id).isAccepted)
        #expect(exposed.verify(imageID: image.id) == .rejected(.otherImage(expected: image.id, found: bare.id)))
        #expect(ReceiptFixture.changed(seal: exposed.seal).verify(imageID: image.id) == .rejected(.parameters(found: 2, expected: 1)))
    }

    /// An execution that ends before its program does: the exit is taken out, and every look-up counted anew.
    @Test func aPartialExecutionIsRefused() throws {
        let claim = ReceiptFixture.changed(seal: [])
        func receipt(_ witness: Witness) throws -> Receipt {
            let numbered = witness.tables.map { table in
                (chip: ProofSystem.chipNames.firstIndex(of: table.chip.name) ?? -1, trace: table.main)
            }
            return ReceiptFixture.changed(
                seal: try StarkProver(ProofSystem.system, threads: 2).prove(
                    numbered, preprocessed: image.commitment, statement: claim.statement(.standard),
                    masks: MaskSource(seed: ReceiptFixture.seed(5)), progress: { _ in }, shouldStop: { false }
                ).proof)
        }
        let whole = try Witness(image.program, input: ReceiptFixture.input)
        #expect(try receipt(whole).verify(imageID: image.id).isAccepted, "made the same way, nothing taken out")
        let partial = try Witness(image.program, input: ReceiptFixture.input)
        let system = partial.table("system")
        let exit = (0..<system.main.rows).first { partial["system", "isExit", $0] == 1 }
        for column in 0..<system.chip.width { system.main[try #require(exit), column] = 0 }
        partial.recountLookups()
        #expect(partial.complaints().isSuperset(of: ["bus state", "bus halt"]))
        #expect(try receipt(partial).verify(imageID: image.id).failure == .unbalancedBuses)
    }
}
