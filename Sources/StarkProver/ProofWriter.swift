import FiniteFields
import Hashing
import StarkVerifier

/// Writes a proof's parts in the order in which the verifier reads them.
struct ProofWriter {
    private(set) var bytes: [UInt8]

    init(_ header: ProofHeader) { bytes = header.encoded() }

    mutating func word(_ value: UInt32) {
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func digest(_ digest: Digest) { bytes += MerkleHash.bytes(of: digest) }

    mutating func elements(_ values: [KoalaBear4]) {
        for value in values { for index in 0..<4 { word(value[index].raw) } }
    }

    /// Finds a proof of work on all cores, absorbs and writes it. Cost: about 2^bits hashes.
    mutating func grind(_ transcript: inout Transcript, bits: Int, parallel: Parallel) {
        let nonce = Self.search(transcript, bits, parallel)
        // The nonce was just found: the check absorbs it.
        try? transcript.checkGrinding("grinding", nonce: nonce, bits: bits)
        word(UInt32(truncatingIfNeeded: nonce))
        word(UInt32(truncatingIfNeeded: nonce >> 32))
    }

    /// The least suitable nonce, so that proofs with a fixed seed are reproducible whatever the number of threads.
    private static func search(_ transcript: Transcript, _ bits: Int, _ parallel: Parallel) -> UInt64 {
        let step: UInt64 = 1 << UInt64(max(4, min(bits, 18)))
        var start: UInt64 = 0
        while true {
            let found = Words(2 * parallel.threads)
            let base = start
            parallel(parallel.threads) { thread in
                let from = base + UInt64(thread) * step
                let nonce = transcript.findNonce("grinding", bits: bits, in: from..<from + step) ?? UInt64.max
                found[2 * thread] = UInt32(truncatingIfNeeded: nonce)
                found[2 * thread + 1] = UInt32(truncatingIfNeeded: nonce >> 32)
            }
            for thread in 0..<parallel.threads {
                let nonce = UInt64(found[2 * thread]) | UInt64(found[2 * thread + 1]) << 32
                if nonce != UInt64.max { return nonce }
            }
            start += step * UInt64(parallel.threads)
        }
    }
}
