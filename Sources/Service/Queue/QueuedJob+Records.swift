import Storage

/// Jobs of the database as the queue ranks them; `cost`: milliseconds the computation is expected to take.
extension QueuedJob {
    package init(_ job: WaitingJob, cost: Int) {
        self.init(
            id: job.id, tenant: job.tenant, createdAt: job.createdAt, priority: job.priority, deadlineAt: job.deadlineAt, cost: cost)
    }

    init(_ job: JobRecord, cost: Int) {
        self.init(
            id: job.id, tenant: job.tenant, createdAt: job.createdAt, priority: job.priority, deadlineAt: job.deadlineAt, cost: cost)
    }
}
