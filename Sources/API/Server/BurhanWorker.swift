import Foundation
import HTTPServer
import Messaging
import Rules
import ScaleOut
import Service
import Storage

/// A process that proves what servers have accepted: database, stream, engine; no interface but the operators'.
public final class BurhanWorker: Sendable {
    private let configuration: ServerConfiguration
    private let service: ProofService
    private let worker: Worker
    private let shared: SharedWork
    private let telemetry: ServiceTelemetry
    private let operations: HTTPServer?
    private let log: ServerLog

    /// The port of health, readiness and metrics; nil when there is none.
    public var operationsPort: UInt16? { operations?.port }

    /// Opens and starts everything; throws `ConfigurationError`, `StorageError`, `ServiceError`, `MessagingError` or `HTTPServerError`.
    public init(configuration: ServerConfiguration, engine: any ProofEngine, log: ServerLog = .standardError) throws {
        try configuration.check()
        guard !configuration.sharedWork.nats.isEmpty else {
            throw ConfigurationError.contradiction(reason: "A worker needs nats: the servers that hand it jobs.")
        }
        self.configuration = configuration
        self.log = log
        let store = try Store(location: configuration.database, settings: configuration.postgreSQL)
        telemetry = ServiceTelemetry(
            collector: configuration.telemetry.collector, traceRatio: configuration.telemetry.traceRatio, role: "worker", log: log)
        var environment = ServiceEnvironment.system
        let holder = SharedWork.holder("worker", environment)
        shared = try SharedWork(configuration, holder: holder, log)
        environment.observer = telemetry
        environment.notice = { [telemetry] in telemetry.notice($0) }
        shared.enter(&environment)
        var settings = configuration.service
        settings.role = .worker
        settings.workerName = holder
        service = try ProofService(
            store: store, engine: engine, sealKey: configuration.sealKey, settings: settings, environment: environment,
            sharedTiers: shared.proofTiers)
        guard try service.sharesSealKey() else {
            throw ConfigurationError.contradiction(
                reason: "The seal key is not that of the servers on this database: give the worker the file that seal-key-file names there."
            )
        }
        try service.start()
        guard let distribution = shared.distribution else { throw ConfigurationError.contradiction(reason: "A worker needs nats.") }
        worker = Worker(service, distribution.stream, distribution.settings, note: shared.complain)
        let health = HealthBoard([DatabaseProbe(store)] + shared.probes)
        telemetry.watch(service, health)
        telemetry.watch(worker)
        let router = Router(operationsOf: service, telemetry, health)
        operations = try configuration.telemetry.operationsPort.map { [telemetry] port in
            try HTTPServer(host: configuration.host, port: port, handler: router, observer: { telemetry.access($0) })
        }
        try worker.start()
        log.event(
            "working",
            [
                JSONMember("worker", .string(holder)), JSONMember("provers", .integer(max(1, settings.provers))),
                JSONMember("database", .string(PostgreSQLSettings.displayed(configuration.database))),
                JSONMember("nats", .string(configuration.sharedWork.nats.map(\.description).joined(separator: ","))),
                JSONMember("operations_port", operations.map { .integer($0.port) } ?? .null),
            ])
    }

    /// Takes no more jobs, finishes those under way or hands them back; blocks for at most about `drainSeconds`.
    public func stop() {
        log.event("draining", [JSONMember("seconds", .integer(Int(configuration.drainSeconds)))])
        // Marks the service, so that it is not ready any more; it has no jobs of its own.
        service.drain(within: 0)
        worker.drain(within: configuration.drainSeconds)
        telemetry.stop(within: 2)
        operations?.stop(within: 1)
        log.event("stopped", [JSONMember("finished", .integer(worker.counters.finished))])
        log.flush()
    }

    /// Works until SIGTERM or SIGINT, then stops in an orderly way; a second signal ends the process at once.
    public static func run(configuration: ServerConfiguration, engine: any ProofEngine, log: ServerLog = .standardError) async throws {
        let signals = SignalWatch([SIGTERM, SIGINT])
        let worker = try BurhanWorker(configuration: configuration, engine: engine, log: log)
        await signals.first()
        signals.release()
        await BlockingWork.run(named: "drain") { worker.stop() }
    }
}

/// Work that blocks, for those who may not: on a thread of its own instead of one of Swift's pool.
enum BlockingWork {
    static func run(named name: String, _ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                work()
                continuation.resume()
            }
            thread.name = name
            thread.start()
        }
    }
}
