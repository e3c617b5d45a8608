/// Where a job stands; the last five are final.
public enum JobState: String, Sendable, CaseIterable {
    case queued
    case running
    case succeeded
    case failed
    case cancelled
    /// The time allowed for a job ran out.
    case expired
    /// The server ended while the job waited or ran, and its private inputs were not kept.
    case lost

    public var isFinal: Bool { self != .queued && self != .running }
}

/// A proof that was asked for.
public struct JobRecord: Sendable, Equatable {
    public var id: String
    public var state: JobState
    public var customerID: String?
    public var imageID: [UInt8]
    /// The rule document at the time of acceptance; dropped when the job ends.
    public var document: [UInt8]?
    /// The public part of the request, canonical JSON.
    public var request: [UInt8]
    /// Private inputs under the operator's key; dropped when the job ends.
    public var sealedInputs: [UInt8]?
    /// How often the computation was started.
    public var attempts: Int
    public var phase: String?
    public var receiptID: String?
    /// Why it did not succeed, JSON.
    public var failure: [UInt8]?
    /// Milliseconds since 1970.
    public var createdAt: Int
    public var startedAt: Int?
    public var finishedAt: Int?
    /// The caller's trace (W3C `traceparent`); nil when it sent none and traces are off.
    public var traceparent: String?

    public init(
        id: String, state: JobState = .queued, customerID: String?, imageID: [UInt8], document: [UInt8]?, request: [UInt8],
        sealedInputs: [UInt8]?, attempts: Int = 0, phase: String? = nil, receiptID: String? = nil, failure: [UInt8]? = nil, createdAt: Int,
        startedAt: Int? = nil, finishedAt: Int? = nil, traceparent: String? = nil
    ) {
        self.id = id
        self.state = state
        self.customerID = customerID
        self.imageID = imageID
        self.document = document
        self.request = request
        self.sealedInputs = sealedInputs
        self.attempts = attempts
        self.phase = phase
        self.receiptID = receiptID
        self.failure = failure
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.traceparent = traceparent
    }
}

/// One entry in a job's history; numbers start at 1 and rise by 1.
public struct JobEventRecord: Sendable, Equatable {
    public var jobID: String
    public var number: Int
    public var name: String
    /// JSON.
    public var data: [UInt8]
    public var at: Int
}

extension Session {
    private static let jobColumns =
        "id, state, customer_id, image_id, document, request, sealed_inputs, attempts, phase, receipt_id, failure, created_at, started_at, finished_at, traceparent"

    public func insertJob(_ job: JobRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO jobs (\(Self.jobColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(job.id), .text(job.state.rawValue), Value(job.customerID), .blob(job.imageID), Value(job.document),
                .blob(job.request),
                Value(job.sealedInputs), .integer(job.attempts), Value(job.phase), Value(job.receiptID), Value(job.failure),
                .integer(job.createdAt), Value(job.startedAt), Value(job.finishedAt), Value(job.traceparent),
            ])
    }

    /// Writes what changes in a job's life.
    public func updateJob(_ job: JobRecord) throws(StorageError) {
        try connection.run(
            """
            UPDATE jobs SET state = ?, document = ?, sealed_inputs = ?, attempts = ?, phase = ?, receipt_id = ?, failure = ?,
            started_at = ?, finished_at = ? WHERE id = ?
            """,
            [
                .text(job.state.rawValue), Value(job.document), Value(job.sealedInputs), .integer(job.attempts), Value(job.phase),
                Value(job.receiptID), Value(job.failure), Value(job.startedAt), Value(job.finishedAt), .text(job.id),
            ])
    }

    public func job(_ id: String) throws(StorageError) -> JobRecord? {
        try connection.query("SELECT \(Self.jobColumns) FROM jobs WHERE id = ?", [.text(id)], Self.job).first
    }

    /// Jobs in one of these states, in the order of acceptance.
    public func jobs(in states: [JobState]) throws(StorageError) -> [JobRecord] {
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        return try connection.query(
            "SELECT \(Self.jobColumns) FROM jobs WHERE state IN (\(marks)) ORDER BY number", states.map { .text($0.rawValue) }, Self.job)
    }

    /// How many jobs are in each state.
    public func jobCounts() throws(StorageError) -> [JobState: Int] {
        let rows = try connection.query("SELECT state, count(*) FROM jobs GROUP BY state") {
            (JobState(rawValue: $0.text(0)), $0.integer(1))
        }
        var counts: [JobState: Int] = [:]
        for case (let state?, let count) in rows { counts[state] = count }
        return counts
    }

    /// Appends to a job's history; the record with its number.
    public func appendEvent(jobID: String, name: String, data: [UInt8], at: Int) throws(StorageError) -> JobEventRecord {
        let number = try connection.integer("SELECT coalesce(max(number), 0) + 1 FROM job_events WHERE job_id = ?", [.text(jobID)])
        try connection.run(
            "INSERT INTO job_events (job_id, number, name, data, at) VALUES (?, ?, ?, ?, ?)",
            [.text(jobID), .integer(number), .text(name), .blob(data), .integer(at)])
        return JobEventRecord(jobID: jobID, number: number, name: name, data: data, at: at)
    }

    /// A job's history after an event number, in order.
    public func events(jobID: String, after number: Int) throws(StorageError) -> [JobEventRecord] {
        try connection.query(
            "SELECT job_id, number, name, data, at FROM job_events WHERE job_id = ? AND number > ? ORDER BY number",
            [.text(jobID), .integer(number)]
        ) {
            JobEventRecord(jobID: $0.text(0), number: $0.integer(1), name: $0.text(2), data: $0.blob(3), at: $0.integer(4))
        }
    }

    private static func job(_ row: Statement) -> JobRecord {
        JobRecord(
            id: row.text(0), state: JobState(rawValue: row.text(1)) ?? .failed, customerID: row.optionalText(2), imageID: row.blob(3),
            document: row.optionalBlob(4), request: row.blob(5), sealedInputs: row.optionalBlob(6), attempts: row.integer(7),
            phase: row.optionalText(8), receiptID: row.optionalText(9), failure: row.optionalBlob(10), createdAt: row.integer(11),
            startedAt: row.optionalInteger(12), finishedAt: row.optionalInteger(13), traceparent: row.optionalText(14))
    }
}
