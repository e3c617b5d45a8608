import Hashing
import RISCV
import StarkProver
import StarkVerifier
import Testing
import ZKVM

/// One commitment holds an image's own columns and those that all images share: an image ID vouches for both.
@Suite("The preprocessed columns of an image") struct ReceiptPreprocessedTests {
    private let image = ReceiptFixture.fibonacci

    /// The commitment to an image's tables, made afresh, with one cell changed (column 0 of a row) when asked.
    private func commitment(changing chipName: String? = nil, row: Int = 0) -> PreprocessedCommitment {
        let tables = ImageTables(image.program)
        return PreprocessedCommitment(
            ProofSystem.chipNames.enumerated().compactMap { index, name -> PreprocessedTable? in
                guard let entry = RISCVMachine.chips.first(where: { $0.chip.name == name }),
                    let original = ExecutionTables.preprocessed(entry.chip, tables)
                else { return nil }
                let trace = Trace(rows: original.rows, width: original.width)
                for column in 0..<trace.width { for row in 0..<trace.rows { trace[row, column] = original[row, column] } }
                if name == chipName { trace[row, 0] ^= 1 }
                return PreprocessedTable(chip: index, trace, parameters: .standard, threads: 2)
            }, parameters: .standard, threads: 2)
    }

    private func header(_ root: Digest) -> ImageHeader {
        let own = image.header
        return ImageHeader(
            parameterSet: own.parameterSet, entry: own.entry, imageEnd: own.imageEnd, programLogRows: own.programLogRows,
            memoryLogRows: own.memoryLogRows, root: root)
    }

    @Test func theCommitmentHoldsEveryPreprocessedTable() {
        let names = RISCVMachine.chips.filter { $0.chip.preprocessedSource != .none }.map(\.chip.name)
        #expect(names.count >= 4)
        #expect(commitment().root == image.header.root)
        for name in names { #expect(header(commitment(changing: name).root).id != image.id, "\(name)") }
    }

    /// A look-up table with a row of the prover's choice: its proof is sound for another image, and shows nothing of the honest one.
    @Test(arguments: ["lookup"]) func aProofOverAChangedTableIsForAnotherImage(name: String) throws {
        let witness = try Witness(image.program, input: ReceiptFixture.input)
        let table = witness.table(name)
        let row = try #require((0..<table.main.rows - 1).first { row in (0..<table.chip.width).allSatisfy { table.main[row, $0] == 0 } })
        let changed = commitment(changing: name, row: row)
        let forged = header(changed.root)
        let claim = ReceiptFixture.changed(image: forged, seal: [])
        let numbered = witness.tables.map { table in
            (chip: ProofSystem.chipNames.firstIndex(of: table.chip.name) ?? -1, trace: table.main)
        }
        let seal = try StarkProver(ProofSystem.system, threads: 2).prove(
            numbered, preprocessed: changed, statement: claim.statement(.standard), masks: MaskSource(seed: ReceiptFixture.seed(5)),
            progress: { _ in }, shouldStop: { false }
        ).proof
        let receipt = ReceiptFixture.changed(image: forged, seal: seal)
        #expect(receipt.verify(imageID: forged.id).isAccepted, "the proof itself is correct")
        #expect(receipt.verify(imageID: image.id) == .rejected(.otherImage(expected: image.id, found: forged.id)))
        #expect(ReceiptFixture.changed(seal: seal).verify(imageID: image.id).failure != nil)
        // The other way round: the honest seal is none for the changed table.
        #expect(ReceiptFixture.changed(image: forged).verify(imageID: forged.id).failure != nil)
    }

    @Test func identitiesAreReadFromHexadecimalDigitsOnly() {
        let text = ReceiptFixture.fibonacci.id.description
        #expect(ImageID(hexadecimal: text) == ReceiptFixture.fibonacci.id)
        #expect(ImageID(hexadecimal: "0x" + text.uppercased()) == ReceiptFixture.fibonacci.id)
        for wrong in [
            "", "0x", String(text.dropLast()), text + "0", "0x0x" + text.dropFirst(2), "g" + text.dropFirst(), "é" + text.dropFirst(2),
        ] {
            #expect(ImageID(hexadecimal: wrong) == nil, "\(wrong)")
        }
    }
}
