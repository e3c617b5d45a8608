import Messaging
import Rules
import ScaleOut
import Service
import SharedState
import Storage
import Synchronization

/// The connections that join this process to the others, with their probes and metrics.
final class SharedWork: Sendable {
    let distribution: JobDistribution?
    let redis: RedisPool?
    private let log: ServerLog

    /// Names this process in leases and records.
    static func holder(_ prefix: String, _ environment: ServiceEnvironment) -> String { environment.newID(prefix) }

    init(_ configuration: ServerConfiguration, holder: String, _ log: ServerLog) throws(MessagingError) {
        self.log = log
        let settings = configuration.sharedWork.scaleOut(holder: holder, attempts: configuration.service.attempts)
        distribution =
            configuration.sharedWork.nats.isEmpty
            ? nil : try JobDistribution(settings) { event in log.event("nats", [JSONMember("change", .string("\(event)"))]) }
        redis = configuration.sharedWork.redis.map { RedisPool(RedisSettings(address: $0)) }
    }

    /// Puts what is shared in the place of what is this process's own.
    func enter(_ environment: inout ServiceEnvironment) {
        if let distribution {
            environment.exchange = distribution.exchange
            environment.quarantine = distribution.quarantine
        }
        guard let redis else { return }
        environment.rateLimiter = RedisRateLimiter(redis)
        environment.nonces = RedisNonceBook(redis)
    }

    /// Begins to hand out this server's jobs.
    func serve(_ service: ProofService, _ store: Store, _ observer: any ServiceObserver) throws(MessagingError) {
        try distribution?.serve(
            service, store, measured: { observer.note(.streamMeasured(pending: $0.pending, unacknowledged: $0.ackPending)) }, note: complain
        )
    }

    /// Writes what can't be done at the moment, at most once a second.
    var complain: @Sendable (String) -> Void {
        let last = LastMoment()
        return { [log] reason in
            guard last.isDue(every: .seconds(1)) else { return }
            log.event("scale_out", [JSONMember("detail", .string(reason))], level: "warning")
        }
    }

    /// Where proofs are kept beside this process's own places.
    var proofTiers: [any ProofCacheTier] { redis.map { [RedisProofTier($0)] } ?? [] }

    var probes: [any HealthProbe] {
        (distribution.map { [NATSProbe($0)] } ?? []) + (redis.map { [RedisProbe($0)] } ?? [])
    }

    func stop() { distribution?.stop() }
}

/// When something was done last.
private final class LastMoment: Sendable {
    private let moment = Mutex<ContinuousClock.Instant?>(nil)

    func isDue(every interval: Duration) -> Bool {
        moment.withLock { moment in
            let now = ContinuousClock.now
            guard moment.map({ now - $0 >= interval }) ?? true else { return false }
            moment = now
            return true
        }
    }
}

/// The stream of jobs. Without it orders are accepted and wait: degraded, not unhealthy.
struct NATSProbe: HealthProbe {
    let name = "nats"
    private let distribution: JobDistribution

    init(_ distribution: JobDistribution) { self.distribution = distribution }

    func check() -> HealthState {
        do throws(MessagingError) {
            let lag = try distribution.stream.lag()
            return lag.deadLetters == 0 ? .healthy : .degraded("\(lag.deadLetters) jobs are quarantined.")
        } catch { return .degraded(error.description) }
    }
}

/// State that servers share. Without it reads go on and what costs money is refused.
struct RedisProbe: HealthProbe {
    let name = "redis"
    private let pool: RedisPool

    init(_ pool: RedisPool) { self.pool = pool }

    func check() -> HealthState {
        do throws(SharedStateError) {
            try pool.ping()
            guard let concern = try pool.durabilityConcern() else { return .healthy }
            return .degraded("Redis can lose nonces: \(concern).")
        } catch { return .degraded(error.description) }
    }
}
