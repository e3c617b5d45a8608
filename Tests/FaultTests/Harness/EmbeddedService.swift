import Foundation
import ServiceTesting

/// One server with one SQLite file, and customers with deployments in it.
final class EmbeddedService {
    let directory: TemporaryDirectory
    let port: UInt16
    let server: ServerProcess
    let customers: [Customer]
    private let database: String
    private let disk: SmallDisk?

    /// The file lies on `disk`, or in a directory of its own.
    init(_ words: [String] = [], on disk: SmallDisk? = nil, wrapper: [String] = [], environment: [String: String] = [:]) throws {
        let directory = try TemporaryDirectory()
        let port = try FreePort.next()
        let inside = (disk?.path ?? directory.path) + "/burhan.sqlite"
        let wrapper = (disk?.wrapper ?? []) + wrapper
        let common = ["--database", inside, "--seal-key-file", directory.file("seal.key")]
        try Burhan.run(["keygen", directory.file("seal.key")])
        customers = try Customers.make(database: inside, sealKeyFile: directory.file("seal.key"), wrapper: wrapper)
        server = try Burhan.start(
            ["serve", "--port", String(port)] + common + words, log: directory.file("server.log"), port: port, wrapper: wrapper,
            environment: environment)
        self.directory = directory
        self.port = port
        self.disk = disk
        database = inside
        try Customers.deploy(for: customers, entrances: [port])
    }

    func load(orders: Int = 12, share: Int = 30, clients: Int = 4, pace: Double = 0.1, extra: [Order] = [], _ chance: inout Chance) -> Load
    {
        Load(
            customers, orders: orders, entrances: [port], share: share, clients: clients, pace: pace, extra: extra, &chance)
    }

    /// Writes much at a time until a write is refused; whether one was. On a full disk small ones may find room in what the write-ahead log has.
    func writeUntilRefused(_ observations: Observations) -> Bool {
        let body = #"{"items":[\#([String](repeating: "{}", count: 1000).joined(separator: ","))]}"#
        for _ in 0..<300 {
            observations.note(HTTPSocket.call(port, "POST", "/api/batches", customers[1].headers, body, seconds: 60), to: "a batch")
            if observations.hasRefusals { return true }
        }
        return false
    }

    var records: any Records { FileRecords(path: database, wrapper: disk?.wrapper ?? []) }

    /// Waits for the end of a load, stops the server, and looks whether every invariant held.
    func settle(
        _ load: Load, refusesSome: Bool = false, ends: @escaping @Sendable (Order) -> Set<String> = { _ in ["succeeded"] }
    ) throws -> RoundReport {
        try Settlement(
            customers: customers, entrances: [port], records: records, database: database, wrapper: disk?.wrapper ?? [],
            processes: [("server", server)], directories: [directory.path] + (disk.map { [$0.path] } ?? []), refusesSome: refusesSome,
            ends: ends
        ).report(load)
    }
}
