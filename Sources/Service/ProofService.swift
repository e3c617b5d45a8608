import Foundation
import Rules
import Storage
import Synchronization

/// The product's logic, free of HTTP: deployments, proofs as jobs, receipts, verification.
///
/// Every call may be made from any thread; those that execute a rule or write to disk block for milliseconds, proofs run on
/// threads of the service's own.
public final class ProofService: Sendable {
    public let settings: ServiceSettings
    package let store: Store
    let engine: any ProofEngine
    package let environment: ServiceEnvironment
    /// The operator's key; nil when private inputs are kept in memory only.
    let sealKey: ServiceKey?
    /// The operator's key, or one that ends with this process.
    let digestKey: ServiceKey
    /// Names `digestKey` in idempotency records.
    let digestKeyName: String
    /// Lies in the database: for digests of bodies that hold nothing private.
    let databaseKey: ServiceKey
    /// Lets callers in.
    public let gatekeeper: Gatekeeper
    let nonces: any NonceBook
    /// Challenges carry a code under this key.
    let challengeKey: ServiceKey.MAC
    let audit = AuditBuffer()
    let bookkeeper = Bookkeeper()
    let rounds = Rounds()
    let board: JobBoard
    let feed = JobFeed()
    let runners = DispatchGroup()
    let rowCounts = CountSnapshot()
    /// Writes the history of running jobs, so that a prover thread does not wait for the disk at each phase.
    let historian = DispatchQueue(label: "burhan.history")
    /// When old records were last looked for, milliseconds since 1970.
    let lastRetention = Atomic<Int>(0)
    private let draining = Atomic(false)
    let learned = LearnedTimes()

    /// Finished proofs of deployments that keep them.
    let kept: ProofCache
    /// What waits at all servers, for a server that leaves proving to workers.
    let sharedQueue: SharedQueue
    let webhooks: WebhookSender

    /// Opens the service on a store; `start()` makes it work.
    public init(
        store: Store, engine: any ProofEngine, sealKey: ServiceKey?, settings: ServiceSettings = ServiceSettings(),
        environment: ServiceEnvironment = .system, sharedTiers: [any ProofCacheTier] = []
    ) throws(ServiceError) {
        self.store = store
        self.engine = engine
        self.sealKey = sealKey
        self.settings = settings
        self.environment = environment
        let stored = try Self.databaseKey(store)
        do throws(ServiceKey.Failure) {
            if let sealKey { digestKey = sealKey } else { digestKey = try .random() }
            digestKeyName = try (sealKey == nil ? "process:" : "seal:") + digestKey.identifier()
            databaseKey = try ServiceKey(bytes: stored)
            challengeKey = try databaseKey.macKey("burhan challenges")
            gatekeeper = Gatekeeper(
                keys: try KeyRing(store: store, sealKey: sealKey, databaseKey: databaseKey, now: environment.now),
                tenants: TenantDirectory(store: store, now: environment.now), limiter: Self.limiter(store, settings, environment),
                meter: UsageMeter(now: environment.now), notice: environment.notice)
        } catch { throw .engine(reason: "libcrypto failed") }
        nonces = environment.nonces ?? StoredNonces(store: store, now: environment.now)
        let shares: @Sendable (String) -> TenantShare = { environment.share?($0) ?? settings.tenantShare }
        board = JobBoard(capacity: settings.queueCapacity, provers: settings.provers, shares: shares)
        sharedQueue = SharedQueue(store, shares: shares, learned: learned)
        var tiers: [any ProofCacheTier] = []
        if settings.keptProofMemoryBytes > 0 { tiers.append(MemoryTier(bytes: settings.keptProofMemoryBytes)) }
        // Without the operator's key the values could not be opened after a restart.
        if settings.keptProofDatabaseBytes > 0, sealKey != nil {
            tiers.append(DatabaseTier(store: store, bytes: settings.keptProofDatabaseBytes))
        }
        kept = ProofCache(
            tiers: tiers + sharedTiers, key: digestKey, format: engine.proofFormat, milliseconds: settings.keptProofHours * 3_600_000)
        webhooks = WebhookSender(store: store, key: sealKey ?? databaseKey, settings: settings.webhooks, environment: environment)
    }

    private static func limiter(_ store: Store, _ settings: ServiceSettings, _ environment: ServiceEnvironment) -> any RateLimiter {
        if let limiter = environment.rateLimiter { return limiter }
        return switch settings.rateLimits {
        case .memory: MemoryRateLimiter(now: environment.now)
        case .database: StoredRateLimiter(store: store, now: environment.now)
        }
    }

    /// Settles the jobs of an earlier process and starts the prover threads.
    public func start() throws(StorageError) {
        if settings.role == .alone { try recover() }
        bookkeeper.start { [weak self] in
            self?.tidy()
            self?.bookkeepingRound()
        }
        for index in 0..<(settings.role == .alone ? settings.provers : 0) {
            runners.enter()
            let thread = Thread { [self] in
                while let job = board.next(now: environment.now) { run(job) }
                runners.leave()
            }
            thread.name = "prover-\(index)"
            thread.stackSize = 16 << 20
            thread.start()
        }
    }

    /// Ends what is overdue and forgets what is old; the service calls it every second.
    public func tidy() {
        let now = environment.now()
        for job in board.tick(now) {
            if settings.role == .front {
                try? stopElsewhere(job.id, isSealed: job.isSealed, .deadline)
            } else {
                endUnstarted(job.id, isSealed: job.isSealed, .deadline)
            }
        }
        guard settings.role != .worker else { return }
        webhooks.wake()
        retain(at: now)
    }

