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
    /// Whose job it is.
    public var tenant: String
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
    /// Rises with every claim; what a run writes counts only while the record carries the fence of its claim.
    public var fence: Int
    /// Who computes, while it runs.
    public var worker: String?
    /// Until when the claim holds without being renewed, milliseconds since 1970; nil where one process serves the file.
    public var leaseUntil: Int?
    /// Higher goes first among the jobs of one tenant.
    public var priority: Int
    /// After this time, milliseconds since 1970, nobody wants the proof any more.
    public var deadlineAt: Int?
    public var phase: String?
    public var receiptID: String?
    /// Why it did not succeed, JSON.
    public var failure: [UInt8]?
    /// Credits taken for it; 0 unless it succeeded.
    public var charged: Int
    /// Milliseconds since 1970.
    public var createdAt: Int
    public var startedAt: Int?
    public var finishedAt: Int?

    public init(
        id: String, tenant: String, state: JobState = .queued, customerID: String?, imageID: [UInt8], document: [UInt8]?,
        request: [UInt8], sealedInputs: [UInt8]?, attempts: Int = 0, fence: Int = 0, worker: String? = nil, leaseUntil: Int? = nil,
        priority: Int = 0, deadlineAt: Int? = nil, phase: String? = nil, receiptID: String? = nil, failure: [UInt8]? = nil,
        charged: Int = 0, createdAt: Int, startedAt: Int? = nil, finishedAt: Int? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.state = state
        self.customerID = customerID
        self.imageID = imageID
        self.document = document
        self.request = request
        self.sealedInputs = sealedInputs
        self.attempts = attempts
        self.fence = fence
        self.worker = worker
        self.leaseUntil = leaseUntil
        self.priority = priority
        self.deadlineAt = deadlineAt
        self.phase = phase
        self.receiptID = receiptID
        self.failure = failure
        self.charged = charged
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
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
    private static let jobColumns = """
        id, tenant, state, customer_id, image_id, document, request, sealed_inputs, attempts, fence, worker, lease_until, priority,
        deadline_at, phase, receipt_id, failure, charged, created_at, started_at, finished_at
        """

    public func insertJob(_ job: JobRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO jobs (\(Self.jobColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(job.id), .text(job.tenant), .text(job.state.rawValue), Value(job.customerID), .blob(job.imageID),
                Value(job.document), .blob(job.request), Value(job.sealedInputs), .integer(job.attempts), .integer(job.fence),
                Value(job.worker), Value(job.leaseUntil), .integer(job.priority), Value(job.deadlineAt), Value(job.phase),
                Value(job.receiptID), Value(job.failure), .integer(job.charged), .integer(job.createdAt), Value(job.startedAt),
                Value(job.finishedAt),
            ])
    }

    /// Writes what changes in a job's life if the stored record still carries `fence`; false, and nothing written, if it does not.
    public func updateJob(_ job: JobRecord, over fence: Int) throws(StorageError) -> Bool {
        try connection.run(
            """
            UPDATE jobs SET state = ?, document = ?, sealed_inputs = ?, attempts = ?, fence = ?, worker = ?, lease_until = ?, phase = ?,
            receipt_id = ?, failure = ?, charged = ?, started_at = ?, finished_at = ? WHERE id = ? AND fence = ?
            """,
            [
                .text(job.state.rawValue), Value(job.document), Value(job.sealedInputs), .integer(job.attempts), .integer(job.fence),
                Value(job.worker), Value(job.leaseUntil), Value(job.phase), Value(job.receiptID), Value(job.failure),
                .integer(job.charged), Value(job.startedAt), Value(job.finishedAt), .text(job.id), .integer(fence),
            ])
    }

    public func job(_ id: String) throws(StorageError) -> JobRecord? {
        try connection.query("SELECT \(Self.jobColumns) FROM jobs WHERE id = ?", [.text(id)], Self.job).first
    }

    public func job(_ id: String, tenant: String) throws(StorageError) -> JobRecord? {
        try connection.query("SELECT \(Self.jobColumns) FROM jobs WHERE id = ? AND tenant = ?", [.text(id), .text(tenant)], Self.job).first
    }

    /// Jobs in one of these states, in the order of acceptance.
    public func jobs(in states: [JobState]) throws(StorageError) -> [JobRecord] {
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        return try connection.query(
            "SELECT \(Self.jobColumns) FROM jobs WHERE state IN (\(marks)) ORDER BY number", states.map { .text($0.rawValue) }, Self.job)
    }

    /// How many jobs of a tenant are in each state.
    public func jobCounts(tenant: String) throws(StorageError) -> [JobState: Int] {
        let rows = try connection.query("SELECT state, count(*) FROM jobs WHERE tenant = ? GROUP BY state", [.text(tenant)]) {
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
            id: row.text(0), tenant: row.text(1), state: JobState(rawValue: row.text(2)) ?? .failed, customerID: row.optionalText(3),
            imageID: row.blob(4), document: row.optionalBlob(5), request: row.blob(6), sealedInputs: row.optionalBlob(7),
            attempts: row.integer(8), fence: row.integer(9), worker: row.optionalText(10), leaseUntil: row.optionalInteger(11),
            priority: row.integer(12), deadlineAt: row.optionalInteger(13), phase: row.optionalText(14), receiptID: row.optionalText(15),
            failure: row.optionalBlob(16), charged: row.integer(17), createdAt: row.integer(18), startedAt: row.optionalInteger(19),
            finishedAt: row.optionalInteger(20))
    }
}
