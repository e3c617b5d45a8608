import CNATS

/// Why messages can't be sent, fetched or settled; never carries a message's content or a password.
public enum MessagingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An address that is not `nats://[user[:password]@]host[:port]` (or `tls://`); the text without user and password.
    case invalidAddress(String)
    /// A name that can't be part of a subject: 1 to 128 letters, digits, `-` or `_` are expected.
    case invalidName(String)
    /// The client could not be made, for instance because the file of credentials can't be read.
    case cannotConnect(reason: String)
    /// There is no connection at the moment; the client goes on trying.
    case disconnected
    /// No answer came in time; what was asked for may have happened.
    case timedOut(operation: String)
    /// The stream holds as many messages as it may.
    case streamFull
    /// The cluster has no leader for this stream or consumer at the moment.
    case unavailable(operation: String)
    /// JetStream said no; `code` is one of its error codes.
    case refused(operation: String, code: Int, reason: String)
    /// The delivery was acknowledged, handed back or quarantined before.
    case settled
    /// There is no dead letter with this number.
    case unknownDeadLetter(Int)
    /// Any other status of the library.
    case failed(operation: String, reason: String)

    public var description: String {
        switch self {
        case .invalidAddress(let text): "'\(text)' is no NATS address; expected nats://host:port or tls://host:port."
        case .invalidName(let text): "'\(text.prefix(160))' is no name for messages; expected 1 to 128 letters, digits, '-' or '_'."
        case .cannotConnect(let reason): "Cannot connect to NATS: \(reason)."
        case .disconnected: "There is no connection to NATS at the moment."
        case .timedOut(let operation): "NATS did not answer in time (\(operation))."
        case .streamFull: "The stream is full."
        case .unavailable(let operation): "NATS can't serve this at the moment (\(operation))."
        case .refused(let operation, let code, let reason): "JetStream refused (\(operation)), code \(code): \(reason)."
        case .settled: "The delivery was settled before."
        case .unknownDeadLetter(let number): "There is no dead letter \(number)."
        case .failed(let operation, let reason): "NATS failed (\(operation)): \(reason)."
        }
    }

    /// Whether the same call may succeed a little later.
    public var isTransient: Bool {
        switch self {
        case .disconnected, .timedOut, .streamFull, .unavailable: true
        default: false
        }
    }

    /// The error of a call that did not return `NATS_OK`; read on the thread that made the call.
    init(_ status: natsStatus, _ code: jsErrCode = jsErrCode(rawValue: 0), during operation: String) {
        var last = natsStatus(rawValue: 0)
        let reason = unsafe String(cString: nats_GetLastError(&last) ?? natsStatus_GetText(status))
        switch status {
        case NATS_TIMEOUT: self = .timedOut(operation: operation)
        case NATS_CONNECTION_CLOSED, NATS_CONNECTION_DISCONNECTED, NATS_NO_SERVER, NATS_NOT_YET_CONNECTED, NATS_IO_ERROR,
            NATS_STALE_CONNECTION, NATS_INSUFFICIENT_BUFFER:
            self = .disconnected
        case NATS_NO_RESPONDERS: self = .unavailable(operation: operation)
        default: self = Self.refusal(code, reason, operation)
        }
    }

    private static func refusal(_ code: jsErrCode, _ reason: String, _ operation: String) -> MessagingError {
        switch code {
        case JSClusterNotAvailErr, JSClusterNotLeaderErr, JSClusterNotActiveErr, JSClusterIncompleteErr, JSInsufficientResourcesErr,
            JSStreamOfflineErr, JSConsumerOfflineErr:
            .unavailable(operation: operation)
        case JSStreamStoreFailedErr where reason.contains("maximum messages exceeded") || reason.contains("maximum bytes exceeded"):
            .streamFull
        case jsErrCode(rawValue: 0): .failed(operation: operation, reason: reason)
        default: .refused(operation: operation, code: Int(code.rawValue), reason: reason)
        }
    }
}
