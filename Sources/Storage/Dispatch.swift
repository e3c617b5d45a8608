/// A job as it waits to be put into the stream of work.
public struct WaitingJob: Sendable, Equatable {
    /// Rises in the order of acceptance.
    public var number: Int
    public var id: String
    public var tenant: String
    /// Milliseconds since 1970.
    public var createdAt: Int
    public var priority: Int
    public var deadlineAt: Int?
    /// It must not start before.
    public var notBefore: Int?
    public var estimatedMilliseconds: Int?
}

/// A job that was put into the stream.
public struct SentJob: Sendable, Equatable {
    public var id: String
    public var tenant: String
    public var state: JobState
    public var startedAt: Int?
    public var cycles: Int?
    public var estimatedMilliseconds: Int?
}

/// What a job that was proven took.
public struct EndedJob: Sendable, Equatable {
    public var id: String
    public var state: JobState
    public var attempts: Int
    /// Milliseconds since 1970.
    public var startedAt: Int
    public var finishedAt: Int
    public var cycles: Int?
    public var estimatedMilliseconds: Int?
}

/// What becomes of a worker's claim when it says that it is alive.
public enum LeaseRenewal: Sendable, Equatable {
    case renewed
    /// It is renewed, and somebody wants the job to stop; the reason's word.
    case stopWanted(String)
    /// The claim is gone: the job has ended or somebody else has it.
    case lost
}

/// The outbox. A job's row, written when the order is accepted, is at the same time the wish to have it sent: `queued`, never sent.
/// So there is no moment at which a job is accepted and the wish is not durable.
extension Session {
    /// Jobs that were accepted, or left by a dead worker, and are not sent, after a number, in order.
    public func unsentJobs(after number: Int, limit: Int) throws(StorageError) -> [WaitingJob] {
        try connection.query(
            """
            SELECT number, id, tenant, created_at, priority, deadline_at, not_before, estimated_ms FROM jobs
            WHERE state IN ('queued', 'running') AND sent_at IS NULL AND number > ? ORDER BY number LIMIT ?
            """, [.integer(number), .integer(limit)], Self.waitingJob)
    }

    static func waitingJob(_ row: Row) -> WaitingJob {
        WaitingJob(
            number: row.integer(0), id: row.text(1), tenant: row.text(2), createdAt: row.integer(3), priority: row.integer(4),
            deadlineAt: row.optionalInteger(5), notBefore: row.optionalInteger(6), estimatedMilliseconds: row.optionalInteger(7))
    }

    /// Jobs that were sent and have not ended.
    public func sentJobs() throws(StorageError) -> [SentJob] {
        try connection.query(
            """
            SELECT id, tenant, state, started_at, cycles, estimated_ms FROM jobs
            WHERE state IN ('queued', 'running') AND sent_at IS NOT NULL ORDER BY number
            """
        ) {
            SentJob(
                id: $0.text(0), tenant: $0.text(1), state: JobState(rawValue: $0.text(2)) ?? .failed, startedAt: $0.optionalInteger(3),
                cycles: $0.optionalInteger(4), estimatedMilliseconds: $0.optionalInteger(5))
        }
    }

    /// The jobs that started and ended after a time, of whatever tenant, the latest first.
    public func endedJobs(after time: Int, limit: Int) throws(StorageError) -> [EndedJob] {
        try connection.query(
            """
            SELECT id, state, attempts, started_at, finished_at, cycles, estimated_ms FROM jobs
            WHERE finished_at > ? AND started_at IS NOT NULL ORDER BY finished_at DESC LIMIT ?
            """, [.integer(time), .integer(limit)]
        ) {
            EndedJob(
                id: $0.text(0), state: JobState(rawValue: $0.text(1)) ?? .failed, attempts: $0.integer(2), startedAt: $0.integer(3),
                finishedAt: $0.integer(4), cycles: $0.optionalInteger(5), estimatedMilliseconds: $0.optionalInteger(6))
        }
    }

