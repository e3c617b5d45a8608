import Foundation
import Rules
import Storage
import Synchronization

/// One item of a batch as it was sent: an order, or why it is none.
public enum BatchItem: Sendable {
    case order(ProofOrder)
    case malformed(ServiceError)
}

/// A batch as it stands: its jobs by state, its refused items.
public struct BatchStanding: Sendable {
    public var batch: BatchRecord
    public var counts: [JobState: Int]
    /// The items asked for, with their jobs; a job that was forgotten is nil.
    public var items: [(item: BatchItemRecord, job: JobRecord?, salt: [UInt8]?)]
}

extension ProofService {
    /// Items that a batch may have.
    public static let batchLimit = 1000

    /// Accepts many orders at once: every item is checked for itself, and what was accepted is written in one transaction.
    ///
    /// A refused item does not keep the others from being accepted; `problem` gives the form in which its refusal is kept. With a key, a
    /// repetition returns the batch that was made first.
    public func orderBatch(
        _ items: [BatchItem], idempotency: IdempotencyKey?, by caller: Caller, problem: @Sendable (ServiceError) -> [UInt8]
    ) throws(ServiceError) -> BatchRecord {
        try requireService()
        guard (1...Self.batchLimit).contains(items.count) else {
            throw .invalidRequest(pointer: "/items", expected: "a list of 1...\(Self.batchLimit) orders")
        }
        let digest = try idempotency.map { key throws(ServiceError) in try privateDigest(key) }
        if let idempotency {
            let earlier = try stored { session throws(StorageError) in
                try session.idempotency(tenant: caller.tenant, scope: "batch", key: idempotency.key)
            }
            if let earlier { return try joinBatch(earlier, digest, caller) }
        }
        let outcomes = inParallel(items.count) { [self] index -> Result<PreparedOrder, ServiceError> in
            switch items[index] {
            case .malformed(let error): return .failure(error)
            case .order(let order):
                do throws(ServiceError) { return .success(try prepare(order, by: caller)) } catch { return .failure(error) }
            }
        }
        return try acceptBatch(outcomes, idempotency, digest, caller, problem)
    }

    private func acceptBatch(
        _ outcomes: [Result<PreparedOrder, ServiceError>], _ idempotency: IdempotencyKey?, _ digest: [UInt8]?, _ caller: Caller,
        _ problem: (ServiceError) -> [UInt8]
    ) throws(ServiceError) -> BatchRecord {
        let now = environment.now()
        let tenant = try tenant(of: caller)
        let batch = BatchRecord(id: environment.newID("batch"), tenant: caller.tenant, total: outcomes.count, createdAt: now)
        let places = board.reserve(outcomes.count { if case .success = $0 { true } else { false } }, tenant: caller.tenant)
        let candidates = candidates(outcomes, places, batch, tenant, problem)
        let result: BatchAcceptance
        do throws(ServiceError) {
            result = try written { session throws(StorageError) in
                if let idempotency, let digest {
                    if let rival = try session.idempotency(tenant: caller.tenant, scope: "batch", key: idempotency.key) {
                        return .joined(rival)
                    }
                    try session.putIdempotency(
                        IdempotencyRecord(
                            tenant: caller.tenant, scope: "batch", key: idempotency.key, digest: digest, digestKey: digestKeyName,
                            answer: Array(batch.id.utf8), createdAt: now))
                }
                var written: [Int: JobEventRecord] = [:]
                var refused: [OrderRefusal] = []
                var active: Int?
                var items: [BatchItemRecord] = []
                for (index, candidate) in candidates.enumerated() {
                    switch candidate {
                    case .refused(let problem): items.append(BatchItemRecord(item: index, jobID: nil, refusal: problem))
                    case .prepared(let prepared):
                        let job = prepared.job
                        if let refusal = try book(
                            job, cycles: job.cycles ?? 0, for: tenant, at: job.createdAt, active: &active, in: session)
                        {
                            refused.append(refusal)
                            items.append(BatchItemRecord(item: index, jobID: nil, refusal: problem(error(refusal))))
                        } else {
                            try session.appendAudit(orderEntry(prepared.job, caller))
                            written[index] = try Self.insert(prepared.job, session)
                            items.append(BatchItemRecord(item: index, jobID: prepared.job.id, refusal: nil))
                        }
                    }
                }
                try session.insertBatch(batch, items: items)
                return .made(written, refused)
            }
        } catch {
            board.release(places, tenant: caller.tenant)
            throw error
        }
        switch result {
        case .joined(let rival):
            board.release(places, tenant: caller.tenant)
            return try joinBatch(rival, digest, caller)
        case .made(let events, let refused):
            board.release(places - events.count, tenant: caller.tenant)
            gatekeeper.tenants.forget(tenant.id)
            for refusal in refused { environment.notice(.limitHit(name: refusal.name, tenant: tenant.id)) }
            for (index, candidate) in candidates.enumerated() {
                if case .prepared(let prepared) = candidate, let event = events[index] { enter(prepared, event) }
            }
            return batch
        }
    }

    /// Which items may be written: those that were found good, as long as there are places and the tenant's rate allows.
    private func candidates(
        _ outcomes: [Result<PreparedOrder, ServiceError>], _ places: Int, _ batch: BatchRecord, _ tenant: Tenant,
        _ problem: (ServiceError) -> [UInt8]
    ) -> [BatchCandidate] {
        var rest = places
        return outcomes.enumerated().map { index, outcome in
            do throws(ServiceError) {
                var prepared = try outcome.get()
                guard rest > 0 else { throw .queueFull(retryAfterSeconds: retryAfterSeconds) }
                try gatekeeper.admitOrder(of: tenant)
                rest -= 1
                prepared.job.batchID = batch.id
                prepared.job.batchItem = index
                return .prepared(prepared)
            } catch { return .refused(problem(error)) }
        }
    }

