import Foundation
import ServiceTesting

/// One server with one SQLite file, and customers with deployments in it.
final class EmbeddedService {
    let directory: TemporaryDirectory
    let port: UInt16
    let server: ServerProcess
    let customers: [Customer]
    private let database: String

    /// - Parameters:
    ///   - database: where the file lies; in a directory of its own unless given.
    ///   - outside: the same path as this process sees it.
    init(
        _ words: [String] = [], database given: (inside: String, outside: String)? = nil, wrapper: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        let directory = try TemporaryDirectory()
        let port = try FreePort.next()
        let paths = given ?? (directory.file("burhan.sqlite"), directory.file("burhan.sqlite"))
        let common = ["--database", paths.inside, "--seal-key-file", directory.file("seal.key")]
        try Burhan.run(["keygen", directory.file("seal.key")])
        server = try Burhan.start(
            ["serve", "--port", String(port)] + common + words, log: directory.file("server.log"), port: port, wrapper: wrapper,
            environment: environment)
        self.directory = directory
        self.port = port
        database = paths.outside
        customers = [Customer(tenant: "local", key: nil)]
        try Deployments.make(for: customers, entrances: [port])
    }

    func load(orders: Int = 18, share: Int = 30, clients: Int = 4, pace: Double = 0.1, extra: [Order] = [], _ chance: inout Chance) -> Load {
        Load(
            customers, orders: orders, entrances: [port], share: share, clients: clients, pace: pace, extra: extra, &chance)
    }

    var records: any Records { FileRecords(path: database) }

    /// Waits for the end of a load, stops the server, and looks whether every invariant held.
    func settle(
        _ load: Load, refusesSome: Bool = false, ends: @escaping @Sendable (Order) -> Set<String> = { _ in ["succeeded"] }
    ) throws -> RoundReport {
        load.finish()
        load.observations.checkBounds(refusesSome: refusesSome)
        let client = GoodClient(
            entrances: [port], observations: load.observations, deadline: ContinuousClock.now.advanced(by: .seconds(60)))
        Inspection(load: load, customers: customers, client: client, ends: ends).run()
        server.terminate()
        try Audit(records: records, load: load).run()
        if try directory.contains(FaultRule.secret) { load.observations.violation("a private input lies in a file in clear") }
        let ended = load.orders.count { $0.isSettled }
        return RoundReport(
            violations: load.observations.state.withLock { $0.violations },
            summary: "\(load.orders.count) orders, \(ended) ended; \(load.observations.summary)")
    }
}

/// Puts the rule of the orders into service.
enum Deployments {
    struct Failed: Error { let answer: String }

    static func make(for customers: [Customer], entrances: [UInt16]) throws {
        let client = GoodClient(
            entrances: entrances, observations: Observations(), deadline: ContinuousClock.now.advanced(by: .seconds(30)))
        for customer in customers {
            let body = #"{"customer_id":"\#(customer.customerID)","dsl":\#(FaultRule.age)}"#
            let answer = client.call("POST", "/api/deploy", customer, body: body)
            guard let answer, (200..<300).contains(answer.status) else { throw Failed(answer: answer?.text ?? "none") }
        }
    }
}