    /// Stops taking jobs, lets those under way end for at most `seconds`, stops the rest. Blocks.
    ///
    /// Jobs whose inputs are sealed are proven after the next start; the others end as `lost`.
    public func drain(within seconds: Double) {
        draining.store(true, ordering: .sequentiallyConsistent)
        board.leaveSealed()
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        while board.awaitedCount > 0, ContinuousClock.now < deadline { usleep(20_000) }
        lose(board.stop().filter { !$0.isSealed }.sorted { $0.acceptedAt < $1.acceptedAt }.map(\.id))
        runners.wait()
        webhooks.stop()
        bookkeeper.stop()
    }

    /// What the engine can do, for callers that have to know beforehand.
    public var capabilities: EngineCapabilities { engine.capabilities }

    /// What a tenant may have of the provers and of the queue.
    package func share(of tenant: String) -> TenantShare { environment.share?(tenant) ?? settings.tenantShare }

    /// The service's clock, milliseconds since 1970.
    public var now: Int { environment.now() }

    public var isDraining: Bool { draining.load(ordering: .sequentiallyConsistent) }

    /// Whether a new job would be taken now.
    public var isReady: Bool { !isDraining && board.counts.waiting < board.capacity }

    /// Seconds after which the queue has probably moved.
    var retryAfterSeconds: Int {
        return min(max(Int((learned.mean / 1000).rounded(.up)), 1), 3600)
    }

    /// Milliseconds a proof is expected to take.
    func expected(cycles: Int?, estimated: Int?) -> Int { learned.expected(cycles: cycles, estimated: estimated) }

    func noteProof(_ job: JobRecord, milliseconds: Int) {
        learned.noteProof(cycles: job.cycles, estimated: job.estimatedMilliseconds, milliseconds: milliseconds)
    }

    /// Compares the wait that was foretold for a job with the one it had.
    func noteStart(_ live: LiveJob, at now: Int) {
        guard let foretold = live.state.withLock({ $0.foretold }) else { return }
        learned.noteWait(foretold: foretold.milliseconds, actual: now - foretold.at)
    }

    private static func databaseKey(_ store: Store) throws(ServiceError) -> [UInt8] {
        let fresh: [UInt8]
        do throws(ServiceKey.Failure) { fresh = try ServiceKey.randomBytes(32) } catch { throw .engine(reason: "libcrypto failed") }
        do throws(StorageError) {
            return try store.write { session throws(StorageError) in
                if let bytes = try session.meta("digest key") { return bytes }
                try session.setMeta("digest key", fresh)
                return fresh
            }
        } catch { throw .storage(error) }
    }

    // MARK: Rules

    /// Every finding about a document; the rule when none is an error.
    public func validate(_ document: [UInt8]) -> (rule: RuleSummary?, findings: [Diagnostic]) { engine.check(document) }

    public func compile(_ document: [UInt8]) throws(ServiceError) -> RuleCompilation {
        do throws(EngineError) { return try engine.compile(document) } catch { throw ServiceError(error, inputs: false) }
    }

    /// Executes a rule on sample data without proving.
    public func evaluate(_ subject: RuleSubject, _ request: StatementRequest, _ inputs: PrivateInputs, by caller: Caller)
        throws(ServiceError) -> EvaluationReport
    {
        let resolved = try resolve(subject, by: caller)
        let inputs = try salted(inputs, resolved.rule, jobID: "sample")
        do throws(EngineError) {
            return try engine.evaluate(resolved.document, dated(request), inputs)
        } catch { throw ServiceError(error, inputs: true) }
    }

    public var templates: [RuleTemplate] { RuleTemplates.all }

    public func template(_ name: String) throws(ServiceError) -> RuleTemplate {
        guard let template = RuleTemplates[name] else { throw .unknownTemplate(name) }
        return template
    }

    // MARK: Receipts

    public func receipt(_ id: String, by caller: Caller) throws(ServiceError) -> ReceiptRecord {
        guard let receipt = try stored({ session throws(StorageError) in try session.receipt(id, tenant: caller.tenant) }) else {
            throw .unknownReceipt(id)
        }
        return receipt
    }

    /// The image ID a verifier means: of a rule document, of a customer's deployment, or given.
    public func imageID(of subject: RuleSubject, by caller: Caller) throws(ServiceError) -> [UInt8] {
        try resolve(subject, needsDocument: false, by: caller).imageID
    }

    // MARK: Shared steps

    func stored<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(ServiceError) -> Result {
        try used(.read) { () throws(StorageError) in try store.read(body) }
    }

    func written<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(ServiceError) -> Result {
        defer { rowCounts.noteWrite() }
        return try used(.write) { () throws(StorageError) in try store.write(body) }
    }

    private func used<Result>(_ use: DatabaseUse, _ body: () throws(StorageError) -> Result) throws(ServiceError) -> Result {
        let start = ContinuousClock.now
        do throws(StorageError) {
            let result = try body()
            environment.observer.note(.databaseUsed(use, took: start.duration(to: .now), succeeded: true))
            return result
        } catch {
            environment.observer.note(.databaseUsed(use, took: start.duration(to: .now), succeeded: false))
            throw .storage(error)
        }
    }

    func keyed<Result>(_ body: () throws(ServiceKey.Failure) -> Result) throws(ServiceError) -> Result {
        do throws(ServiceKey.Failure) { return try body() } catch { throw .engine(reason: "libcrypto failed") }
    }

    /// The request with today's date (UTC) where the caller gave none.
    func dated(_ request: StatementRequest) -> StatementRequest {
        var request = request
        if request.asOf == nil { request.asOf = SystemTime.date(environment.now()) }
        return request
    }
}
