import HTTPServer
import Service
import Storage
import Synchronization
import Telemetry

/// What a process tells of itself: metrics, traces, the log. The service and the transport report here.
public final class ServiceTelemetry: ServiceObserver {
    public let registry = MetricRegistry()
    public let tracer: Tracer
    private let metrics: ServiceMetrics
    private let http = Mutex<HTTPMetrics?>(nil)
    private let exporter: SpanExporter?
    private let log: ServerLog?

    /// Without an address, spans are not made and traces are only passed on.
    public init(collector: CollectorAddress? = nil, traceRatio: Double = 1, role: String = "serve", log: ServerLog? = nil) {
        self.log = log
        metrics = ServiceMetrics(registry)
        if let collector {
            var settings = SpanExporter.Settings(address: collector)
            settings.resource = [
                Span.Attribute("service.name", .text("burhan")), Span.Attribute("service.version", .text(APIVersion.text)),
                Span.Attribute("burhan.role", .text(role)),
            ]
            settings.scopeVersion = APIVersion.text
            let exporter = SpanExporter(settings, metrics: registry)
            self.exporter = exporter
            tracer = Tracer(ratio: traceRatio) { exporter.send($0) }
        } else {
            exporter = nil
            tracer = Tracer()
        }
        registry.addProcessMetrics()
        registry.information("burhan_build_info", "What runs here.", [("version", APIVersion.text), ("role", role)])
        if let log {
            registry.sampled(
                "burhan_log_lines_dropped_total", "Lines that were not logged because the log's reader was too slow.", .counter
            ) {
                Double(log.droppedLines)
            }
        }
    }

    /// Adds the metrics of a service's queue and of its dependencies.
    public func watch(_ service: ProofService, _ health: HealthBoard) {
        registry.sampled("burhan_queue_length", "Jobs that wait.") { Double(service.queue.waiting) }
        registry.sampled("burhan_queue_capacity", "Jobs that may wait.") { Double(service.queue.capacity) }
        registry.sampled("burhan_queue_oldest_age_seconds", "How long the job has waited that waits longest.") {
            Double(service.queue.oldestMilliseconds) / 1000
        }
        registry.sampled("burhan_jobs_running", "Proofs being computed in this process.") { Double(service.queue.running) }
        registry.sampled("burhan_draining", "1 while the process takes no new work.") { service.isDraining ? 1 : 0 }
        watch(health)
        for (name, help, kind, read) in Self.databaseMetrics {
            registry.sampled(name, help, kind) { read(service.databaseCounters) }
        }
    }

    /// What the store counts itself; on an SQLite file most of it stays 0.
    private static let databaseMetrics: [(String, String, MetricKind, @Sendable (StoreCounters) -> Double)] = [
        ("burhan_database_connections", "Connections to the database server.", .gauge, { Double($0.connections) }),
        ("burhan_database_idle_connections", "Connections that no transaction uses.", .gauge, { Double($0.idle) }),
        ("burhan_database_waits_total", "Transactions that waited for a connection.", .counter, { Double($0.waits) }),
        (
            "burhan_database_wait_seconds_total", "Time that transactions waited for a connection.", .counter,
            { Double($0.waitedMilliseconds) / 1000 }
        ),
        ("burhan_database_exhausted_total", "Transactions that got no connection in time.", .counter, { Double($0.exhausted) }),
        ("burhan_database_retries_total", "Transactions run again after a conflict.", .counter, { Double($0.retries) }),
        ("burhan_database_conflicts_total", "Transactions given up after their last retry.", .counter, { Double($0.conflicts) }),
        ("burhan_database_lost_connections_total", "Connections that broke while in use.", .counter, { Double($0.lostConnections) }),
        (
            "burhan_database_unknown_outcomes_total", "Commits of which nobody knows whether they happened.", .counter,
            { Double($0.unknownOutcomes) }
        ),
    ]

    /// Adds the states of dependencies, as they were last seen.
    public func watch(_ health: HealthBoard) {
        registry.states(
            "burhan_dependency_state", "1 for the state that a dependency is in.", of: ("dependency", health.names),
            in: ("state", HealthState.Level.allCases.map(\.rawValue))
        ) {
            health.lastReport.dependencies.map { ($0.name, $0.state.level.rawValue) }
        }
    }

    /// Declares the metrics of HTTP for these routes; a second call changes nothing.
    func serves(_ routes: [Route]) {
        http.withLock { http in
            guard http == nil else { return }
            var patterns: [String] = []
            for route in routes where !patterns.contains(route.pattern) { patterns.append(route.pattern) }
            http = HTTPMetrics(registry, methods: HTTPMethod.allCases.map(\.rawValue), routes: patterns)
        }
    }

