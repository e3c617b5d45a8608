import FiniteFields

/// A Fiat–Shamir transcript: a chain of keyed BLAKE3 hashes.
///
/// Every operation replaces the 32-byte state by a hash of state, operation, label and framed content, so each challenge depends on
/// all that was absorbed or drawn before it, in order. Labels separate uses; a prover and a verifier must run the same operations.
public struct Transcript: Sendable {
    /// What an operation does; part of what is hashed.
    private enum Operation: UInt32 {
        case absorbBytes = 1
        case absorbElements
        case absorbDigest
        case absorbInteger
        case draw
        case grind
    }

    private static let key = BLAKE3.hash(bytes(of: "burhan transcript 1"))
    private static let grindingKey = BLAKE3.hash(bytes(of: "burhan transcript grinding 1"))

    private var state: Digest

    /// A transcript for one protocol, named with its version.
    public init(protocolName: StaticString) {
        state = BLAKE3.keyedHash(key: Self.key, bytes(of: protocolName))
    }

    /// Key ‖ state ‖ operation ‖ label length ‖ label ‖ content count, ready for content.
    private func framed(_ operation: Operation, _ label: StaticString, count: Int) -> BLAKE3 {
        var hasher = BLAKE3(key: Self.key)
        hasher.update(state)
        let label = bytes(of: label)
        hasher.update(word: operation.rawValue)
        hasher.update(word: UInt32(truncatingIfNeeded: label.count))
        hasher.update(label)
        while hasher.needsAlignment { hasher.update(byte: 0) }
        hasher.update(word: UInt32(truncatingIfNeeded: count))
        hasher.update(word: UInt32(truncatingIfNeeded: UInt64(count) >> 32))
        return hasher
    }

    // MARK: Absorbing

    public mutating func absorb(_ label: StaticString, bytes: [UInt8]) {
        var hasher = framed(.absorbBytes, label, count: bytes.count)
        hasher.update(bytes)
        state = hasher.finalize()
    }

    public mutating func absorb(_ label: StaticString, _ digest: Digest) {
        var hasher = framed(.absorbDigest, label, count: 1)
        hasher.update(digest)
        state = hasher.finalize()
    }

    public mutating func absorb(_ label: StaticString, _ integer: UInt64) {
        var hasher = framed(.absorbInteger, label, count: 1)
        hasher.update(word: UInt32(truncatingIfNeeded: integer))
        hasher.update(word: UInt32(truncatingIfNeeded: integer >> 32))
        state = hasher.finalize()
    }

    /// Field elements as their Montgomery representatives.
    public mutating func absorb(_ label: StaticString, _ elements: [KoalaBear]) {
        var hasher = framed(.absorbElements, label, count: elements.count)
        for element in elements { hasher.update(word: element.raw) }
        state = hasher.finalize()
    }

    /// Extension elements, each as its four coefficients.
    public mutating func absorb(_ label: StaticString, _ elements: [KoalaBear4]) {
        var hasher = framed(.absorbElements, label, count: 4 * elements.count)
        for element in elements {
            for i in 0..<4 { hasher.update(word: element[i].raw) }
        }
        state = hasher.finalize()
    }

    // MARK: Drawing

    /// `count` uniform words; eight further words of output become the state.
    private mutating func draw(_ label: StaticString, words count: Int) -> ArraySlice<UInt32> {
        let output = framed(.draw, label, count: count).finalize(wordCount: 8 + count)
        for i in 0..<8 { state.words[i] = output[i] }
        return output[8...]
    }

    /// A challenge of the extension field, within 2^-95 of uniform.
    public mutating func challenge(_ label: StaticString) -> KoalaBear4 { challenges(label, count: 1)[0] }

    /// `count` independent challenges of the extension field.
    public mutating func challenges(_ label: StaticString, count: Int) -> [KoalaBear4] {
        let words = draw(label, words: 16 * count)
        var result: [KoalaBear4] = []
        var at = words.startIndex
        for _ in 0..<count {
            var element = KoalaBear4.zero
            for i in 0..<4 {
                element[i] = KoalaBear(
                    low: UInt64(words[at + 1]) << 32 | UInt64(words[at]), high: UInt64(words[at + 3]) << 32 | UInt64(words[at + 2]))
                at += 4
            }
            result.append(element)
        }
        return result
    }

    /// `count` independent uniform indices below 2^`bits`, `bits` in 0 ... 31; repetitions are possible.
    public mutating func indices(_ label: StaticString, count: Int, bits: Int) -> [Int] {
        precondition(bits >= 0 && bits <= 31, "index bits out of range")
        let mask = (UInt32(1) << UInt32(bits)) - 1
        return draw(label, words: count).map { Int($0 & mask) }
    }

    /// 32 bytes that depend on everything so far, for deriving other transcripts or identifiers.
    public mutating func digest(_ label: StaticString) -> Digest {
        let words = draw(label, words: 8)
        var result = Digest()
        for i in 0..<8 { result.words[i] = words[words.startIndex + i] }
        return result
    }

    // MARK: Grinding

    /// The most grinding bits that can be asked for.
    public static let maximumGrindingBits = 32

    /// The state on which a nonce is sought; depends on the label and the bits.
    private func grindingState(_ label: StaticString, bits: Int) -> Digest { framed(.grind, label, count: bits).finalize() }

    private static func meets(_ bits: Int, _ state: Digest, _ nonce: UInt64) -> Bool {
        var hasher = BLAKE3(key: grindingKey)
        hasher.update(state)
        hasher.update(word: UInt32(truncatingIfNeeded: nonce))
        hasher.update(word: UInt32(truncatingIfNeeded: nonce >> 32))
        return UInt64(hasher.finalize().words[0]) & (UInt64(1) << UInt64(bits) - 1) == 0
    }

    /// Checks and absorbs a proof of about 2^`bits` hash computations, `bits` in 0 ... 32.
    public mutating func checkGrinding(_ label: StaticString, nonce: UInt64, bits: Int) throws(HashingError) {
        guard bits >= 0, bits <= Self.maximumGrindingBits, Self.meets(bits, grindingState(label, bits: bits), nonce) else {
            throw .insufficientGrinding(bits: bits)
        }
        absorb(label, nonce)
    }

    #if canImport(CKernels)
        /// Searches one range of nonces with the vector kernel, leaving the transcript as it is; the least nonce found or `nil`.
        public func findNonce(_ label: StaticString, bits: Int, in range: Range<UInt64>) -> UInt64? {
            precondition(bits >= 0 && bits <= Self.maximumGrindingBits, "grinding bits out of range")
            return HashKernels.grind(
                state: grindingState(label, bits: bits), key: Self.grindingKey, bits: bits, in: range)
        }

        /// Finds the least nonce of about 2^`bits` tries, absorbs it and returns it. Cost: about 2^bits compressions.
        public mutating func grind(_ label: StaticString, bits: Int) -> UInt64 {
            var start: UInt64 = 0
            let step: UInt64 = 1 << 20
            while true {
                if let nonce = findNonce(label, bits: bits, in: start..<start + step) {
                    absorb(label, nonce)
                    return nonce
                }
                start += step
            }
        }
    #endif
}
