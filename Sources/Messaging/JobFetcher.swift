import CNATS
import Synchronization

/// A pull subscription; libnats' messages point at it, so that every delivery keeps it.
///
/// `@unchecked Sendable`: the pointer is set once, and libnats guards the subscription.
@safe final class PullSubscription: @unchecked Sendable {
    let pointer: OpaquePointer
    private let client: MessagingClient

    init(_ stream: JobStream) throws(MessagingError) {
        var subscription: OpaquePointer?
        var code = jsErrCode(rawValue: 0)
        let settings = stream.settings
        let status = unsafe burhan_pull(
            &subscription, stream.client.jetStream, settings.stream, settings.consumer, settings.subjects + ".*", &code)
        guard status == NATS_OK, let subscription = unsafe subscription else {
            throw MessagingError(status, code, during: "join the consumer")
        }
        unsafe pointer = unsafe subscription
        client = stream.client
    }

    deinit {
        // The durable consumer stays: it was made by `ensure()`, not by this subscription.
        unsafe natsSubscription_Unsubscribe(pointer)
        unsafe natsSubscription_Destroy(pointer)
    }
}

/// Takes jobs out of the stream, for one thread at a time.
public final class JobFetcher: Sendable {
    private let stream: JobStream
    private let subscription = Mutex<PullSubscription?>(nil)

    init(_ stream: JobStream) { self.stream = stream }

    /// Waits at most `seconds` for at most `limit` jobs; empty when none came.
    public func fetch(limit: Int = 1, within seconds: Double) throws(MessagingError) -> [Delivery] {
        try subscription.withLock { current throws(MessagingError) in
            let subscription = if let current { current } else { try PullSubscription(stream) }
            current = subscription
            var list = unsafe natsMsgList()
            var code = jsErrCode(rawValue: 0)
            let status = unsafe natsSubscription_Fetch(&list, subscription.pointer, Int32(limit), max(1, Int64(seconds * 1000)), &code)
            defer { unsafe natsMsgList_Destroy(&list) }
            guard status == NATS_OK else {
                if status == NATS_TIMEOUT { return [] }
                let error = MessagingError(status, code, during: "fetch jobs")
                // A consumer that was made anew or has moved needs a new subscription.
                if error != .disconnected { current = nil }
                throw error
            }
            var deliveries: [Delivery] = []
            for index in 0..<Int(unsafe list.Count) {
                guard let message = unsafe list.Msgs[index] else { continue }
                // The list frees what it still holds.
                unsafe list.Msgs[index] = nil
                if let delivery = unsafe Delivery(stream, subscription, message) { deliveries.append(delivery) }
            }
            return deliveries
        }
    }

    /// Takes no more; what was delivered and not settled comes to somebody else after `ackSeconds`.
    public func close() { subscription.withLock { $0 = nil } }
}
