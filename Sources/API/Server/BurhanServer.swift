import Dispatch
import Foundation
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
    private let http: HTTPServer
    private let log: ServerLog

    /// The port that was bound.
    public var port: UInt16 { http.port }

    /// Opens and starts everything; throws `StorageError`, `ServiceError` or `HTTPServerError`.
    public init(configuration: ServerConfiguration, engine: any ProofEngine, log: ServerLog = .standardError) throws {
        self.configuration = configuration
        self.log = log
        DescriptorLimit.raise()
        let store = try Store(path: configuration.database)
        var environment = ServiceEnvironment.system
        environment.jobEnded = { log.job($0) }
        service = try ProofService(
            store: store, engine: engine, sealKey: configuration.sealKey, settings: configuration.service, environment: environment)
        try service.start()
        http = try HTTPServer(
            host: configuration.host, port: configuration.port, limits: configuration.limits,
            handler: Router(service: service, settings: configuration.interface), observer: { log.access($0) })
        log.event(
            "listening",
            [
                JSONMember("host", .string(configuration.host)), JSONMember("port", .integer(http.port)),
                JSONMember("database", .string(configuration.database)),
                JSONMember("private_inputs", .string(configuration.sealKey == nil ? "memory_only" : "sealed")),
            ])
    }

    /// Stops in an orderly way; blocks for at most about `drainSeconds`.
    public func stop() {
        log.event("draining", [JSONMember("seconds", .integer(Int(configuration.drainSeconds)))])
        http.drain()
        service.drain(within: configuration.drainSeconds)
        // The answers to what has just ended are on their way.
        http.stop(within: 2)
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
