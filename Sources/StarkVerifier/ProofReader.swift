import FiniteFields
import Hashing

/// Reads the parts of a proof in order; every read is bounds-checked and canonical.
struct ProofReader {
    private let bytes: [UInt8]
    private(set) var position = 0
    var part = VerificationFailure.Part.header

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    private func need(_ count: Int) throws(VerificationFailure) {
        guard count <= remaining else { throw .truncated(part: part) }
    }

    /// Throws unless this many words are left.
    func expect(words count: Int) throws(VerificationFailure) { try need(4 * count) }

    mutating func byte() throws(VerificationFailure) -> UInt8 {
        try need(1)
        position += 1
        return bytes[position - 1]
    }

    mutating func word() throws(VerificationFailure) -> UInt32 {
        try need(4)
        let p = position
        position += 4
        return UInt32(bytes[p]) | UInt32(bytes[p + 1]) << 8 | UInt32(bytes[p + 2]) << 16 | UInt32(bytes[p + 3]) << 24
    }

    mutating func words(_ count: Int) throws(VerificationFailure) -> [UInt32] {
        try need(4 * count)
        var result: [UInt32] = []
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(try word()) }
        return result
    }

    mutating func nonce() throws(VerificationFailure) -> UInt64 {
        let low = try word()
        return UInt64(low) | UInt64(try word()) << 32
    }

    /// A digest of a tree.
    mutating func digest() throws(VerificationFailure) -> Digest {
        try need(MerkleHash.byteCount)
        position += MerkleHash.byteCount
        return MerkleHash.digest(bytes: bytes[(position - MerkleHash.byteCount)..<position]) ?? Digest()
    }

    /// Field elements in Montgomery form, each below p.
    mutating func elements(_ count: Int) throws(VerificationFailure) -> [KoalaBear] {
        try need(4 * count)
        var result: [KoalaBear] = []
        result.reserveCapacity(count)
        for _ in 0..<count {
            guard let element = KoalaBear(raw: try word()) else { throw .notCanonical(part: part) }
            result.append(element)
        }
        return result
    }

    mutating func extensions(_ count: Int) throws(VerificationFailure) -> [KoalaBear4] {
        let flat = try elements(4 * count)
        var result: [KoalaBear4] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            result.append(KoalaBear4(flat[4 * index], flat[4 * index + 1], flat[4 * index + 2], flat[4 * index + 3]))
        }
        return result
    }

    func expectEnd() throws(VerificationFailure) {
        guard remaining == 0 else { throw .trailingBytes(count: remaining) }
    }
}
