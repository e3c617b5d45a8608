import Foundation

/// Who paid for what.
extension Audit {
    /// Every proof was charged once, nothing else was charged, nothing is held for work that has ended, and the sums agree.
    func checkMoney() throws {
        let jobs = try records.rows("SELECT id, tenant, state FROM jobs")
        let states = Dictionary(jobs.map { ($0[0], $0[2]) }) { first, _ in first }
        let booked = try records.rows("SELECT job_id, state FROM job_accounts")
        for row in booked {
            let expected = states[row[0]] == "succeeded" ? "charged" : "released"
            if row[1] != expected { fail("the account of job \(row[0]), which \(states[row[0]] ?? "is not there"), is \(row[1])") }
        }
        if booked.count != jobs.count { fail("\(jobs.count) jobs have \(booked.count) accounts") }
        for hold in try records.rows("SELECT tenant, reference FROM holds WHERE state = 'held'") {
            fail("credits are still held for \(hold[1])")
        }
        let lines = try records.rows("SELECT kind, reference, amount FROM ledger WHERE tenant = 'alpha' ORDER BY number")
        for (reference, entries) in Dictionary(grouping: lines.filter { $0[0] != "grant" }, by: { $0[1] }) {
            let kinds = entries.map { $0[0] }
            // What was reserved and not used is released when the rest is taken.
            let expected =
                states[reference] == "succeeded" ? [["reserve", "commit"], ["reserve", "commit", "release"]] : [["reserve", "release"]]
            if !expected.contains(kinds) { fail("the ledger says of \(reference), which \(states[reference] ?? "is not there"): \(kinds)") }
        }
        let spent = lines.filter { $0[0] == "commit" }.compactMap { Int($0[2]) }.reduce(0, +)
        let paid = jobs.count { $0[1] == "alpha" && $0[2] == "succeeded" }
        let priced = load.orders.contains { $0.isLong && $0.customer.tenant == "alpha" && $0.history.withLock { $0.state == "succeeded" } }
        if !priced, spent != paid * Customers.price { fail("\(paid) proofs of alpha cost \(spent) credits") }
        let account = try records.rows("SELECT available, held FROM accounts WHERE tenant = 'alpha'").first ?? []
        if account != [String(Customers.credits - spent), "0"] {
            fail("alpha has \(account) after spending \(spent) of \(Customers.credits)")
        }
        try checkUsage(jobs)
    }

    private func checkUsage(_ jobs: [[String]]) throws {
        for row in try records.rows("SELECT tenant, period, measure, used, reserved FROM usage_counters") {
            if row[4] != "0" { fail("\(row[4]) \(row[2]) of \(row[0]) are still reserved in \(row[1])") }
        }
        let proofs = try records.rows(
            "SELECT tenant, sum(used) FROM usage_counters WHERE measure = 'proofs' AND length(period) = 7 GROUP BY tenant")
        for row in proofs {
            let made = jobs.count { $0[1] == row[0] && $0[2] == "succeeded" }
            if Int(row[1]) != made { fail("\(made) proofs of \(row[0]) were counted as \(row[1])") }
        }
    }
}
