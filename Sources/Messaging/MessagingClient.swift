import CNATS
import Foundation
import Synchronization

/// What happens to the connection, for health and the log.
public enum ConnectionEvent: Sendable, Equatable {
    case connected
    case disconnected
    case reconnected
    case closed
    /// A subscriber is too slow, or the server reported an error.
    case troubled(reason: String)
}

/// A connection to a NATS cluster that reconnects for ever.
///
/// Every call blocks, at most for the seconds the settings name, and may be made from any plain thread.
///
/// `@unchecked Sendable`: libnats guards its connection with locks of its own; the pointers are set once.
@safe public final class MessagingClient: @unchecked Sendable {
    public let settings: MessagingSettings
    let connection: OpaquePointer
    let jetStream: OpaquePointer
    private let eventKey: UInt

    private static let listeners = CallbackRegistry<@Sendable (ConnectionEvent) -> Void>()
    private static let handlers = CallbackRegistry<@Sendable (String, [UInt8]) -> Void>()

    /// Starts to connect. A cluster that can't be reached is no error: `isConnected` tells, `onEvent` hears of every change.
    ///
    /// `onEvent` is called on a thread of libnats and must not block for long.
    public init(_ settings: MessagingSettings, onEvent: @escaping @Sendable (ConnectionEvent) -> Void = { _ in }) throws(MessagingError) {
        self.settings = settings
        let key = Self.listeners.add(onEvent)
        eventKey = key
        do throws(MessagingError) {
            let (status, opened) = unsafe try Self.open(settings, key)
            guard status == NATS_OK || status == NATS_NOT_YET_CONNECTED, let opened = unsafe opened else {
                throw .cannotConnect(reason: unsafe String(cString: natsStatus_GetText(status)))
            }
            var context: OpaquePointer?
            let outcome = unsafe burhan_jet_stream(&context, opened, Int64(settings.requestSeconds * 1000))
            guard outcome == NATS_OK, let context = unsafe context else {
                unsafe natsConnection_Destroy(opened)
                throw MessagingError(outcome, during: "open JetStream")
            }
            unsafe connection = unsafe opened
            unsafe jetStream = unsafe context
            if status == NATS_OK { onEvent(.connected) }
        } catch {
            Self.listeners.remove(key)
            throw error
        }
    }

    deinit {
        Self.listeners.remove(eventKey)
        unsafe jsCtx_Destroy(jetStream)
        unsafe natsConnection_Destroy(connection)
    }

    private static func open(_ settings: MessagingSettings, _ key: UInt) throws(MessagingError) -> (natsStatus, OpaquePointer?) {
        var created: OpaquePointer?
        guard unsafe natsOptions_Create(&created) == NATS_OK, let options = unsafe created else {
            throw .cannotConnect(reason: "libnats has no memory")
        }
        defer { unsafe natsOptions_Destroy(options) }
        guard !settings.addresses.isEmpty else { throw .cannotConnect(reason: "no address was given") }
        let closure = unsafe UnsafeMutableRawPointer(bitPattern: key)
        let steps: [natsStatus] = unsafe [
            servers(options, settings.addresses.map(\.url)),
            natsOptions_SetName(options, settings.name),
            natsOptions_SetTimeout(options, Int64(settings.connectSeconds * 1000)),
            natsOptions_SetMaxReconnect(options, -1),
            natsOptions_SetReconnectWait(options, Int64(settings.reconnectSeconds * 1000)),
            natsOptions_SetReconnectJitter(options, Int64(settings.reconnectSeconds * 500), Int64(settings.reconnectSeconds * 500)),
            // A server that answers nothing is given up after three pings.
            natsOptions_SetPingInterval(options, 2000),
            natsOptions_SetMaxPingsOut(options, 2),
            natsOptions_SetSendAsap(options, true),
            natsOptions_SetFailRequestsOnDisconnect(options, true),
            natsOptions_SetRetryOnFailedConnect(
                options, true, { _, closure in unsafe MessagingClient.listeners(closure)?(.connected) }, closure),
            natsOptions_SetDisconnectedCB(options, { _, closure in unsafe MessagingClient.listeners(closure)?(.disconnected) }, closure),
            natsOptions_SetReconnectedCB(options, { _, closure in unsafe MessagingClient.listeners(closure)?(.reconnected) }, closure),
            natsOptions_SetClosedCB(options, { _, closure in unsafe MessagingClient.listeners(closure)?(.closed) }, closure),
            natsOptions_SetErrorHandler(
                options,
                { _, _, status, closure in
                    let reason = unsafe String(cString: natsStatus_GetText(status))
                    unsafe MessagingClient.listeners(closure)?(.troubled(reason: reason))
                }, closure),
        ]
        if let failed = steps.first(where: { $0 != NATS_OK }) {
            throw .cannotConnect(reason: unsafe String(cString: natsStatus_GetText(failed)))
        }
        if let file = settings.credentialsFile {
            let status = unsafe natsOptions_SetUserCredentialsFromFiles(options, file, nil)
            guard status == NATS_OK else { throw .cannotConnect(reason: "the credentials in \(file) can't be used") }
        }
        var connection: OpaquePointer?
        let status = unsafe natsConnection_Connect(&connection, options)
        return unsafe (status, connection)
    }

