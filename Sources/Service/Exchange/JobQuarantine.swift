/// A job that was set aside because it was delivered too often or killed its workers.
public struct QuarantinedJob: Sendable, Equatable {
    /// Names the letter, not the job.
    public var number: Int
    public var jobID: String
    /// How often the job had been delivered.
    public var deliveries: Int
    /// A word for the cause: `max_deliveries`, `poisonous`.
    public var reason: String

    public init(number: Int, jobID: String, deliveries: Int, reason: String) {
        self.number = number
        self.jobID = jobID
        self.deliveries = deliveries
        self.reason = reason
    }
}

/// The place of quarantined jobs does not answer.
public struct QuarantineUnavailable: Error, Sendable {
    public var reason: String

    public init(reason: String) { self.reason = reason }
}

/// Where jobs lie that were set aside, each under a number.
public protocol JobQuarantine: Sendable {
    /// At most `limit` letters with a greater number, in order.
    func letters(after number: Int, limit: Int) throws(QuarantineUnavailable) -> [QuarantinedJob]
    /// Hands the job out again and drops the letter; false if there is none with this number.
    func release(_ number: Int) throws(QuarantineUnavailable) -> Bool
    /// Drops the letter; false if there is none with this number.
    func discard(_ number: Int) throws(QuarantineUnavailable) -> Bool
}
