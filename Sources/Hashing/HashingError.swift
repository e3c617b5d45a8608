/// Why an opening, a shape or a nonce was refused.
public enum HashingError: Error, Equatable, Sendable {
    /// A commitment needs at least one matrix.
    case noMatrices
    /// `logHeight` of the matrix is outside 0 ... 30.
    case heightOutOfRange(matrix: Int, logHeight: Int)
    /// The width of the matrix is negative or above 2^20.
    case widthOutOfRange(matrix: Int, width: Int)
    /// The leaf index is not below the number of leaves.
    case indexOutOfRange(index: Int, leafCount: Int)
    /// The opening has rows for another number of matrices.
    case wrongMatrixCount(expected: Int, found: Int)
    /// The row opened for the matrix has another number of words.
    case wrongRowWidth(matrix: Int, expected: Int, found: Int)
    /// A word of the row opened for the matrix is not a field element.
    case wordNotInField(matrix: Int, column: Int)
    /// The opening has another number of salt words.
    case wrongSaltCount(expected: Int, found: Int)
    /// The authentication path has another number of digests.
    case wrongPathLength(expected: Int, found: Int)
    /// The opening does not lead to the committed root.
    case rootMismatch
    /// Matrix or salt columns given to the tree do not fit its shape.
    case wrongColumns(matrix: Int, expected: Int, found: Int)
    /// The nonce does not reach the number of grinding bits.
    case insufficientGrinding(bits: Int)
}
