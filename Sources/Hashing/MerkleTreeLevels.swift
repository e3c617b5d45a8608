#if canImport(CKernels)
    extension MerkleTree {
        /// Row digests of one group of matrices, with their salts unless `salts` is empty.
        static func rowDigests(
            of members: [Int], in matrices: [MatrixColumns], logHeight: Int, salts: [UInt32], _ parallelFor: ParallelFor
        ) -> [Digest] {
            let height = 1 << logHeight
            return unsafe salts.withUnsafeBufferPointer { salts in
                var columns: [UnsafePointer<UInt32>?] = unsafe []
                for member in members { unsafe columns.append(contentsOf: matrices[member].columns) }
                if let first = salts.baseAddress, !salts.isEmpty {
                    for k in 0..<CommitmentShape.saltWords { unsafe columns.append(first + k * height) }
                }
                return unsafe columns.withUnsafeBufferPointer { columns in
                    nonisolated(unsafe) let columns = unsafe columns
                    return unsafe digests(height, parallelFor) { range, out in
                        unsafe HashKernels.hashRows(columns, rows: range, into: out)
                    }
                }
            }
        }

        /// The level above `level`.
        static func parents(of level: [Digest], _ parallelFor: ParallelFor) -> [Digest] {
            unsafe level.withUnsafeBufferPointer { nodes in
                nonisolated(unsafe) let nodes = nodes.baseAddress!
                return unsafe digests(level.count / 2, parallelFor) { range, out in
                    unsafe HashKernels.compress(nodes, range: range, into: out)
                }
            }
        }

        /// Joins the row digests of a shorter group into the nodes of its level.
        static func inject(_ rows: [Digest], into nodes: inout [Digest], _ parallelFor: ParallelFor) {
            let count = nodes.count
            unsafe rows.withUnsafeBufferPointer { rows in
                unsafe nodes.withUnsafeMutableBufferPointer { nodes in
                    nonisolated(unsafe) let source = rows.baseAddress!
                    nonisolated(unsafe) let target = nodes.baseAddress!
                    parallelFor(count) { range in unsafe HashKernels.inject(source, range: range, into: target) }
                }
            }
        }

        /// An array of `count` digests filled range by range.
        private static func digests(
            _ count: Int, _ parallelFor: ParallelFor,
            _ fill: @escaping @Sendable (Range<Int>, UnsafeMutablePointer<Digest>) -> Void
        ) -> [Digest] {
            unsafe [Digest](unsafeUninitializedCapacity: count) { buffer, initialized in
                nonisolated(unsafe) let out = buffer.baseAddress!
                parallelFor(count) { range in unsafe fill(range, out) }
                initialized = count
            }
        }
    }
#endif
