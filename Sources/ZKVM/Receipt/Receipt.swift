import RISCV
import StarkVerifier

/// Evidence that an image, run on some private input, halted with this exit code and journal.
///
/// Binary format, version 3, integers little endian, no bytes after the end:
/// `BRHN` · version (1) · image header (37) · exit code (4) · journal stream flag (1) · journal length (4) · journal · seal length (4) · seal.
/// The flag tells an unwritten journal (0) from a written one (1), which may be empty.
public struct Receipt: Sendable, Equatable {
    public static let version: UInt8 = 3
    static let magic: [UInt8] = Array("BRHN".utf8)

    public let image: ImageHeader
    public let exitCode: UInt32
    /// Whether the program wrote a journal at all.
    public let hasJournal: Bool
    /// What the program made public, at most 64 KiB.
    public let journal: [UInt8]
    /// The proof.
    public let seal: [UInt8]

    /// The identity that the receipt itself claims; `verify` compares it with the expected one.
    public var claimedImageID: ImageID { image.id }

    init(image: ImageHeader, exitCode: UInt32, journalStream: [UInt32], journal: [UInt8]) {
        self.init(image: image, exitCode: exitCode, hasJournal: !journalStream.isEmpty, journal: journal, seal: [])
    }

    package init(image: ImageHeader, exitCode: UInt32, hasJournal: Bool, journal: [UInt8], seal: [UInt8]) {
        self.image = image
        self.exitCode = exitCode
        self.hasJournal = hasJournal
        self.journal = journal
        self.seal = seal
    }

    func sealed(with seal: [UInt8]) -> Receipt {
        Receipt(image: image, exitCode: exitCode, hasJournal: hasJournal, journal: journal, seal: seal)
    }

    /// Everything before the seal: what the proof is bound to.
    private func claim() -> [UInt8] {
        Self.magic + [Self.version] + image.encoded() + ImageHeader.bytes(exitCode) + [hasJournal ? 1 : 0]
            + ImageHeader.bytes(UInt32(journal.count)) + journal
    }

    /// The statement that the seal proves.
    package func statement(_ parameters: StarkParameters) -> StarkStatement {
        let stream = hasJournal ? Machine.inputWords(journal) : []
        return StarkStatement(
            preprocessedRoot: image.root, publicValues: [],
            contributions: RISCVMachine.publicContributions(
                entry: image.entry, imageEnd: image.imageEnd, exitCode: exitCode, journalStream: stream), context: claim())
    }
}
