import CNATS

/// A job that was delivered too often, or killed its workers, and waits for an operator.
public struct DeadLetter: Sendable, Equatable {
    /// Names the letter.
    public var number: Int
    public var jobID: String
    /// How often the job had been delivered.
    public var deliveries: Int
    /// A word for the cause: `max_deliveries`, `poisonous` …
    public var reason: String
}

extension JobStream {
    /// Moves a job into the stream of dead letters: first it is stored there, then it leaves the queue.
    ///
    /// Should the process end in between, the job is delivered and quarantined again under the same message id, which makes one letter.
    public func quarantine(_ delivery: Delivery, reason: String) throws(MessagingError) {
        guard Self.isName(reason) else { throw .invalidName(reason) }
        let content = "\(delivery.jobID) \(delivery.number) \(reason)"
        _ = try put(
            subject: try subject(settings.deadLetterSubjects, delivery.jobID), Array(content.utf8),
            messageID: "dead-\(settings.stream)-\(delivery.sequence)", stream: settings.deadLetterStream)
        try delivery.acknowledge()
    }

    /// At most `limit` letters with a greater number than `number`, in order.
    public func deadLetters(after number: Int = 0, limit: Int = 100) throws(MessagingError) -> [DeadLetter] {
        var letters: [DeadLetter] = []
        var sequence = number
        while letters.count < limit, let (letter, found) = try next(from: sequence + 1) {
            if let letter { letters.append(letter) }
            sequence = found
        }
        return letters
    }

    /// Puts a dead letter's job into the queue again and discards the letter.
    public func replay(_ number: Int) throws(MessagingError) -> DeadLetter {
        guard let (letter, found) = try next(from: number), let letter, found == number else { throw .unknownDeadLetter(number) }
        _ = try publish(jobID: letter.jobID, messageID: "replay-\(settings.deadLetterStream)-\(number)")
        try discard(number)
        return letter
    }

    /// Deletes a dead letter.
    public func discard(_ number: Int) throws(MessagingError) {
        guard let sequence = UInt64(exactly: number), sequence > 0 else { throw .unknownDeadLetter(number) }
        try client.requireConnection()
        var code = jsErrCode(rawValue: 0)
        let status = unsafe js_DeleteMsg(client.jetStream, settings.deadLetterStream, sequence, nil, &code)
        guard status == NATS_OK else {
            if code == JSSequenceNotFoundErr || code == JSNoMessageFoundErr { throw .unknownDeadLetter(number) }
            throw MessagingError(status, code, during: "discard a dead letter")
        }
    }

    /// The first message at or after a place in the stream, and its place; nil at the end.
    private func next(from number: Int) throws(MessagingError) -> (DeadLetter?, Int)? {
        guard let sequence = UInt64(exactly: number) else { return nil }
        try client.requireConnection()
        var message: OpaquePointer?
        let status = unsafe burhan_next_message(
            &message, client.jetStream, settings.deadLetterStream, settings.deadLetterSubjects + ".*", max(sequence, 1))
        guard status == NATS_OK, let message = unsafe message else {
            if status == NATS_NOT_FOUND { return nil }
            throw MessagingError(status, during: "read dead letters")
        }
        defer { unsafe natsMsg_Destroy(message) }
        let found = Int(clamping: unsafe natsMsg_GetSequence(message))
        let words = String(decoding: unsafe MessagingClient.content(message), as: UTF8.self).split(separator: " ")
        guard words.count == 3, let deliveries = Int(words[1]) else { return (nil, found) }
        return (DeadLetter(number: found, jobID: String(words[0]), deliveries: deliveries, reason: String(words[2])), found)
    }
}
