import Hashing
import StarkVerifier

/// Why bytes are not a receipt that this version can judge.
public enum ReceiptError: Error, Sendable, Equatable {
    /// The first four bytes are not `BRHN`.
    case notAReceipt
    case unknownVersion(found: UInt8, expected: UInt8)
    case truncated(field: String, needed: Int, found: Int)
    case trailingBytes(count: Int)
    case invalidField(String, found: UInt64, expected: String)
    /// The JSON envelope is not one, or contradicts the receipt in it.
    case invalidEnvelope(String)
}

extension Receipt {
    /// No receipt has more bytes.
    static let largestEncoding = StarkParameters.maximumProofBytes + 65_536 + 64

    /// The canonical bytes.
    public func encoded() -> [UInt8] {
        Self.magic + [Self.version] + image.encoded() + ImageHeader.bytes(exitCode) + [hasJournal ? 1 : 0]
            + ImageHeader.bytes(UInt32(journal.count)) + journal + ImageHeader.bytes(UInt32(seal.count)) + seal
    }

    /// Reads the binary format. Total over all bytes; what it accepts encodes to the same bytes again.
    public init(decoding bytes: [UInt8]) throws(ReceiptError) {
        var reader = Reader(bytes)
        guard bytes.starts(with: Self.magic) else { throw .notAReceipt }
        _ = try reader.take(4, "magic")
        let version = try reader.byte("version")
        guard version == Self.version else { throw .unknownVersion(found: version, expected: Self.version) }
        let parameterSet = try reader.byte("parameter set")
        let entry = try reader.word("entry")
        let imageEnd = try reader.word("image end")
        let programLogRows = try reader.byte("program rows")
        let memoryLogRows = try reader.byte("memory rows")
        guard let root = MerkleHash.digest(bytes: try reader.take(MerkleHash.byteCount, "image root")) else {
            throw .truncated(field: "image root", needed: MerkleHash.byteCount, found: 0)
        }
        guard entry < 1 << 28, imageEnd <= 1 << 28, entry % 4 == 0, imageEnd % 4 == 0, imageEnd >= 4 else {
            throw .invalidField("addresses", found: UInt64(imageEnd), expected: "multiples of 4 below 2^28")
        }
        let exitCode = try reader.word("exit code")
        let flag = try reader.byte("journal flag")
        guard flag <= 1 else { throw .invalidField("journal flag", found: UInt64(flag), expected: "0 or 1") }
        let journalCount = Int(try reader.word("journal length"))
        guard journalCount <= (flag == 1 ? 65_536 : 0) else {
            throw .invalidField("journal length", found: UInt64(journalCount), expected: flag == 1 ? "at most 65536" : "0")
        }
        let journal = try reader.take(journalCount, "journal")
        let sealCount = Int(try reader.word("seal length"))
        guard sealCount <= StarkParameters.maximumProofBytes else {
            throw .invalidField("seal length", found: UInt64(sealCount), expected: "at most \(StarkParameters.maximumProofBytes)")
        }
        let seal = try reader.take(sealCount, "seal")
        guard reader.remaining == 0 else { throw .trailingBytes(count: reader.remaining) }
        self.init(
            image: ImageHeader(
                parameterSet: parameterSet, entry: entry, imageEnd: imageEnd, programLogRows: programLogRows, memoryLogRows: memoryLogRows,
                root: root), exitCode: exitCode, hasJournal: flag == 1, journal: journal, seal: seal)
    }

    private struct Reader {
        private let bytes: [UInt8]
        private var position = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var remaining: Int { bytes.count - position }

        mutating func take(_ count: Int, _ field: String) throws(ReceiptError) -> [UInt8] {
            guard count <= remaining else { throw .truncated(field: field, needed: count, found: remaining) }
            position += count
            return Array(bytes[(position - count)..<position])
        }

        mutating func byte(_ field: String) throws(ReceiptError) -> UInt8 { try take(1, field)[0] }

        mutating func word(_ field: String) throws(ReceiptError) -> UInt32 {
            let part = try take(4, field)
            return UInt32(part[0]) | UInt32(part[1]) << 8 | UInt32(part[2]) << 16 | UInt32(part[3]) << 24
        }
    }
}
