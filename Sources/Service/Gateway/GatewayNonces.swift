import Synchronization

/// The first of three steps with something that may happen once.
public enum OnceReservation: Sendable, Equatable {
    /// Ours until it is committed or released, or the reservation lapses.
    case reserved
    /// It happened before.
    case used
    /// Another request holds it right now.
    case busy
    /// It can't be found out at the moment; nothing passes.
    case unavailable
}

/// Remembers what may happen once, such as a nullifier: reserve, verify, then commit or release, so that a bad proof burns nothing.
public protocol GatewayNonces: Sendable {
    /// Reserves `nonce` within `domain` for the request `holder`.
    func reserve(_ nonce: [UInt8], domain: String, holder: String) -> OnceReservation
    /// Makes a reservation final; false when it has lapsed or can't be written, and the request must not pass.
    func commit(_ nonce: [UInt8], domain: String, holder: String) -> Bool
    /// Gives a reservation back.
    func release(_ nonce: [UInt8], domain: String, holder: String)
}

/// Nonces in memory. What was used is remembered until the process ends, at most `capacity` of them; beyond, nothing is reserved any more.
public final class NonceMemory: GatewayNonces {
    private struct Key: Hashable {
        let domain: String
        let nonce: [UInt8]
    }

    private enum Entry {
        case reserved(holder: String, until: Int)
        case used
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let capacity: Int
    private let holdMilliseconds: Int
    private let now: @Sendable () -> Int

    /// `now` gives milliseconds since 1970; a reservation lapses after `holdSeconds`.
    public init(capacity: Int = 1_000_000, holdSeconds: Int = 60, now: @escaping @Sendable () -> Int) {
        self.capacity = capacity
        holdMilliseconds = holdSeconds * 1000
        self.now = now
    }

    public func reserve(_ nonce: [UInt8], domain: String, holder: String) -> OnceReservation {
        let now = now()
        let key = Key(domain: domain, nonce: nonce)
        return entries.withLock { entries in
            switch entries[key] {
            case .used: return .used
            case .reserved(_, let until) where until > now: return .busy
            case nil where entries.count >= capacity: return .unavailable
            case .reserved, nil:
                entries[key] = .reserved(holder: holder, until: now + holdMilliseconds)
                return .reserved
            }
        }
    }

    public func commit(_ nonce: [UInt8], domain: String, holder: String) -> Bool {
        let now = now()
        let key = Key(domain: domain, nonce: nonce)
        return entries.withLock { entries in
            guard case .reserved(let owner, let until) = entries[key], owner == holder, until > now else { return false }
            entries[key] = .used
            return true
        }
    }

    public func release(_ nonce: [UInt8], domain: String, holder: String) {
        let key = Key(domain: domain, nonce: nonce)
        entries.withLock { entries in
            guard case .reserved(let owner, _) = entries[key], owner == holder else { return }
            entries[key] = nil
        }
    }
}
