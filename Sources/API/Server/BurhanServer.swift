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
    private let log: ServerLog

    /// The first HTTP port that was bound.
    public var port: UInt16 { http.first?.port ?? 0 }
    /// The gRPC port that was bound; nil when there is none.
    public var grpcPort: UInt16? { grpc?.port }

    /// Opens and starts everything; throws `ConfigurationError`, `StorageError`, `ServiceError`, `HTTPServerError` or `GRPCServerError`.
    public init(configuration: ServerConfiguration, engine: any ProofEngine, log: ServerLog = .standardError) throws {
        try configuration.check()
        self.configuration = configuration
        self.log = log
        let store = try Store(location: configuration.database, settings: configuration.postgreSQL)
        var environment = ServiceEnvironment.system
        environment.jobEnded = { log.job($0) }
        environment.notice = { log.notice($0) }
        service = try ProofService(
            store: store, engine: engine, sealKey: configuration.sealKey, settings: configuration.service, environment: environment)
        try service.start()
        let ports = configuration.listen.isEmpty ? [ServerPort(.all, configuration.port)] : configuration.listen
        let authenticator = KeyAuthenticator(
            gatekeeper: service.gatekeeper, localAccess: configuration.localAccess, host: configuration.host)
        http = try ports.map { [service] port in
            try HTTPServer(
                host: configuration.host, port: port.port, limits: configuration.limits,
                handler: Router(
                    service: service, settings: configuration.interface, authenticator: authenticator, role: port.role),
                observer: { log.access($0) })
        }
        grpc = try configuration.grpcPort.map { [service] port in
            try GRPCServer(
                host: configuration.host, port: port,
                methods: Self.gateway(configuration.gateway, service: service, environment: environment).methods)
        }
        for (port, server) in zip(ports, http) { logListening(port.role.rawValue, server.port) }
        if let grpc { logListening("grpc", grpc.port) }
    }

    /// What the proxy in front asks: over what this process knows by itself.
    private static func gateway(_ settings: GatewaySettings, service: ProofService, environment: ServiceEnvironment) -> GatewayServices {
        let limiter = SlidingWindowLimiter(settings.rules, now: environment.now)
        let policy = GatewayPolicy(
            credentials: LoopbackCredentials(), limiter: limiter, receipts: service, nonces: NonceMemory(now: environment.now),
            payments: LocalPayments(), newID: environment.newID)
        return GatewayServices(authorizer: policy, limiter: limiter, isServing: { !service.isDraining })
    }

    private func logListening(_ role: String, _ port: UInt16) {
        log.event(
            "listening",
            [
                JSONMember("role", .string(role)), JSONMember("host", .string(configuration.host)), JSONMember("port", .integer(port)),
                JSONMember("database", .string(PostgreSQLSettings.displayed(configuration.database))),
                JSONMember("private_inputs", .string(configuration.sealKey == nil ? "memory_only" : "sealed")),
            ])
    }

    /// Stops in an orderly way; blocks for at most about `drainSeconds`.
    public func stop() {
        log.event("draining", [JSONMember("seconds", .integer(Int(configuration.drainSeconds)))])
        for server in http { server.drain() }
        service.drain(within: configuration.drainSeconds)
        // The answers to what has just ended are on their way.
        for server in http { server.stop(within: 2) }
        // Last, since the proxy asks here about requests that the other ports still answer.
        grpc?.stop(within: 2)
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
        // Draining blocks, so it gets a thread of its own instead of one of Swift's pool.
        await withCheckedContinuation { continuation in
            let thread = Thread {
                server.stop()
                continuation.resume()
            }
            thread.name = "drain"
            thread.start()
        }
    }
}
