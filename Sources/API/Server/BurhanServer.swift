import Dispatch
import Foundation
import GRPCServer
import HTTPServer
import Rules
import Service
import Storage

/// The whole server: storage, service, interface, transport.
///
/// Standing up: the database is opened, jobs of an earlier process are settled, then the port is bound. Standing down: no more
/// connections, requests and proofs under way go on until the deadline, the rest is stopped.
public final class BurhanServer: Sendable {
    private let configuration: ServerConfiguration
    private let service: ProofService
    /// One for each port.
    private let http: [HTTPServer]
    private let grpc: GRPCServer?
    /// Metrics, health and readiness on a port of their own, up to the very end; nil when they are on the interface's.
    private let operations: HTTPServer?
    private let telemetry: ServiceTelemetry
    private let shared: SharedWork
    private let log: ServerLog

    /// The HTTP ports that were bound, in the order of the configuration.
    public let ports: [ServerPort]
    /// The first of them.
    public var port: UInt16 { ports.first?.port ?? 0 }
    /// The gRPC port that was bound; nil when there is none.
    public var grpcPort: UInt16? { grpc?.port }
    /// The port of metrics, health and readiness alone; nil when there is none.
    public var operationsPort: UInt16? { operations?.port }

    /// Opens and starts everything; throws `ConfigurationError`, `StorageError`, `ServiceError`, `HTTPServerError` or `GRPCServerError`.
    public init(configuration: ServerConfiguration, engine: any ProofEngine, log: ServerLog = .standardError) throws {
        try configuration.check()
        self.configuration = configuration
        self.log = log
        DescriptorLimit.raise()
        let store = try Store(location: configuration.database, settings: configuration.postgreSQL)
        let telemetry = ServiceTelemetry(
            collector: configuration.telemetry.collector, traceRatio: configuration.telemetry.traceRatio, log: log)
        self.telemetry = telemetry
        var environment = ServiceEnvironment.system
        environment.observer = telemetry
        environment.notice = { telemetry.notice($0) }
        let holder = SharedWork.holder("server", environment)
        shared = try SharedWork(configuration, holder: holder, log)
        shared.enter(&environment)
        var settings = configuration.service
        if shared.distribution != nil { settings.role = .front }
        service = try ProofService(
            store: store, engine: engine, sealKey: configuration.sealKey, settings: settings, environment: environment,
            sharedTiers: shared.proofTiers)
        if settings.role == .front { try service.noteSealKey() }
        try service.start()
        try shared.serve(service, store, telemetry)
        if let distribution = shared.distribution { telemetry.watch(distribution) }
        var probes: [any HealthProbe] = [DatabaseProbe(store)] + shared.probes
        if !store.isShared {
            probes.append(DiskProbe(directory: URL(fileURLWithPath: configuration.database).deletingLastPathComponent().path))
        }
        let health = HealthBoard(probes)
        telemetry.watch(service, health)
        var interface = configuration.interface
        interface.showsMetrics = configuration.showsMetrics
        let wanted = configuration.listen.isEmpty ? [ServerPort(.all, configuration.port)] : configuration.listen
        let authenticator = KeyAuthenticator(
            gatekeeper: service.gatekeeper, localAccess: configuration.localAccess, host: configuration.host)
        let servers = try wanted.map { [service] port in
            let router = Router(
                service: service, settings: interface, authenticator: authenticator, role: port.role, telemetry: telemetry, health: health)
            return try HTTPServer(
                host: configuration.host, port: port.port, limits: configuration.limits, handler: TracedHandler(router, telemetry),
                observer: { telemetry.access($0) })
        }
        let operationsRouter = Router(operationsOf: service, telemetry, health)
        operations = try configuration.telemetry.operationsPort.map { port in
            try HTTPServer(host: configuration.host, port: port, handler: operationsRouter, observer: { telemetry.access($0) })
        }
        http = servers
        ports = zip(wanted, servers).map { ServerPort($0.role, $1.port) }
        grpc = try configuration.grpcPort.map { [service, shared] port in
            let gateway = service.gateway(configuration.gateway)
            let services = GatewayServices(
                authorizer: gateway.authorizer, limiter: gateway.limiter, isServing: { !service.isDraining })
            var limits = GRPCLimits()
            // Decisions wait for Redis there, which makes all that wait at once durable with one write; a thread that waits costs nothing.
            if let redis = shared.redis { limits.workers = redis.settings.connections }
            return try GRPCServer(host: configuration.host, port: port, limits: limits, methods: services.methods)
        }
        for port in ports { logListening(port.role.rawValue, port.port) }
        if let grpc { logListening("grpc", grpc.port) }
        if let operations { logListening("operations", operations.port) }
    }

    private func logListening(_ role: String, _ port: UInt16) {
        log.event(
            "listening",
            [
                JSONMember("role", .string(role)), JSONMember("host", .string(configuration.host)), JSONMember("port", .integer(port)),
                JSONMember("database", .string(PostgreSQLSettings.displayed(configuration.database))),
                JSONMember("private_inputs", .string(configuration.sealKey == nil ? "memory_only" : "sealed")),
                JSONMember("start_ms", .integer(Self.millisecondsSinceStart)),
            ])
    }

    /// How long this process has existed, by the kernel's account.
    private static var millisecondsSinceStart: Int {
        let stat = FileManager.default.contents(atPath: "/proc/self/stat") ?? Data()
        // The second field, the program's name, may hold spaces; it ends with the last bracket.
        let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        var now = timespec()
        guard fields.count > 19, let ticks = Int(fields[19]), unsafe clock_gettime(CLOCK_BOOTTIME, &now) == 0 else { return 0 }
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000 - ticks * 1000 / sysconf(Int32(_SC_CLK_TCK))
    }

    /// Stops in an orderly way; blocks for at most about `drainSeconds`.
    public func stop() {
        log.event("draining", [JSONMember("seconds", .integer(Int(configuration.drainSeconds)))])
        for server in http { server.drain() }
        service.drain(within: configuration.drainSeconds)
        shared.stop()
        // The answers to what has just ended are on their way.
        for server in http { server.stop(within: 2) }
        // Last, since the proxy asks here about requests that the other ports still answer.
        grpc?.stop(within: 2)
        telemetry.stop(within: 2)
        operations?.stop(within: 1)
        log.event("stopped")
        log.flush()
    }

    /// Serves until SIGTERM or SIGINT, then stops in an orderly way; a second signal ends the process at once.
    ///
    /// `ready` is called with the bound port.
    public static func run(
        configuration: ServerConfiguration, engine: any ProofEngine, log: ServerLog = .standardError,
        ready: @Sendable (UInt16) -> Void = { _ in }
    ) async throws {
        let signals = SignalWatch([SIGTERM, SIGINT])
        let server = try BurhanServer(configuration: configuration, engine: engine, log: log)
        ready(server.port)
        await signals.first()
        signals.release()
        await BlockingWork.run(named: "drain") { server.stop() }
    }
}
