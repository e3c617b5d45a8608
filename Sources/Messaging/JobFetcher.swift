import CNATS
import Synchronization

/// Takes jobs out of the stream, for one thread at a time.
///
/// `@unchecked Sendable`: the subscription is reached only inside the lock.
public final class JobFetcher: Sendable {
    @safe private struct Guarded: @unchecked Sendable {
        var subscription: OpaquePointer?
    }

    private let stream: JobStream
    private let guarded = Mutex(Guarded())

    init(_ stream: JobStream) { self.stream = stream }

    deinit { close() }

    /// Waits at most `seconds` for at most `limit` jobs; empty when none came.
    public func fetch(limit: Int = 1, within seconds: Double) throws(MessagingError) -> [Delivery] {
        try guarded.withLock { guarded throws(MessagingError) in
            let subscription = unsafe try opened(&guarded)
            var list = unsafe natsMsgList()
            var code = jsErrCode(rawValue: 0)
            let status = unsafe natsSubscription_Fetch(&list, subscription, Int32(limit), max(1, Int64(seconds * 1000)), &code)
            defer { unsafe natsMsgList_Destroy(&list) }
            guard status == NATS_OK else {
                if status == NATS_TIMEOUT { return [] }
                let error = MessagingError(status, code, during: "fetch jobs")
                // A consumer that was made anew or has moved needs a new subscription.
                if error != .disconnected { Self.end(&guarded) }
                throw error
            }
            var deliveries: [Delivery] = []
            for index in 0..<Int(unsafe list.Count) {
                guard let message = unsafe list.Msgs[index] else { continue }
                // The list frees what it still holds.
                unsafe list.Msgs[index] = nil
                if let delivery = unsafe Delivery(stream, message) { deliveries.append(delivery) }
            }
            return deliveries
        }
    }

    /// Takes no more; what was delivered and not settled comes to somebody else after `ackSeconds`.
    public func close() { guarded.withLock { Self.end(&$0) } }

    private func opened(_ guarded: inout Guarded) throws(MessagingError) -> OpaquePointer {
        if let subscription = unsafe guarded.subscription { return unsafe subscription }
        var subscription: OpaquePointer?
        var code = jsErrCode(rawValue: 0)
        let settings = stream.settings
        let status = unsafe burhan_pull(
            &subscription, stream.client.jetStream, settings.stream, settings.consumer, settings.subjects + ".*", &code)
        guard status == NATS_OK, let subscription = unsafe subscription else { throw MessagingError(status, code, during: "join the consumer") }
        unsafe guarded.subscription = unsafe subscription
        return unsafe subscription
    }

    private static func end(_ guarded: inout Guarded) {
        guard let subscription = unsafe guarded.subscription else { return }
        unsafe guarded.subscription = nil
        // The durable consumer stays: it was made by `ensure()`, not by this subscription.
        unsafe natsSubscription_Unsubscribe(subscription)
        unsafe natsSubscription_Destroy(subscription)
    }
}