    /// Sends the spans that wait, for at most `seconds`. Blocks.
    public func stop(within seconds: Double) { exporter?.stop(within: seconds) }

    /// A finished exchange.
    public func access(_ record: AccessRecord) {
        log?.access(record)
        guard let http = http.withLock({ $0 }) else { return }
        http.requests[record.method, record.route, HTTPMetrics.statusClass(record.status)].increment()
        http.time[record.route].observe(record.duration)
        http.requestBytes.increment(by: record.requestBytes)
        http.responseBytes.increment(by: record.responseBytes)
    }

    public func note(_ event: ServiceEvent) {
        switch event {
        case .orderAccepted(let job, let took):
            metrics.accepted.increment()
            tracer.record("order", below: TraceScope.current, took: took, attributes: Self.attributes(job))
        case .jobStarted(let job): noteStart(job)
        case .proofEnded(let run): noteRun(run)
        case .jobEnded(let job):
            metrics.ended[job.state.rawValue, JobReport.failureCode(job) ?? "none"].increment()
            log?.job(job)
        case .receiptVerified(let result, let took):
            metrics.verifications[result.rawValue].increment()
            metrics.verificationTime.observe(took)
            tracer.record(
                "verify", below: TraceScope.current, took: took, attributes: [Span.Attribute("burhan.verdict", .text(result.rawValue))])
        case .imageChecked(let isSame): metrics.integrityChecks[isSame ? "same" : "different"].increment()
        case .databaseUsed(let use, let took, let succeeded):
            metrics.databaseTime[use.rawValue].observe(took)
            if !succeeded { metrics.databaseFailures[use.rawValue].increment() }
            tracer.record("storage \(use.rawValue)", below: TraceScope.current, took: took, fault: succeeded ? nil : "storage_failed")
        case .cacheAsked(let cache, let tier, let isHit):
            metrics.cacheRequests[cache.rawValue, tier.rawValue, isHit ? "hit" : "miss"].increment()
        case .streamMeasured(let pending, let unacknowledged):
            metrics.streamPending.set(Double(pending))
            metrics.streamUnacknowledged.set(Double(unacknowledged))
        case .jobQuarantined: metrics.quarantined.increment()
        }
    }

    /// What the service notices about callers and their limits.
    public func notice(_ notice: ServiceNotice) {
        log?.notice(notice)
        switch notice {
        case .limitHit(let name, _): metrics.limitHits[name].increment()
        case .keyRefused(let reason): metrics.keysRefused[reason].increment()
        case .limiterUnavailable(_, let isOpen): metrics.limiterFailures[isOpen ? "allowed" : "refused"].increment()
        case .auditHead, .bookkeepingFailed: break
        }
    }

    private func noteStart(_ job: JobRecord) {
        let wait = Duration.milliseconds(max((job.startedAt ?? job.createdAt) - job.createdAt, 0))
        metrics.queueWait.observe(wait)
        tracer.record("queue wait", kind: .consumer, below: Self.trace(job), took: wait, attributes: Self.attributes(job))
    }

    private func noteRun(_ run: ProofRun) {
        let result = run.result.rawValue
        metrics.generations[result].increment()
        metrics.generationTime[result].observe(run.took)
        metrics.cycles.increment(by: run.cycles ?? 0)
        guard tracer.isRecording, let parent = Self.trace(run.job) else { return }
        let end = tracer.now
        let start = end - min(end, Self.nanoseconds(run.took))
        let context = tracer.context(below: parent)
        var attributes = Self.attributes(run.job) + [Span.Attribute("burhan.result", .text(result))]
        if let cycles = run.cycles { attributes.append(Span.Attribute("burhan.cycles", .integer(cycles))) }
        tracer.record(
            Span(
                context: context, parentSpanID: parent.spanID, name: "proof", start: start, end: end, attributes: attributes,
                fault: run.result == .failed ? run.code ?? "failed" : nil))
        for phase in run.phases {
            tracer.record(
                "proof \(phase.name)", below: context, took: phase.took, endedAt: start + Self.nanoseconds(phase.start + phase.took))
        }
    }

    private static func trace(_ job: JobRecord) -> TraceContext? { job.traceparent.flatMap { TraceContext(traceparent: [$0]) } }

    private static func nanoseconds(_ duration: Duration) -> UInt64 { UInt64(max(duration.inSeconds, 0) * 1e9) }

    private static func attributes(_ job: JobRecord) -> [Span.Attribute] {
        [
            Span.Attribute("burhan.job_id", .text(job.id)), Span.Attribute("burhan.image_id", .text(Hex.text(job.imageID))),
            Span.Attribute("burhan.attempt", .integer(job.attempts)),
        ]
    }
}
