import Foundation
import Rules
import Service

/// What must hold in the database itself at the end of a round.
struct Audit {
    let records: any Records
    let load: Load

    func run() throws {
        let jobs = try records.rows("SELECT id, tenant, state, request FROM jobs")
        let receipts = try records.rows(
            "SELECT receipts.job_id, receipts.tenant, jobs.tenant, jobs.state FROM receipts LEFT JOIN jobs ON jobs.id = receipts.job_id")
        let succeeded = Set(jobs.filter { $0[2] == "succeeded" }.map { $0[0] })
        for job in jobs where !JobEnd.all.contains(job[2]) { fail("job \(job[0]) is \(job[2]) in the database") }
        for receipt in receipts {
            if receipt[1] != receipt[2] { fail("the receipt of \(receipt[0]), a job of \(receipt[2]), is under \(receipt[1])") }
            if receipt[3] != "succeeded" { fail("there is a receipt of \(receipt[0]), which is \(receipt[3])") }
        }
        let counts = Dictionary(grouping: receipts, by: { $0[0] }).mapValues(\.count)
        for job in succeeded where counts[job] != 1 { fail("job \(job) has \(counts[job] ?? 0) receipts") }
        checkOrders(jobs)
        try checkEvents()
        try checkMoney()
    }

    func fail(_ text: String) { load.observations.violation("database: \(text)") }

    /// No order was proven twice, and none under another tenant.
    private func checkOrders(_ jobs: [[String]]) {
        let byChallenge = Dictionary(grouping: jobs) { job in
            let request = Hex.bytes(job[3]).flatMap { JSONParser.parse($0).value }
            return if case .string(let text)? = request?["challenge"] { text } else { "" }
        }
        for order in load.orders {
            let found = byChallenge[order.challenge] ?? []
            if found.count(where: { $0[2] == "succeeded" }) > 1 { fail("order \(order.key) was proven by \(found.map { $0[0] })") }
            for job in found where job[1] != order.customer.tenant { fail("job \(job[0]) of \(order.customer.tenant) is under \(job[1])") }
        }
    }

    private func checkEvents() throws {
        let rows = try records.rows(
            "SELECT e.job_id, e.number, e.name, j.state FROM job_events e JOIN jobs j ON j.id = e.job_id ORDER BY e.job_id, e.number")
        for (job, events) in Dictionary(grouping: rows, by: { $0[0] }) {
            let history = EventHistory(events.map { (Int($0[1]) ?? 0, $0[2]) })
            if let fault = history.fault(endingIn: events[0][3]) { fail("the history of \(job) \(fault)") }
        }
    }
}