    /// Notes that a job is about to be sent; how often that was now, nil when it does not wait any more.
    public func noteSending(_ id: String, at: Int) throws(StorageError) -> Int? {
        guard
            try connection.run(
                "UPDATE jobs SET sent_at = ?, sends = sends + 1 WHERE id = ? AND state IN ('queued', 'running') AND sent_at IS NULL",
                [.integer(at), .text(id)])
        else { return nil }
        return try connection.integer("SELECT sends FROM jobs WHERE id = ?", [.text(id)])
    }

    /// Takes a note back: the job could not be sent.
    public func takeBackSending(_ id: String) throws(StorageError) {
        try connection.run("UPDATE jobs SET sent_at = NULL WHERE id = ? AND state IN ('queued', 'running')", [.text(id)])
    }

    /// Makes jobs unsent that were sent before a time and still wait, as one whose message was lost does.
    @discardableResult
    public func resendJobs(sentBefore time: Int) throws(StorageError) -> Bool {
        try connection.run("UPDATE jobs SET sent_at = NULL WHERE state = 'queued' AND sent_at < ?", [.integer(time)])
    }

    /// Makes jobs unsent whose worker has not been heard of since before a time; they stay `running` until somebody claims them.
    public func requeueAbandonedJobs(leasedUntil time: Int) throws(StorageError) -> Bool {
        try connection.run(
            "UPDATE jobs SET sent_at = NULL, lease_until = NULL WHERE state = 'running' AND lease_until < ? AND sent_at IS NOT NULL",
            [.integer(time)])
    }

    /// Jobs that have not ended.
    public func openJobCount() throws(StorageError) -> Int {
        try connection.integer("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')")
    }

    // MARK: Workers

    /// Prolongs a worker's claim, and tells what it should know.
    public func renewLease(_ id: String, fence: Int, until: Int) throws(StorageError) -> LeaseRenewal {
        guard
            try connection.run(
                "UPDATE jobs SET lease_until = ? WHERE id = ? AND fence = ? AND state = 'running'",
                [.integer(until), .text(id), .integer(fence)])
        else { return .lost }
        let reason = try connection.query("SELECT stop_reason FROM jobs WHERE id = ?", [.text(id)]) { $0.optionalText(0) }.first
        if case .some(.some(let reason)) = reason { return .stopWanted(reason) }
        return .renewed
    }

    /// Whether a claim still holds.
    public func isRunning(_ id: String, fence: Int) throws(StorageError) -> Bool {
        try connection.integer("SELECT count(*) FROM jobs WHERE id = ? AND fence = ? AND state = 'running'", [.text(id), .integer(fence)])
            > 0
    }

    /// Notes that a running job shall stop; the first reason stays. False when it does not run.
    public func wantStop(_ id: String, reason: String) throws(StorageError) -> Bool {
        try connection.run(
            "UPDATE jobs SET stop_reason = coalesce(stop_reason, ?) WHERE id = ? AND state = 'running'", [.text(reason), .text(id)])
    }

    /// The number of each job's newest event, for those that have one.
    public func lastEvents(of ids: [String]) throws(StorageError) -> [String: Int] {
        guard !ids.isEmpty else { return [:] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let rows = try connection.query(
            "SELECT job_id, max(number) FROM job_events WHERE job_id IN (\(marks)) GROUP BY job_id", ids.map { .text($0) }
        ) { ($0.text(0), $0.integer(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// Those of these jobs that have ended.
    public func endedJobs(among ids: [String]) throws(StorageError) -> [String] {
        guard !ids.isEmpty else { return [] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        return try connection.query(
            "SELECT id FROM jobs WHERE id IN (\(marks)) AND finished_at IS NOT NULL", ids.map { .text($0) }
        ) { $0.text(0) }
    }

    // MARK: Tasks that one process does for all

    /// Takes or prolongs a lease; false while another holder has it.
    public func takeLease(_ name: String, holder: String, now: Int, until: Int) throws(StorageError) -> Bool {
        try connection.run(
            """
            INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET
            holder = excluded.holder, expires_at = excluded.expires_at WHERE leases.holder = excluded.holder OR leases.expires_at <= ?
            """, [.text(name), .text(holder), .integer(until), .integer(now)])
    }

    /// Gives a lease back.
    public func endLease(_ name: String, holder: String) throws(StorageError) {
        try connection.run("DELETE FROM leases WHERE name = ? AND holder = ?", [.text(name), .text(holder)])
    }
}
