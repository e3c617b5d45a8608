import Foundation
import Messaging
import ScaleOut
import Service
import ServiceTesting
import Storage
import Synchronization

/// Servers and workers in this process, on a real PostgreSQL database and a real NATS server.
final class Installation {
    static let absence: String? = NATSCluster.absence ?? (PostgreSQLServer.isInstalled ? nil : PostgreSQLServer.absence)

    let cluster: NATSCluster
    let database: String
    let engine = ScriptedEngine()
    let key: ServiceKey
    private(set) var servers: [TestServer] = []
    private(set) var workers: [TestWorker] = []
    let notes = Lines()

    init(nodes: Int = 1) throws {
        cluster = try NATSCluster(nodes: nodes)
        database = try PostgreSQLServer.shared.get().newDatabase()
        key = try ServiceKey(bytes: (0..<32).map { UInt8($0) })
    }

    deinit { stop() }

    func settings(_ holder: String) throws -> ScaleOutSettings {
        var settings = ScaleOutSettings(messaging: MessagingSettings(addresses: try NATSAddress.list(cluster.urls)), holder: holder)
        settings.stream.ackSeconds = 1
        settings.stream.replicas = cluster.nodes.count > 1 ? 3 : 1
        settings.resendSeconds = 2
        settings.pollSeconds = 0.3
        return settings
    }

    @discardableResult
    func addServer(_ change: (inout ScaleOutSettings) -> Void = { _ in }) throws -> TestServer {
        var settings = try settings("server-\(servers.count)")
        change(&settings)
        servers.append(try TestServer(self, settings))
        return servers[servers.count - 1]
    }

    @discardableResult
    func addWorker(provers: Int = 1, attempts: Int = 10, quarantinedInputHours: Int = 0) throws -> TestWorker {
        workers.append(
            try TestWorker(
                self, settings("worker-\(workers.count)"), provers: provers, attempts: attempts, inputHours: quarantinedInputHours))
        return workers[workers.count - 1]
    }

    func stop() {
        workers.forEach { $0.worker.drain(within: 0) }
        servers.forEach { $0.distribution.stop() }
        (servers, workers) = ([], [])
    }
}

final class TestServer {
    let store: Store
    let distribution: JobDistribution
    let service: ProofService

    init(_ installation: Installation, _ settings: ScaleOutSettings) throws {
        store = try Store(location: installation.database)
        distribution = try JobDistribution(settings) { _ in }
        var environment = ServiceEnvironment.system
        environment.exchange = distribution.exchange
        environment.quarantine = distribution.quarantine
        var bounds = ServiceSettings()
        bounds.role = .front
        bounds.queueCapacity = 1000
        service = try ProofService(
            store: store, engine: installation.engine, sealKey: installation.key, settings: bounds, environment: environment)
        try service.start()
        let notes = installation.notes
        try distribution.serve(service, store) { notes.add($0) }
    }

    /// Orders a proof that takes `steps` of five milliseconds; the job's id.
    func order(
        steps: Int = 1, fails: Bool = false, detached: Bool = true, key: String? = nil, by caller: Caller = .local
    ) throws -> String {
        let inputs = PrivateInputs(json: SecretBytes(Array(#"{"steps":\#(steps),"fails":\#(fails)}"#.utf8)))
        let order = ProofOrder(
            subject: .document(Array(#"{"use_case":"x"}"#.utf8)), request: StatementRequest(), inputs: inputs,
            idempotency: key.map { IdempotencyKey(key: $0, body: []) }, isDetached: detached)
        return try service.order(order, by: caller).job.id
    }

    func job(_ id: String) throws -> JobRecord { try service.job(id, by: .local) }
}

final class TestWorker {
    let store: Store
    let worker: Worker
    let service: ProofService
    let distribution: JobDistribution

    init(_ installation: Installation, _ settings: ScaleOutSettings, provers: Int, attempts: Int, inputHours: Int) throws {
        store = try Store(location: installation.database)
        distribution = try JobDistribution(settings) { _ in }
        var environment = ServiceEnvironment.system
        environment.exchange = distribution.exchange
        var bounds = ServiceSettings()
        bounds.role = .worker
        bounds.provers = provers
        bounds.attempts = attempts
        bounds.quarantinedInputHours = inputHours
        bounds.workerName = settings.holder
        bounds.leaseSeconds = 1
        service = try ProofService(
            store: store, engine: installation.engine, sealKey: installation.key, settings: bounds, environment: environment)
        let notes = installation.notes
        worker = Worker(service, distribution.stream, settings) { notes.add($0) }
        try worker.start()
    }
}

/// What was noted for the log.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}
