import CNATS
import Synchronization

/// A job that was handed to this process, until it is settled: acknowledged, handed back or quarantined.
public final class Delivery: Sendable {
    /// `@unchecked Sendable`: the message is reached only inside the lock.
    @safe private struct Guarded: @unchecked Sendable {
        var message: OpaquePointer?
    }

    public let jobID: String
    /// 1 for the first delivery of this message.
    public let number: Int
    /// The message's place in the stream.
    public let sequence: Int
    public let stream: JobStream
    private let subscription: PullSubscription
    private let guarded: Mutex<Guarded>

    /// Takes the message over; nil, and the message is dropped from the stream, when it holds no job's id.
    init?(_ stream: JobStream, _ subscription: PullSubscription, _ message: OpaquePointer) {
        var data: UnsafeMutablePointer<jsMsgMetaData>?
        let status = unsafe natsMsg_GetMetaData(&data, message)
        defer { unsafe jsMsgMetaData_Destroy(data) }
        let id = String(decoding: unsafe MessagingClient.content(message), as: UTF8.self)
        guard status == NATS_OK, let data = unsafe data?.pointee, JobStream.isName(id) else {
            unsafe natsMsg_Term(message, nil)
            unsafe natsMsg_Destroy(message)
            return nil
        }
        self.stream = stream
        self.subscription = subscription
        jobID = id
        number = unsafe Int(clamping: data.NumDelivered)
        sequence = unsafe Int(clamping: data.Sequence.Stream)
        guarded = unsafe Mutex(Guarded(message: message))
    }

    deinit {
        guarded.withLock { guarded in
            if let message = unsafe guarded.message { unsafe natsMsg_Destroy(message) }
        }
    }

    /// Whether the message was delivered more often than the settings allow; it belongs into quarantine then.
    public var isExhausted: Bool { number > stream.settings.maxDeliveries }

    public var isSettled: Bool { guarded.withLock { unsafe $0.message == nil } }

    /// Says that the job is done; returns when the server has heard it.
    ///
    /// After an error the delivery counts as settled all the same: should the server not have heard, the message comes again.
    public func acknowledge() throws(MessagingError) {
        unsafe try settle("acknowledge") { unsafe natsMsg_AckSync($0, nil, nil) }
    }

    /// Hands the job back, to be delivered again after `seconds`.
    public func handBack(after seconds: Double) throws(MessagingError) {
        unsafe try settle("hand back") { unsafe seconds > 0 ? natsMsg_NakWithDelay($0, Int64(seconds * 1000), nil) : natsMsg_Nak($0, nil) }
    }

    /// Takes the message out of the stream without doing the job.
    public func drop() throws(MessagingError) {
        unsafe try settle("drop") { unsafe natsMsg_Term($0, nil) }
    }

    /// Tells the server that the job is under way, so that it waits another `ackSeconds`; false when the delivery was settled.
    public func noteProgress() throws(MessagingError) -> Bool {
        let status = guarded.withLock { guarded -> natsStatus? in
            guard let message = unsafe guarded.message else { return nil }
            return unsafe natsMsg_InProgress(message, nil)
        }
        guard let status else { return false }
        guard status == NATS_OK else { throw MessagingError(status, during: "note progress") }
        return true
    }

    private func settle(_ operation: String, _ act: (OpaquePointer) -> natsStatus) throws(MessagingError) {
        try guarded.withLock { guarded throws(MessagingError) in
            guard let message = unsafe guarded.message else { throw .settled }
            unsafe guarded.message = nil
            let status = unsafe act(message)
            let error = status == NATS_OK ? nil : MessagingError(status, during: operation)
            unsafe natsMsg_Destroy(message)
            if let error { throw error }
        }
    }
}
