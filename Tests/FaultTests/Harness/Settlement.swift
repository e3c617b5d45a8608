import Foundation
import ServiceTesting

/// The end of a round: everything is waited for, the service is stopped, and every invariant is looked at.
struct Settlement {
    var customers: [Customer]
    var entrances: [UInt16]
    var records: any Records
    /// The database as `burhan` takes it.
    var database: String
    /// Begins processes that see it.
    var wrapper: [String] = []
    /// Where files and logs of the service lie.
    var directory: TemporaryDirectory
    /// Whether some orders had to be refused.
    var refusesSome = false
    var ends: @Sendable (Order) -> Set<String> = { _ in ["succeeded"] }

    func report(_ load: Load, stop: () throws -> Void) throws -> RoundReport {
        var phases: [String] = []
        var last = ContinuousClock.now
        func phase(_ name: String) {
            phases.append("\(name) \((last.duration(to: .now) / .milliseconds(100)).rounded() / 10) s")
            last = .now
        }
        load.finish()
        phase("load")
        load.observations.checkBounds(refusesSome: refusesSome)
        let client = GoodClient(
            entrances: entrances, observations: load.observations, deadline: ContinuousClock.now.advanced(by: .seconds(60)))
        Inspection(load: load, customers: customers, client: client, ends: ends).run()
        phase("inspection")
        try stop()
        phase("stop")
        try Audit(records: records, load: load).run()
        let log = try Program.run("/usr/bin/env", wrapper + [Burhan.program, "admin", "audit", "verify", "--database", database, "--json"])
        if !log.contains(#""intact": true"#) { load.observations.violation("the audit log: \(log)") }
        if try directory.contains(FaultRule.secret) { load.observations.violation("a private input lies in a file in clear") }
        phase("audit")
        let ended = load.orders.count { $0.isSettled }
        return RoundReport(
            violations: load.observations.state.withLock { $0.violations },
            summary: "\(load.orders.count) orders, \(ended) ended; \(load.observations.summary); \(phases.joined(separator: ", "))")
    }
}
