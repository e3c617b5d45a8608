import Foundation
import Rules
import Service
import ServiceTesting

/// What must hold at the end of a round, whatever happened in it, asked of the service as its customers can.
struct Inspection {
    let load: Load
    let customers: [Customer]
    let client: GoodClient
    /// States in which orders may have ended; `succeeded` where nothing else is said.
    var ends: @Sendable (Order) -> Set<String> = { _ in ["succeeded"] }

    private static let engine = BurhanEngine()

    func run() {
        for order in load.orders {
            guard let job = order.job else { continue }
            let (jobs, receipts, state) = order.history.withLock { (Set($0.jobs), Set($0.receipts), $0.state ?? "?") }
            if jobs.count != 1 { fail("key \(order.key) gave \(jobs.count) jobs: \(jobs.sorted())") }
            if !ends(order).contains(state) { fail("job \(job) ended as \(state): \(order.history.withLock { $0.error ?? "" })") }
            if state == "succeeded" {
                if receipts.count != 1 { fail("job \(job) has \(receipts.count) receipts") }
                for receipt in receipts { check(receipt, order) }
            }
            checkEvents(job, state, order)
            checkOthers("/api/jobs/\(job)", "/api/jobs/job_ffffffffffffffffffffffffffffffff", order)
            repeatOrder(order, job)
        }
    }

    private func fail(_ text: String) { load.observations.violation(text) }

    /// The receipt is there, verifies without the service, for this order's rule, challenge and parameters, and for no other's.
    private func check(_ receipt: String, _ order: Order) {
        let path = "/api/receipts/\(receipt)"
        guard let answer = client.call("GET", path, order.customer, headers: [("Accept", "application/octet-stream")]), answer.status == 200
        else { return fail("receipt \(receipt) can't be fetched") }
        if !order.isLong {
            for (challenge, isRight) in [(order.challenge, true), (String(order.challenge.reversed()), false)] {
                let expectation = ReceiptExpectation(
                    imageID: FaultRule.imageID, publicParams: [JSONMember("min_age", .integer(18))], challenge: Hex.bytes(challenge))
                let isAccepted = (try? Self.engine.verify(answer.body, expectation))?.isAccepted
                if isAccepted != isRight {
                    fail("receipt \(receipt): verified offline for challenge \(challenge): \(String(describing: isAccepted))")
                }
            }
        }
        checkOthers(path, "/api/receipts/receipt_ffffffffffffffffffffffffffffffff", order)
    }

    /// To every other tenant the thing is what something that never was is.
    private func checkOthers(_ path: String, _ nowhere: String, _ order: Order) {
        for other in customers where other.tenant != order.customer.tenant {
            guard let answer = client.call("GET", path, other), let absent = client.call("GET", nowhere, other) else {
                fail("no answer to \(other.tenant)")
                continue
            }
            let code = answer.text("code")
            if answer.status != 404 || code != absent.text("code") || answer.json["title"] != absent.json["title"] {
                fail("\(path) of \(order.customer.tenant) was answered to \(other.tenant) with \(answer.status) \(code ?? "")")
            }
        }
    }

    /// The same order again, with its key, is the same job.
    private func repeatOrder(_ order: Order, _ job: String) {
        let headers = [("Idempotency-Key", order.key), ("Prefer", "respond-async")]
        let answer = client.call("POST", "/api/prove", order.customer, headers: headers, body: order.body)
        if answer?.text("job_id") != job {
            fail(
                "order \(order.key), sent again, was answered \(answer?.status ?? 0) with \(answer?.text("job_id") ?? "no job"), not \(job)"
            )
        }
    }

    // MARK: History

    private func checkEvents(_ job: String, _ state: String, _ order: Order) {
        guard let answer = client.call("GET", "/api/jobs/\(job)/events", order.customer), answer.status == 200 else {
            return fail("the events of \(job) can't be read")
        }
        let names = EventHistory(answer.text)
        if let fault = names.fault(endingIn: state) {
            fail("the history of \(job) \(fault): \(names.events.map { "\($0.number) \($0.name)" })")
        }
    }
}

/// The numbered entries of a job's history, as the event stream tells them.
struct EventHistory {
    var events: [(number: Int, name: String)] = []

    init(_ stream: String) {
        for block in stream.components(separatedBy: "\n\n") {
            var (number, name) = (Int?.none, "")
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { number = Int(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            }
            if let number { events.append((number, name)) }
        }
    }

    init(_ events: [(number: Int, name: String)]) { self.events = events }

    /// What is wrong with it; nil for a history without a gap whose steps follow one another as the life of a job allows.
    func fault(endingIn state: String) -> String? {
        guard events.map(\.number) == Array(1...max(events.count, 1)) else { return "has gaps" }
        var before = ""
        for (_, name) in events {
            let isLegal =
                switch (before, name) {
                case ("", "queued"): true
                case ("queued", "running"), ("retrying", "running"): true
                // Claimed anew from a worker whose lease ran out.
                case ("running", "running"): true
                case ("running", "phase"), ("running", "queued"), ("running", "retrying"): true
                case ("queued", _), ("retrying", _), ("running", _): JobEnd.all.contains(name)
                default: false
                }
            guard isLegal else { return "goes from \(before.isEmpty ? "nothing" : before) to \(name)" }
            // Phases don't change where the job stands.
            if name != "phase" { before = name }
        }
        return before == state ? nil : "ends in \(before), the job in \(state)"
    }
}
