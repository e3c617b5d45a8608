/// Why the shared state can't be read or changed; never carries a key, a value or a password.
public enum SharedStateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An address that is not `redis://[[user:]password@]host[:port][/database]`; the text without user and password.
    case invalidAddress(String)
    /// TLS was asked for, which this hiredis does not speak.
    case encryptionUnavailable
    /// There is no connection, or there was none a moment ago; nothing was done.
    case disconnected(reason: String)
    /// No answer came in time, or the connection broke before it; what was asked for may have been done.
    case unanswered(reason: String)
    /// Redis refused a command.
    case refused(reason: String)
    /// An answer had another form than the command gives.
    case unexpectedAnswer(command: String)
    /// A value is longer than the settings allow.
    case tooLarge(bytes: Int, limit: Int)

    public var description: String {
        switch self {
        case .invalidAddress(let text): "'\(text)' is no Redis address; expected redis://host:port or redis://:password@host:port/database."
        case .encryptionUnavailable: "rediss:// is not supported: put a TLS tunnel or a service mesh between Burhan and Redis."
        case .disconnected(let reason): "There is no connection to Redis: \(reason)."
        case .unanswered(let reason): "Redis did not answer: \(reason)."
        case .refused(let reason): "Redis refused: \(reason)."
        case .unexpectedAnswer(let command): "Redis gave an unexpected answer to \(command)."
        case .tooLarge(let bytes, let limit): "The value has \(bytes) bytes; at most \(limit) are kept."
        }
    }
}