    private enum BatchCandidate {
        case prepared(PreparedOrder)
        /// With its problem document.
        case refused([UInt8])
    }

    private enum BatchAcceptance {
        case made([Int: JobEventRecord], [OrderRefusal])
        case joined(IdempotencyRecord)
    }

    private func joinBatch(_ record: IdempotencyRecord, _ digest: [UInt8]?, _ caller: Caller) throws(ServiceError) -> BatchRecord {
        guard let answer = record.answer, record.digestKey == digestKeyName, record.digest == digest else {
            throw .idempotencyConflict(jobID: nil)
        }
        return try batch(String(decoding: answer, as: UTF8.self), by: caller)
    }

    public func batch(_ id: String, by caller: Caller) throws(ServiceError) -> BatchRecord {
        guard let batch = try stored({ session throws(StorageError) in try session.batch(id, tenant: caller.tenant) }) else {
            throw .unknownBatch(id)
        }
        return batch
    }

    /// A tenant's batches, the newest first, with their jobs by state.
    public func batches(after id: String?, limit: Int, by caller: Caller) throws(ServiceError)
        -> [(batch: BatchRecord, counts: [JobState: Int])]
    {
        try stored { session throws(StorageError) in
            var found: [(batch: BatchRecord, counts: [JobState: Int])] = []
            for batch in try session.batches(tenant: caller.tenant, after: id, limit: limit) {
                found.append((batch, try session.batchCounts(batch.id)))
            }
            return found
        }
    }

    /// A batch with its items from a place on.
    public func standing(ofBatch id: String, from item: Int, limit: Int, by caller: Caller) throws(ServiceError) -> BatchStanding {
        let batch = try batch(id, by: caller)
        let (counts, items, jobs) = try stored { session throws(StorageError) in
            (try session.batchCounts(id), try session.batchItems(id, from: item, limit: limit), try session.jobs(batchID: id))
        }
        let byID = Dictionary(jobs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var standing = BatchStanding(batch: batch, counts: counts, items: [])
        for item in items {
            let job = item.jobID.flatMap { byID[$0] }
            standing.items.append((item, job, try job.flatMap { job throws(ServiceError) in try salt(of: job) }))
        }
        return standing
    }

    /// Stops every job of a batch that has not ended; those that have keep their results.
    public func cancelBatch(_ id: String, by caller: Caller) throws(ServiceError) -> BatchRecord {
        var batch = try batch(id, by: caller)
        let now = environment.now()
        let jobs = try written { session throws(StorageError) in
            try session.markBatchCancelled(id, at: now)
            return try session.jobs(batchID: id)
        }
        for job in jobs where !job.state.isFinal {
            if let live = board.live(job.id) { stop(live, .cancelled) }
        }
        batch.cancelledAt = batch.cancelledAt ?? now
        return batch
    }

    /// Verifies many receipts on several threads; each has a verdict or an error of its own, in their order.
    public func verify(_ questions: [VerificationQuestion], by caller: Caller) -> [Result<ReceiptVerdict, ServiceError>] {
        inParallel(questions.count) { [self] index -> Result<ReceiptVerdict, ServiceError> in
            let question = questions[index]
            do throws(ServiceError) {
                return .success(
                    try verify(question.receipt, anyOf: question.expectations, consuming: question.consumption, by: caller))
            } catch { return .failure(error) }
        }
    }
}

/// A receipt, what it must prove, and what is used up if it does.
public struct VerificationQuestion: Sendable {
    public var receipt: [UInt8]
    /// One for each image that is welcome.
    public var expectations: [ReceiptExpectation]
    public var consumption: Consumption

    public init(receipt: [UInt8], expectations: [ReceiptExpectation], consumption: Consumption = []) {
        self.receipt = receipt
        self.expectations = expectations
        self.consumption = consumption
    }
}

/// Does independent pieces of work on as many threads as there are cores; the results in the order of the pieces.
func inParallel<Value: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Value) -> [Value] {
    let results = Mutex<[Int: Value]>([:])
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let value = work(index)
        results.withLock { $0[index] = value }
    }
    return results.withLock { results in (0..<count).compactMap { results[$0] } }
}

/// A batch in JSON, as answers and webhooks show it.
public enum BatchReport {
    public static func json(_ batch: BatchRecord, _ counts: [JobState: Int]) -> JSONValue {
        let accepted = counts.values.reduce(0, +)
        let open = (counts[.queued] ?? 0) + (counts[.running] ?? 0)
        var members = [
            JSONMember("batch_id", .string(batch.id)), JSONMember("status", .string(open > 0 ? "open" : "finished")),
            JSONMember("total", .integer(batch.total)), JSONMember("refused", .integer(max(0, batch.total - accepted))),
            JSONMember("jobs", .object(JobState.allCases.map { JSONMember($0.rawValue, .integer(counts[$0] ?? 0)) })),
            JSONMember("created_at", .string(SystemTime.text(batch.createdAt))),
        ]
        if let cancelled = batch.cancelledAt { members.append(JSONMember("cancelled_at", .string(SystemTime.text(cancelled)))) }
        return .object(members)
    }
}
