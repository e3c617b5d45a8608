import Messaging
import Service

/// The stream of dead letters, as the service sees it.
struct StreamQuarantine: JobQuarantine {
    private let stream: JobStream

    init(_ stream: JobStream) { self.stream = stream }

    func letters(after number: Int, limit: Int) throws(QuarantineUnavailable) -> [QuarantinedJob] {
        do throws(MessagingError) {
            return try stream.deadLetters(after: number, limit: limit).map {
                QuarantinedJob(number: $0.number, jobID: $0.jobID, deliveries: $0.deliveries, reason: $0.reason)
            }
        } catch { throw QuarantineUnavailable(reason: error.description) }
    }

    func release(_ number: Int) throws(QuarantineUnavailable) -> Bool {
        try found { () throws(MessagingError) in _ = try stream.replay(number) }
    }

    func discard(_ number: Int) throws(QuarantineUnavailable) -> Bool {
        try found { () throws(MessagingError) in try stream.discard(number) }
    }

    private func found(_ body: () throws(MessagingError) -> Void) throws(QuarantineUnavailable) -> Bool {
        do throws(MessagingError) {
            try body()
            return true
        } catch {
            if case .unknownDeadLetter = error { return false }
            throw QuarantineUnavailable(reason: error.description)
        }
    }
}
