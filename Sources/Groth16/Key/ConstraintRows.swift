import FiniteFields

/// The matrices A and B of a key, row by row: which entries of the coefficient section belong to each row.
///
/// The file promises no order, so entries are sorted once, by counting; values and wires stay in the file. Rows can then be summed on several
/// threads without locks. Memory: 4 bytes for each entry and 8 for each row.
struct ConstraintRows: Sendable {
    /// Entries of row r of matrix m: `entries[starts[m * rows + r] ..< starts[m * rows + r + 1]]`.
    private let starts: [UInt32]
    private let entries: [UInt32]
    private let rowCount: Int
    private let coefficients: ByteRange

    init(_ file: ZKeyFile) {
        let count = file.coefficientCount
        let rows = file.header.domainSize
        coefficients = file.coefficients
        rowCount = rows
        var starts = [UInt32](repeating: 0, count: 2 * rows + 1)
        for index in 0..<count {
            let entry = file.coefficient(index)
            starts[entry.matrix * rows + entry.constraint + 1] += 1
        }
        for row in 1...2 * rows { starts[row] += starts[row - 1] }
        var next = starts
        var entries = [UInt32](repeating: 0, count: count)
        for index in 0..<count {
            let entry = file.coefficient(index)
            let row = entry.matrix * rows + entry.constraint
            entries[Int(next[row])] = UInt32(index)
            next[row] += 1
        }
        self.starts = starts
        self.entries = entries
        discardPages()
    }

    /// Σ coefficient · witness for rows of one matrix, in Montgomery form.
    ///
    /// - Parameters:
    ///   - matrix: 0 for A, 1 for B.
    ///   - witness: as many values as the key has wires, 32 bytes each, little-endian.
    ///   - sums: one for each row of the domain; those of `rows` are written.
    func evaluate(
        matrix: Int, rows: Range<Int>, witness: UnsafeRawPointer, into sums: UnsafeMutableBufferPointer<BN254Scalar>
    ) {
        guard let bytes = unsafe coefficients.raw.baseAddress else {
            for row in rows { unsafe sums[row] = .zero }
            return
        }
        unsafe starts.withUnsafeBufferPointer { starts in
            unsafe entries.withUnsafeBufferPointer { entries in
                for row in rows {
                    var sum = BN254Scalar.zero
                    let first = unsafe Int(starts[matrix * rowCount + row])
                    let end = unsafe Int(starts[matrix * rowCount + row + 1])
                    for position in first..<end {
                        let entry = unsafe bytes + Int(entries[position]) * ZKeyFile.coefficientSize
                        let wire = unsafe Int(UInt32(littleEndian: entry.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
                        // The stored value is in Montgomery form twice: its product with the plain number is in it once.
                        sum += unsafe Self.element(entry + 12) * Self.element(witness + 32 * wire)
                    }
                    unsafe sums[row] = sum
                }
            }
        }
    }

    /// Gives the pages of the coefficients back to the system.
    func discardPages() { coefficients.discardPages() }

    private static func element(_ bytes: UnsafeRawPointer) -> BN254Scalar {
        func word(_ index: Int) -> UInt64 { unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)) }
        return BN254Scalar(uncheckedMontgomery: (word(0), word(1), word(2), word(3)))
    }
}
