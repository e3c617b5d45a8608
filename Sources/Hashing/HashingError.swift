/// Why a nonce was refused.
public enum HashingError: Error, Equatable, Sendable {
    /// The nonce does not reach the number of grinding bits.
    case insufficientGrinding(bits: Int)
}
