#if canImport(CKernels)
    import CKernels

    /// Ranges of the vectorised hashing work of a Merkle tree; disjoint ranges may run on different threads.
    public enum HashKernels {
        /// Digests of the given rows, each made of one word of every column in order: digest of row i to `out[i]`.
        public static func hashRows(
            _ columns: UnsafeBufferPointer<UnsafePointer<UInt32>?>, rows: Range<Int>, into out: UnsafeMutablePointer<Digest>
        ) {
            unsafe withKey(MerkleHash.leafKey) { key in
                unsafe burhan_b3_hash_rows(words(out), columns.baseAddress, columns.count, rows.lowerBound, rows.count, key, 1)
            }
        }

        /// Parents: `out[i]` from `nodes[2 i]` and `nodes[2 i + 1]` for every i of the range.
        public static func compress(
            _ nodes: UnsafePointer<Digest>, range: Range<Int>, into out: UnsafeMutablePointer<Digest>
        ) {
            unsafe withKey(MerkleHash.nodeKey) { key in
                unsafe burhan_b3_compress_pairs(
                    words(out + range.lowerBound), words(nodes + 2 * range.lowerBound), range.count, key)
            }
        }

        /// Joins `rows[i]` into `nodes[i]` for every i of the range.
        public static func inject(
            _ rows: UnsafePointer<Digest>, range: Range<Int>, into nodes: UnsafeMutablePointer<Digest>
        ) {
            unsafe withKey(MerkleHash.joinKey) { key in
                let target = unsafe words(nodes + range.lowerBound)
                unsafe burhan_b3_inject(target, target, words(rows + range.lowerBound), range.count, key)
            }
        }

        /// The least nonce of the range for which the keyed hash of state and nonce has its low `bits` bits zero.
        static func grind(state: Digest, key: Digest, bits: Int, in range: Range<UInt64>) -> UInt64? {
            var nonce: UInt64 = 0
            var found: Int32 = 0
            unsafe withKey(key) { key in
                unsafe withUnsafePointer(to: state) { state in
                    found = unsafe burhan_b3_grind(
                        &nonce, words(state), UInt32(bits), range.lowerBound, range.upperBound - range.lowerBound, key)
                }
            }
            return found == 1 ? nonce : nil
        }

        private static func withKey(_ key: Digest, _ body: (UnsafePointer<UInt32>) -> Void) {
            unsafe withUnsafePointer(to: key) { unsafe body(words($0)) }
        }

        private static func words(_ digests: UnsafePointer<Digest>) -> UnsafePointer<UInt32> {
            unsafe UnsafeRawPointer(digests).assumingMemoryBound(to: UInt32.self)
        }

        private static func words(_ digests: UnsafeMutablePointer<Digest>) -> UnsafeMutablePointer<UInt32> {
            unsafe UnsafeMutableRawPointer(digests).assumingMemoryBound(to: UInt32.self)
        }
    }
#endif
