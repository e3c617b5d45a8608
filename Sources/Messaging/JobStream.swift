import CNATS

/// What became of a publication.
public enum Publication: Sendable, Equatable {
    /// Stored on as many servers as the stream has replicas.
    case stored(sequence: Int)
    /// Taken before: the message id is known, or a message of the same job still lies in the stream.
    case known
}

/// How much lies in the stream.
public struct StreamLag: Sendable, Equatable {
    /// Messages that nobody has yet.
    public var pending: Int
    /// Messages that workers hold.
    public var ackPending: Int
    /// Messages delivered more than once and not yet settled.
    public var redelivered: Int
    /// Requests of workers that wait for a message.
    public var waiting: Int
    public var deadLetters: Int
}

/// The work queue: a JetStream stream of job ids with one durable consumer that all workers share.
///
/// A message is a job's id and nothing else; the job is in the database. At most one message of a job lies in the stream (one message per
/// subject, new ones refused), so that publishing again what may have been lost is harmless. A message goes when it is acknowledged;
/// without a sign of life for `ackSeconds` it is delivered again. Deliveries are counted, and a job that was delivered more than
/// `maxDeliveries` times is quarantined by whoever gets it next. JetStream's own bound is not used: it leaves the message in the stream,
/// never delivers it again, and says so only in an advisory that can be lost.
public final class JobStream: Sendable {
    public let client: MessagingClient
    public let settings: JobStreamSettings

    public init(_ client: MessagingClient, _ settings: JobStreamSettings = JobStreamSettings()) {
        self.client = client
        self.settings = settings
    }

    /// Makes the streams and the consumer, or brings existing ones to the settings; may be called again, by any number of processes.
    public func ensure() throws(MessagingError) {
        try client.requireConnection()
        let nanoseconds = 1e9
        unsafe try ensure("make the stream \(settings.stream)", existing: [JSStreamNameExistErr]) { isUpdate, code in
            unsafe burhan_put_stream(
                client.jetStream, settings.stream, settings.subjects + ".*",
                burhan_stream_limits(
                    max_messages: Int64(settings.maxMessages), max_bytes: Int64(settings.maxBytes), max_age_ns: 0,
                    duplicates_ns: Int64(settings.duplicateSeconds * nanoseconds), replicas: Int64(settings.replicas),
                    max_message_bytes: 4096), true, isUpdate, code)
        }
        unsafe try ensure("make the stream \(settings.deadLetterStream)", existing: [JSStreamNameExistErr]) { isUpdate, code in
            unsafe burhan_put_stream(
                client.jetStream, settings.deadLetterStream, settings.deadLetterSubjects + ".*",
                burhan_stream_limits(
                    max_messages: Int64(settings.maxMessages), max_bytes: Int64(settings.maxBytes),
                    max_age_ns: Int64(settings.deadLetterSeconds * nanoseconds),
                    duplicates_ns: Int64(settings.duplicateSeconds * nanoseconds),
                    replicas: Int64(settings.replicas), max_message_bytes: 4096), false, isUpdate, code)
        }
        unsafe try ensure("make the consumer \(settings.consumer)", existing: [JSConsumerNameExistErr, JSConsumerExistingActiveErr]) {
            isUpdate, code in
            unsafe burhan_put_consumer(
                client.jetStream, settings.stream, settings.consumer, Int64(settings.ackSeconds * nanoseconds),
                Int64(settings.maxAckPending), isUpdate, code)
        }
    }

    /// Tries to make a thing, and to update it when it is there with other values.
    private func ensure(
        _ operation: String, existing: [jsErrCode], _ put: (_ isUpdate: Bool, UnsafeMutablePointer<jsErrCode>) -> natsStatus
    ) throws(MessagingError) {
        var code = jsErrCode(rawValue: 0)
        var status = unsafe put(false, &code)
        if status != NATS_OK, existing.contains(code) { status = unsafe put(true, &code) }
        guard status == NATS_OK else { throw MessagingError(status, code, during: operation) }
    }

    /// Puts a job into the stream and waits until it is stored.
    ///
    /// `messageID` names this wish to have the job done: the same id is taken once within `duplicateSeconds`.
    public func publish(jobID: String, messageID: String) throws(MessagingError) -> Publication {
        try put(subject: try subject(settings.subjects, jobID), Array(jobID.utf8), messageID: messageID, stream: settings.stream)
    }

    func put(subject: String, _ bytes: [UInt8], messageID: String, stream: String) throws(MessagingError) -> Publication {
        try client.requireConnection()
        var acknowledgement: UnsafeMutablePointer<jsPubAck>?
        var code = jsErrCode(rawValue: 0)
        let wait = Int64(client.settings.requestSeconds * 1000)
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe burhan_publish(
                &acknowledgement, client.jetStream, subject, bytes.baseAddress, Int32(bytes.count), messageID, stream, wait, &code)
        }
        defer { unsafe jsPubAck_Destroy(acknowledgement) }
        guard status == NATS_OK, let stored = unsafe acknowledgement?.pointee else {
            let error = MessagingError(status, code, during: "publish a job")
            if case .refused(_, _, let reason) = error, reason.contains("maximum messages per subject") { return .known }
            throw error
        }
        return unsafe stored.Duplicate ? .known : .stored(sequence: Int(clamping: stored.Sequence))
    }

    /// A subject with one id at its end.
    func subject(_ prefix: String, _ id: String) throws(MessagingError) -> String {
        guard Self.isName(id) else { throw .invalidName(id) }
        return "\(prefix).\(id)"
    }

    /// Whether a text may be part of a subject.
    public static func isName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d || $0 == 0x5f
            }
    }

    /// How much waits, is under way, and is quarantined.
    public func lag() throws(MessagingError) -> StreamLag {
        try client.requireConnection()
        var info: UnsafeMutablePointer<jsConsumerInfo>?
        var code = jsErrCode(rawValue: 0)
        let status = unsafe js_GetConsumerInfo(&info, client.jetStream, settings.stream, settings.consumer, nil, &code)
        defer { unsafe jsConsumerInfo_Destroy(info) }
        guard status == NATS_OK, let consumer = unsafe info?.pointee else { throw MessagingError(status, code, during: "ask for the lag") }
        return unsafe StreamLag(
            pending: Int(clamping: consumer.NumPending), ackPending: Int(consumer.NumAckPending), redelivered: Int(consumer.NumRedelivered),
            waiting: Int(consumer.NumWaiting), deadLetters: try count(settings.deadLetterStream))
    }

    private func count(_ stream: String) throws(MessagingError) -> Int {
        var info: UnsafeMutablePointer<jsStreamInfo>?
        var code = jsErrCode(rawValue: 0)
        let status = unsafe js_GetStreamInfo(&info, client.jetStream, stream, nil, &code)
        defer { unsafe jsStreamInfo_Destroy(info) }
        guard status == NATS_OK, let stream = unsafe info?.pointee else { throw MessagingError(status, code, during: "ask for a stream") }
        return unsafe Int(clamping: stream.State.Msgs)
    }

    /// A view for one thread that takes jobs.
    public func fetcher() -> JobFetcher { JobFetcher(self) }
}
