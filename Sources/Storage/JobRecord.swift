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
    /// A job that is to be started again waits until then, milliseconds since 1970.
    public var notBefore: Int?
    /// The deployment's version that is proven; nil for an order that named no deployment.
    public var revision: Int?
    /// The batch the job came with, and its place there, from 0.
    public var batchID: String?
    public var batchItem: Int?
    /// Cycles of the execution that was checked before acceptance.
    public var cycles: Int?
    /// How long the proof was expected to take at acceptance, milliseconds.
    public var estimatedMilliseconds: Int?
    /// Keyed digest of everything the proof depends on; nil where the deployment does not keep proofs.
    public var cacheKey: [UInt8]?
    /// Whether the receipt is one that was made before.
    public var isCached: Bool
    /// Whether the caller pays for it; decided when the job ends.
    public var isCharged: Bool
    /// Credits taken for it; 0 unless it is charged and its tenant pays in advance.
    public var credits: Int
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
        id: String, tenant: String, state: JobState = .queued, customerID: String?, imageID: [UInt8], document: [UInt8]?,
        request: [UInt8], sealedInputs: [UInt8]?, attempts: Int = 0, fence: Int = 0, worker: String? = nil, leaseUntil: Int? = nil,
        priority: Int = 0, deadlineAt: Int? = nil, notBefore: Int? = nil, revision: Int? = nil, batchID: String? = nil,
        batchItem: Int? = nil, cycles: Int? = nil, estimatedMilliseconds: Int? = nil, cacheKey: [UInt8]? = nil, isCached: Bool = false,
        isCharged: Bool = false, credits: Int = 0, phase: String? = nil, receiptID: String? = nil, failure: [UInt8]? = nil, createdAt: Int,
        startedAt: Int? = nil, finishedAt: Int? = nil, traceparent: String? = nil
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
        self.notBefore = notBefore
        self.revision = revision
        self.batchID = batchID
        self.batchItem = batchItem
        self.cycles = cycles
        self.estimatedMilliseconds = estimatedMilliseconds
        self.cacheKey = cacheKey
        self.isCached = isCached
        self.isCharged = isCharged
        self.credits = credits
        self.phase = phase
        self.receiptID = receiptID
        self.failure = failure
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.traceparent = traceparent
    }
}
