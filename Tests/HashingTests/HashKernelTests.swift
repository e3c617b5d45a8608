import CKernels
import Hashing
import Testing

@Suite struct HashKernelTests {
    private func keyedHash(_ key: Digest, _ words: [UInt32]) -> Digest {
        var hasher = BLAKE3(key: key)
        for word in words { hasher.update(word: word) }
        return hasher.finalize()
    }

    /// The first 26 bytes.
    private func cut(_ digest: Digest) -> Digest {
        Digest(bytes: digest.bytes.prefix(26) + [0, 0, 0, 0, 0, 0]) ?? digest
    }

    @Test func treesKeepTwentySixBytesOfADigest() {
        var random = RandomWords(seed: 9)
        let (a, b) = (random.digest(), random.digest())
        #expect(MerkleHash.node(a, b) == cut(BLAKE3.keyedHash(key: MerkleHash.nodeKey, a, b)))
        #expect(MerkleHash.join(a, b) == cut(BLAKE3.keyedHash(key: MerkleHash.joinKey, a, b)))
        #expect(MerkleHash.node(a, b) != MerkleHash.node(b, a))
        #expect(MerkleHash.node(a, b) != MerkleHash.join(a, b))
        let leaf = MerkleHash.leaf { hasher in for word in a.words.indices { hasher.update(word: a.words[word]) } }
        #expect(leaf == cut(BLAKE3.keyedHash(key: MerkleHash.leafKey, a.bytes)))
        #expect(MerkleHash.digest(bytes: MerkleHash.bytes(of: leaf)) == leaf)
        for count in [0, 25, 27, 32] { #expect(MerkleHash.digest(bytes: [UInt8](repeating: 1, count: count)) == nil) }
        #expect(MerkleHash.collisionBits == Double(8 * MerkleHash.byteCount / 2))
    }

    /// One to many blocks and chunks, full and partial ones.
    @Test(arguments: [0, 1, 3, 15, 16, 17, 31, 32, 33, 255, 256, 257, 300, 512, 513, 768, 1_024, 1_025, 1_300, 2_049])
    func hashesRowsLikeThePortableImplementation(width: Int) {
        let heights = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 50]
        var random = RandomWords(seed: UInt64(width))
        let columns = (0..<width).map { _ in random.words(50) }
        let expected = (0..<50).map { row in cut(keyedHash(MerkleHash.leafKey, columns.map { $0[row] })) }
        let flat = columns.flatMap { $0 }
        onEveryPath { path in
            unsafe flat.withUnsafeBufferPointer { flat in
                let pointers: [UnsafePointer<UInt32>?] = unsafe (0..<width).map { k in unsafe flat.baseAddress.map { unsafe $0 + 50 * k } }
                unsafe pointers.withUnsafeBufferPointer { pointers in
                    for first in [0, 1, 5] {
                        for height in heights where first + height <= 50 {
                            var out = [Digest](repeating: Digest(), count: 50)
                            unsafe out.withUnsafeMutableBufferPointer { out in
                                unsafe HashKernels.hashRows(pointers, rows: first..<first + height, into: out.baseAddress!)
                            }
                            let untouched = [Digest](repeating: Digest(), count: 50)
                            #expect(
                                Array(out[first..<first + height]) == Array(expected[first..<first + height]),
                                "\(path), \(height) rows from \(first)")
                            #expect(out[..<first] == untouched[..<first], "\(path), before \(first)")
                            #expect(out[(first + height)...] == untouched[(first + height)...], "\(path), after \(first + height)")
                        }
                    }
                }
            }
        }
    }

    @Test func compressesAndInjectsLikeThePortableImplementation() {
        var random = RandomWords(seed: 7)
        let nodes = (0..<120).map { _ in random.digest() }
        let rows = (0..<60).map { _ in random.digest() }
        let pairs = (0..<60).map { cut(BLAKE3.keyedHash(key: MerkleHash.nodeKey, nodes[2 * $0], nodes[2 * $0 + 1])) }
        let joined = (0..<60).map { cut(BLAKE3.keyedHash(key: MerkleHash.joinKey, nodes[$0], rows[$0])) }
        onEveryPath { path in
            for range in [0..<1, 0..<2, 3..<3, 0..<7, 1..<9, 2..<18, 0..<16, 5..<38, 0..<60] {
                var out = [Digest](repeating: Digest(), count: 60)
                unsafe out.withUnsafeMutableBufferPointer { unsafe HashKernels.compress(nodes, range: range, into: $0.baseAddress!) }
                for i in 0..<60 { #expect(out[i] == (range.contains(i) ? pairs[i] : Digest()), "\(path), \(range), node \(i)") }
                var target = Array(nodes[..<60])
                unsafe target.withUnsafeMutableBufferPointer { unsafe HashKernels.inject(rows, range: range, into: $0.baseAddress!) }
                for i in 0..<60 { #expect(target[i] == (range.contains(i) ? joined[i] : nodes[i]), "\(path), \(range), row \(i)") }
            }
        }
    }

    @Test func findsTheLeastNonceOnEveryPath() {
        var random = RandomWords(seed: 8)
        for bits in [0, 1, 5, 9] as [UInt32] {
            let (key, state) = (random.digest(), random.digest())
            let start = UInt64(0xffff_fff0) + UInt64(bits)
            let expected = (start...).first { nonce in
                let words = (0..<8).map { state.words[$0] } + [UInt32(truncatingIfNeeded: nonce), UInt32(nonce >> 32)]
                return keyedHash(key, words).words[0] & ((1 << bits) - 1) == 0
            }
            onEveryPath { path in
                for count in [0, 1, 2, 9, 40, 100_000] as [UInt64] {
                    var nonce: UInt64 = .max
                    let found = unsafe burhan_b3_grind(
                        &nonce, (0..<8).map { state.words[$0] }, bits, start, count, (0..<8).map { key.words[$0] })
                    let within = expected.map { $0 < start + count } ?? false
                    #expect(found == (within ? 1 : 0), "\(path), \(bits) bits, \(count) tries")
                    #expect(nonce == (within ? expected : .max), "\(path), \(bits) bits, \(count) tries")
                }
            }
        }
    }
}
