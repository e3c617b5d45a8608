import Foundation
import ServiceTesting

/// The servers that Burhan is scaled out on: PostgreSQL, three NATS nodes, Redis. Started once, used by all rounds, which leave them running.
final class Engines: Sendable {
    /// Nil where all of them are installed, else why scenarios on them are skipped.
    static let absence: String? =
        !PostgreSQLServer.isInstalled ? PostgreSQLServer.absence : NATSCluster.absence ?? RedisServer.absence

    static let shared: Result<Engines, any Error> = Result {
        let engines = try Engines()
        // Statics are not torn down.
        atexit { try? Engines.shared.get().stop() }
        return engines
    }

    let postgreSQL: PostgreSQLServer
    let nats: NATSCluster
    let redis: RedisServer

    private init() throws {
        postgreSQL = try PostgreSQLServer()
        nats = try NATSCluster(nodes: 3)
        redis = try RedisServer()
    }

    private func stop() {
        for node in nats.nodes { node.kill9() }
        redis.process.kill9()
        postgreSQL.stop()
    }
}
