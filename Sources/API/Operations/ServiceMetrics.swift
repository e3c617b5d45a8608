import Service
import Storage
import Telemetry

/// Every metric of a server or worker beside those of the transport and the process; docs/operations.md explains them.
struct ServiceMetrics: Sendable {
    /// Seconds.
    private static let proofBounds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 600]
    /// Seconds.
    private static let waitBounds = [0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]
    /// Seconds.
    private static let callBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
    /// The codes of a job's failure, as its record names them.
    private static let codes = [
        "none", "statement_false", "invalid_rule", "over_limit", "engine_failed", "engine_unreliable", "cancelled", "client_disconnected",
        "deadline_passed", "time_limit", "lost", "gave_up",
    ]

    /// The names of limits, as `ServiceNotice` gives them.
    private static let limits = ["requests", "proofs", "concurrent_jobs", "cycles_per_day", "cycles_per_month", "credits", "queue"]

    let accepted: Counter
    let ended: MetricFamily<Counter>
    let quarantined: Counter
    let queueWait: Histogram
    let generations: MetricFamily<Counter>
    let generationTime: MetricFamily<Histogram>
    let cycles: Counter
    let verifications: MetricFamily<Counter>
    let verificationTime: Histogram
    let integrityChecks: MetricFamily<Counter>
    let limitHits: MetricFamily<Counter>
    let keysRefused: MetricFamily<Counter>
    let limiterFailures: MetricFamily<Counter>
    let databaseTime: MetricFamily<Histogram>
    let databaseFailures: MetricFamily<Counter>
    let cacheRequests: MetricFamily<Counter>
    let streamPending: Gauge
    let streamUnacknowledged: Gauge

    init(_ registry: MetricRegistry) {
        let states = Label("state", JobState.allCases.filter(\.isFinal).map(\.rawValue))
        let results = Label("result", ProofRun.Result.allCases.map(\.rawValue))
        let uses = Label("operation", DatabaseUse.allCases.map(\.rawValue))
        accepted = registry.counter("burhan_jobs_accepted_total", "Orders accepted as jobs.").only
        ended = registry.counter(
            "burhan_jobs_ended_total", "Jobs by final state and failure code.", labels: [states, Label("code", Self.codes)], isSparse: true)
        quarantined = registry.counter("burhan_jobs_quarantined_total", "Jobs set aside because they failed too often.").only
        queueWait =
            registry.histogram("burhan_queue_wait_seconds", "Time from acceptance to the start of a job.", bounds: Self.waitBounds).only
        generations = registry.counter(
            "proof_generation_total", "Computations of proofs by how they came out; stopped: cancelled, out of time, or the process stops.",
            labels: [results])
        generationTime = registry.histogram(
            "proof_generation_duration_seconds", "Time of computations of proofs.", labels: [results], bounds: Self.proofBounds)
        cycles = registry.counter("burhan_prover_cycles_total", "Machine cycles in the proofs that were made.").only
        verifications = registry.counter(
            "proof_verification_total", "Receipts verified by verdict; undecided: the bytes are no receipt.",
            labels: [Label("result", VerificationResult.allCases.map(\.rawValue))])
        verificationTime =
            registry.histogram(
                "proof_verification_duration_seconds", "Time of verifications.", bounds: Self.callBounds
            ).only
        integrityChecks = registry.counter(
            "circuit_integrity_checks_total", "Image IDs of stored rules computed again and compared with the record.",
            labels: [Label("result", ["same", "different"])])
        limitHits = registry.counter(
            "rate_limit_hits_total", "Requests refused because of a limit.", labels: [Label("limit", Self.limits)]
        )
        keysRefused = registry.counter(
            "burhan_keys_refused_total", "Requests refused for want of a valid key.",
            labels: [Label("reason", ["missing", "malformed", "refused", "suspended", "scope"])])
        limiterFailures = registry.counter(
            "burhan_limiter_failures_total", "Limits that could not be looked up, by what became of the request.",
            labels: [Label("request", ["allowed", "refused"])])
        databaseTime = registry.histogram(
            "burhan_database_duration_seconds", "Time of calls to the database, with the wait for a connection.", labels: [uses],
            bounds: Self.callBounds)
        databaseFailures = registry.counter("burhan_database_failures_total", "Calls to the database that failed.", labels: [uses])
        cacheRequests = registry.counter(
            "burhan_cache_requests_total", "Look-ups in the caches by tier.",
            labels: [
                Label("cache", CacheKind.allCases.map(\.rawValue)), Label("tier", CacheTier.allCases.map(\.rawValue)),
                Label("result", ["hit", "miss"]),
            ], isSparse: true)
        streamPending =
            registry.gauge(
                "burhan_stream_pending", "Jobs that no worker has yet: in the stream, and in the database in front of it."
            ).only
        streamUnacknowledged = registry.gauge("burhan_stream_unacknowledged", "Jobs that workers hold and have not acknowledged.").only
    }
}

/// The metrics of the HTTP transport, by route pattern.
struct HTTPMetrics: Sendable {
    private static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600]
    private static let classes = ["1xx", "2xx", "3xx", "4xx", "5xx"]
    let requests: MetricFamily<Counter>
    let time: MetricFamily<Histogram>
    let requestBytes: Counter
    let responseBytes: Counter

    init(_ registry: MetricRegistry, methods: [String], routes: [String]) {
        // `none`: no such path, or the client left before there was an answer; `refused`: stopped before routing.
        let route = Label("route", routes + ["none", "refused"])
        requests = registry.counter(
            "burhan_http_requests_total", "Requests by route and class of status.",
            labels: [Label("method", methods), route, Label("status", Self.classes)], isSparse: true)
        time = registry.histogram(
            "burhan_http_request_duration_seconds", "Time from the head of a request to the last byte of its answer.", labels: [route],
            bounds: Self.bounds)
        requestBytes = registry.counter("burhan_http_request_bytes_total", "Bytes of request bodies.").only
        responseBytes = registry.counter("burhan_http_response_bytes_total", "Bytes of answers' bodies.").only
    }

    static func statusClass(_ status: Int) -> String {
        let index = status / 100 - 1
        return classes.indices.contains(index) ? classes[index] : Label.other
    }
}