    private static func servers(_ options: OpaquePointer, _ urls: [String]) -> natsStatus {
        var copies: [UnsafePointer<CChar>?] = unsafe urls.map { unsafe UnsafePointer(strdup($0)) }
        defer { unsafe copies.forEach { unsafe free(UnsafeMutableRawPointer(mutating: $0)) } }
        return unsafe natsOptions_SetServers(options, &copies, Int32(copies.count))
    }

    /// Whether there is a connection now.
    public var isConnected: Bool { unsafe natsConnection_Status(connection) == NATS_CONN_STATUS_CONNECTED }

    /// Throws at once when there is no connection, instead of waiting for an answer that can't come.
    func requireConnection() throws(MessagingError) { if !isConnected { throw .disconnected } }

    /// Sends a message that nobody needs to get; it is lost when nobody listens.
    public func publish(_ subject: String, _ bytes: [UInt8]) throws(MessagingError) {
        let status = unsafe bytes.withUnsafeBytes { unsafe natsConnection_Publish(connection, subject, $0.baseAddress, Int32($0.count)) }
        guard status == NATS_OK else { throw MessagingError(status, during: "publish") }
    }

    /// Calls `handler` with the subject and content of every message on matching subjects, in order, on a thread of libnats.
    public func subscribe(_ subject: String, _ handler: @escaping @Sendable (String, [UInt8]) -> Void) throws(MessagingError)
        -> Subscription
    {
        let key = Self.handlers.add(handler)
        var subscription: OpaquePointer?
        let status = unsafe natsConnection_Subscribe(
            &subscription, connection, subject,
            { _, _, message, closure in
                guard let message = unsafe message else { return }
                defer { unsafe natsMsg_Destroy(message) }
                guard let handler = unsafe MessagingClient.handlers(closure) else { return }
                handler(unsafe String(cString: natsMsg_GetSubject(message)), unsafe MessagingClient.content(message))
            }, UnsafeMutableRawPointer(bitPattern: key))
        guard status == NATS_OK, let subscription = unsafe subscription else {
            Self.handlers.remove(key)
            throw MessagingError(status, during: "subscribe")
        }
        return unsafe Subscription(self, subscription) { Self.handlers.remove(key) }
    }

    /// Returns when the server has taken everything sent before.
    public func flush() throws(MessagingError) {
        let status = unsafe natsConnection_FlushTimeout(connection, Int64(settings.requestSeconds * 1000))
        guard status == NATS_OK else { throw MessagingError(status, during: "flush") }
    }

    static func content(_ message: OpaquePointer) -> [UInt8] {
        guard let data = unsafe natsMsg_GetData(message) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: Int(natsMsg_GetDataLength(message))))
    }
}

/// A wish to hear messages; it ends with its last owner.
///
/// `@unchecked Sendable`: the pointer is set once, and libnats guards the subscription.
@safe public final class Subscription: @unchecked Sendable {
    private let client: MessagingClient
    private let subscription: OpaquePointer
    private let ended: @Sendable () -> Void

    init(_ client: MessagingClient, _ subscription: OpaquePointer, ended: @escaping @Sendable () -> Void) {
        self.client = client
        unsafe self.subscription = unsafe subscription
        self.ended = ended
    }

    deinit {
        ended()
        unsafe natsSubscription_Unsubscribe(subscription)
        unsafe natsSubscription_Destroy(subscription)
    }
}
