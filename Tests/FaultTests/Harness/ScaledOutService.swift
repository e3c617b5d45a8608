import Foundation
import ServiceTesting

/// Two servers, two workers and Envoy, on PostgreSQL, three NATS nodes and Redis; a database of its own for each.
final class ScaledOutService {
    let engines: Engines
    let customers: [Customer]
    let servers: [ServerProcess]
    let workers: [ServerProcess]
    let envoy: EnvoyProxy
    let directory: TemporaryDirectory
    private let ports: [UInt16]
    let database: String

    /// Words for servers and workers beside the usual ones.
    init(servers serverWords: [String] = [], workers workerWords: [String] = []) throws {
        let engines = try Engines.shared.get()
        let directory = try TemporaryDirectory()
        let database = try engines.postgreSQL.newDatabase()
        let sealKey = directory.file("seal.key")
        let common = [
            "--database", database, "--nats", engines.nats.urls, "--redis", engines.redis.url, "--seal-key-file", sealKey,
            "--nats-replicas", "3", "--ack-seconds", "3",
        ]
        try Burhan.run(["keygen", sealKey])
        customers = try Customers.make(database: database, sealKeyFile: sealKey)
        let ports = try (0..<2).map { _ in try FreePort.next() }
        let gateways = try (0..<2).map { _ in try FreePort.next() }
        servers = try (0..<2).map { index in
            try Burhan.start(
                ["serve", "--port", String(ports[index]), "--grpc-port", String(gateways[index])] + common + serverWords,
                log: directory.file("server-\(index).log"), port: ports[index])
        }
        workers = try (0..<2).map { index in
            let port = try FreePort.next()
            return try Burhan.start(
                ["worker", "--operations-port", String(port)] + common + workerWords, log: directory.file("worker-\(index).log"), port: port
            )
        }
        envoy = try EnvoyProxy(ports: [8082: ports[0], 8083: ports[0], 8084: ports[0], 50051: gateways[0]]) { text in
            // Each cluster of the shipped file has one server; here it has two.
            var text = text
            for (first, second) in [(ports[0], ports[1]), (gateways[0], gateways[1])] {
                let endpoint = { (port: UInt16) in
                    "{ endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: \(port) } } } }"
                }
                text = text.replacingOccurrences(of: endpoint(first), with: endpoint(first) + ", " + endpoint(second))
            }
            return text
        }
        self.engines = engines
        self.directory = directory
        self.database = database
        self.ports = ports
        try Customers.deploy(for: customers, entrances: ports)
    }

    var records: any Records { ServerRecords(server: engines.postgreSQL, url: database) }

    /// Envoy twice, since customers know it best.
    var entrances: [UInt16] { [envoy.port, ports[0], envoy.port, ports[1]] }

    func load(orders: Int = 12, share: Int = 30, clients: Int = 4, pace: Double = 0.1, extra: [Order] = [], _ chance: inout Chance) -> Load
    {
        Load(customers, orders: orders, entrances: entrances, share: share, clients: clients, pace: pace, extra: extra, &chance)
    }

    /// Waits for the end of a load, stops servers and workers, and looks whether every invariant held.
    func settle(
        _ load: Load, refusesSome: Bool = false, ends: @escaping @Sendable (Order) -> Set<String> = { _ in ["succeeded"] }
    ) throws -> RoundReport {
        let processes = [("worker", workers), ("server", servers)].flatMap { kind, processes in
            processes.enumerated().map { ("\(kind) \($0.offset)", $0.element) }
        }
        let (nats, redis) = (engines.nats.directory.path, engines.redis.directory.path)
        return try Settlement(
            customers: customers, entrances: entrances, records: records, database: database, processes: processes,
            directories: [directory.path, envoy.directory.path, engines.postgreSQL.directory, nats, redis],
            refusesSome: refusesSome, ends: ends
        ).report(load)
    }
}
