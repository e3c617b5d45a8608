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
    /// Every process of `burhan`, in the order in which they are stopped.
    var processes: [(name: String, process: ServerProcess)]
    /// Where files and logs of the service, and of the servers behind it, lie.
    var directories: [String]
    /// Whether some orders had to be refused.
    var refusesSome = false
    var ends: @Sendable (Order) -> Set<String> = { _ in ["succeeded"] }

    func report(_ load: Load) throws -> RoundReport {
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
            entrances: entrances, observations: load.observations, deadline: ContinuousClock.now.advanced(by: .seconds(180)))
        Inspection(load: load, customers: customers, client: client, ends: ends).run()
        phase("inspection")
        for (name, process) in processes {
            process.terminate()
            for surprise in process.surprises { load.observations.violation("\(name): \(surprise); \(process.log.suffix(2000))") }
        }
        phase("stop")
        try Audit(records: records, load: load).run()
        let log = try Program.run("/usr/bin/env", wrapper + [Burhan.program, "admin", "audit", "verify", "--database", database, "--json"])
        if !log.contains(#""intact": true"#) { load.observations.violation("the audit log: \(log)") }
        let leaks = try files(with: FaultRule.secret)
        if !leaks.isEmpty { load.observations.violation("private inputs lie in clear in \(leaks)") }
        // What is not secret is found, so what is would be.
        if try files(with: FaultRule.description).isEmpty { load.observations.violation("no file holds the rule: \(directories)") }
        phase("audit")
        let ended = load.orders.count { $0.isSettled }
        let violations = load.observations.state.withLock { $0.violations }
        return RoundReport(
            violations: violations + (violations.isEmpty ? [] : ["the logs are kept in \(try keepLogs())"]),
            summary: "\(load.orders.count) orders, \(ended) ended; \(load.observations.summary); \(phases.joined(separator: ", "))")
    }

    /// Copies what lies on the top of the directories, without the databases' own, to a place that stays; its path.
    private func keepLogs() throws -> String {
        let place = NSTemporaryDirectory() + "burhan-fault-" + UUID().uuidString
        let script = #"for path; do mkdir -p "$0/${path##*/}" && find "$path" -maxdepth 1 -type f -exec cp {} "$0/${path##*/}" ';'; done"#
        try Program.run("/bin/sh", ["-c", script, place] + directories)
        return place
    }

    /// The files in the directories, at any depth, that hold a text.
    private func files(with text: String) throws -> [String] {
        // A server that still runs may take a file away meanwhile, which `grep` calls an error.
        let script = #"text="$1"; shift; for path; do [ -d "$path" ] || exit 1; done; grep -rlasF -e "$text" "$@" || true"#
        let output = try Program.run("/usr/bin/env", wrapper + ["sh", "-c", script, "sh", text] + directories)
        return output.split(separator: "\n").map(String.init)
    }
}
