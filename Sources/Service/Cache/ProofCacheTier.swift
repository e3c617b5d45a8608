/// One place where finished proofs are kept for repetition: memory, the database, a server shared by several processes.
///
/// Keys are keyed digests and values are sealed before they come here, so that a tier needs no trust beyond losing or keeping
/// them. A tier that fails counts as one that does not hold the value. Calls come from prover and request threads at once.
public protocol ProofCacheTier: Sendable {
    /// Names the tier in statistics: `memory`, `database`, `redis`.
    var name: String { get }

    /// The value of a key, nil when the tier does not hold it or it has expired at `now`.
    func value(of key: [UInt8], now: Int) throws(ProofCacheError) -> [UInt8]?

    /// Keeps a value until `expiresAt`, or until others need the room; times in milliseconds since 1970.
    func keep(_ value: [UInt8], as key: [UInt8], until expiresAt: Int, now: Int) throws(ProofCacheError)

    /// Forgets a value.
    func forget(_ key: [UInt8]) throws(ProofCacheError)
}

/// Why a tier could not answer; says nothing of keys or values.
public enum ProofCacheError: Error, Sendable, Equatable {
    case unavailable(reason: String)
}
