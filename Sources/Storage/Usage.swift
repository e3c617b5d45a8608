/// How much of a measure a tenant has used in a period, and how much is promised to work under way.
public struct UsageRecord: Sendable, Equatable {
    /// `2026-11-26` or `2026-11`, UTC.
    public var period: String
    /// `cycles`, `proofs`, `requests`, `verifications`.
    public var measure: String
    public var used: Int
    public var reserved: Int
}

/// What one job has reserved.
public struct JobAccountRecord: Sendable, Equatable {
    public enum State: String, Sendable { case open, charged, released }

    public var jobID: String
    public var tenant: String
    /// What the job was expected to take when it was accepted.
    public var cycles: Int
    public var credits: Int
    /// The periods in which the cycles are reserved.
    public var day: String
    public var month: String
    public var state: State
    /// Names what is held for it; nil for the job's id.
    public var reference: String?

    public init(
        jobID: String, tenant: String, cycles: Int, credits: Int, day: String, month: String, state: State = .open, reference: String? = nil
    ) {
        self.jobID = jobID
        self.tenant = tenant
        self.cycles = cycles
        self.credits = credits
        self.day = day
        self.month = month
        self.state = state
        self.reference = reference
    }
}

extension Session {
    public func usage(tenant: String, periods: [String]) throws(StorageError) -> [UsageRecord] {
        let marks = periods.map { _ in "?" }.joined(separator: ", ")
        return try connection.query(
            "SELECT period, measure, used, reserved FROM usage_counters WHERE tenant = ? AND period IN (\(marks)) ORDER BY period, measure",
            [.text(tenant)] + periods.map { .text($0) }
        ) { UsageRecord(period: $0.text(0), measure: $0.text(1), used: $0.integer(2), reserved: $0.integer(3)) }
    }

    /// Promises an amount if used and promised together stay within the limit; false, and nothing written, otherwise.
    public func reserveUsage(tenant: String, period: String, measure: String, amount: Int, limit: Int) throws(StorageError) -> Bool {
        try addUsage(tenant: tenant, period: period, measure: measure, amount: 0)
        return try connection.run(
            """
            UPDATE usage_counters SET reserved = reserved + ? WHERE tenant = ? AND period = ? AND measure = ? AND used + reserved <= ?
            """,
            [.integer(amount), .text(tenant), .text(period), .text(measure), .integer(limit - amount)])
    }

    /// Takes a promise back and counts what was really used.
    public func settleUsage(tenant: String, period: String, measure: String, reserved: Int, used: Int) throws(StorageError) {
        try connection.run(
            "UPDATE usage_counters SET reserved = reserved - ?, used = used + ? WHERE tenant = ? AND period = ? AND measure = ?",
            [.integer(reserved), .integer(used), .text(tenant), .text(period), .text(measure)])
    }

    public func addUsage(tenant: String, period: String, measure: String, amount: Int) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO usage_counters (tenant, period, measure, used, reserved) VALUES (?, ?, ?, ?, 0)
            ON CONFLICT (tenant, period, measure) DO UPDATE SET used = usage_counters.used + excluded.used
            """,
            [.text(tenant), .text(period), .text(measure), .integer(amount)])
    }

    /// How many jobs of a tenant wait or run.
    public func activeJobs(tenant: String) throws(StorageError) -> Int {
        try connection.integer("SELECT count(*) FROM jobs WHERE tenant = ? AND state IN ('queued', 'running')", [.text(tenant)])
    }

    // MARK: Accounts of jobs

    /// Opens the account of a job, or opens one again that was released.
    public func openJobAccount(_ account: JobAccountRecord) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO job_accounts (job_id, tenant, cycles, credits, day, month, state, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (job_id) DO UPDATE SET cycles = excluded.cycles, credits = excluded.credits, day = excluded.day,
            month = excluded.month, state = excluded.state, reference = excluded.reference WHERE job_accounts.state = 'released'
            """,
            [
                .text(account.jobID), .text(account.tenant), .integer(account.cycles), .integer(account.credits), .text(account.day),
                .text(account.month), .text(account.state.rawValue), Value(account.reference),
            ])
    }

    public func jobAccount(_ jobID: String) throws(StorageError) -> JobAccountRecord? {
        try connection.query(
            "SELECT job_id, tenant, cycles, credits, day, month, state, reference FROM job_accounts WHERE job_id = ?", [.text(jobID)]
        ) {
            JobAccountRecord(
                jobID: $0.text(0), tenant: $0.text(1), cycles: $0.integer(2), credits: $0.integer(3), day: $0.text(4), month: $0.text(5),
                state: JobAccountRecord.State(rawValue: $0.text(6)) ?? .released, reference: $0.optionalText(7))
        }.first
    }

    /// Ends the account of a job; false if it has ended before.
    public func endJobAccount(_ jobID: String, as state: JobAccountRecord.State) throws(StorageError) -> Bool {
        try connection.run(
            "UPDATE job_accounts SET state = ? WHERE job_id = ? AND state = 'open'", [.text(state.rawValue), .text(jobID)])
    }

    // MARK: Prices

    /// What a proof of this deployment costs, whatever its length; nil when the length decides.
    public func price(tenant: String, customerID: String) throws(StorageError) -> Int? {
        try connection.query("SELECT credits FROM prices WHERE tenant = ? AND customer_id = ?", [.text(tenant), .text(customerID)]) {
            $0.integer(0)
        }.first
    }

    public func setPrice(_ credits: Int?, tenant: String, customerID: String) throws(StorageError) {
        guard let credits else {
            try connection.run("DELETE FROM prices WHERE tenant = ? AND customer_id = ?", [.text(tenant), .text(customerID)])
            return
        }
        try connection.run(
            """
            INSERT INTO prices (tenant, customer_id, credits) VALUES (?, ?, ?)
            ON CONFLICT (tenant, customer_id) DO UPDATE SET credits = excluded.credits
            """, [.text(tenant), .text(customerID), .integer(credits)])
    }
}
