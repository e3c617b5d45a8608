import Foundation
import Rules
import ServiceTesting
import Synchronization

/// What the clients of a round saw together.
final class Observations: Sendable {
    struct State {
        var violations: [String] = []
        var statuses: [Int: Int] = [:]
        var refusals = 0
        var breaks = 0
        var unreachable = 0
        /// Seconds that questions after a job's state took.
        var latencies: [Double] = []

        var p99: Double {
            let sorted = latencies.sorted()
            return sorted.isEmpty ? 0 : sorted[min(sorted.count * 99 / 100, sorted.count - 1)]
        }
    }
    let state = Mutex(State())

    func violation(_ text: String) { state.withLock { if $0.violations.count < 100 { $0.violations.append(text) } } }

    /// Notes an answer; a refusal must say when to come back.
    func note(_ answer: Answer, to question: String) {
        let isRefusal = [402, 429, 503, 504].contains(answer.status)
        state.withLock { state in
            state.statuses[answer.status, default: 0] += 1
            if isRefusal { state.refusals += 1 }
        }
        if isRefusal, Int(answer.headers["Retry-After"] ?? "") == nil {
            violation("\(question) was refused with \(answer.status) \(answer.text("code") ?? "") and not told when to come back")
        }
        if answer.status == 500 || answer.status == 502 {
            violation("\(question) was answered \(answer.status): \(answer.text.prefix(300))")
        }
    }

    func note(_ outcome: HTTPSocket.Outcome, to question: String) {
        switch outcome {
        case .answered(let answer): note(answer, to: question)
        case .broken: state.withLock { $0.breaks += 1 }
        case .unreachable: state.withLock { $0.unreachable += 1 }
        }
    }

    /// Whoever asks after a job is answered, also while much else is asked; and where the load is more than fits, some of it was refused.
    func checkBounds(refusesSome: Bool) {
        let (refusals, p99) = state.withLock { ($0.refusals, $0.p99) }
        if refusesSome, refusals == 0 { violation("nothing was refused") }
        if refusesSome, p99 > 5 { violation("a question after a job's state took \(p99) s") }
    }

    /// Whether somebody was refused.
    var hasRefusals: Bool { state.withLock { $0.refusals > 0 } }

    var summary: String {
        state.withLock { state in
            let statuses = state.statuses.sorted { $0.key < $1.key }.map { "\($0.value)×\($0.key)" }.joined(separator: " ")
            return
                "answers \(statuses); \(state.breaks) broken and \(state.unreachable) refused connections; status p99 \(Int(state.p99 * 1000)) ms"
        }
    }
}

/// A client as the documentation asks for: the same Idempotency-Key until there is an answer, back when it was told to come back.
struct GoodClient: Sendable {
    /// Ports, any of which leads to the service.
    let entrances: [UInt16]
    let observations: Observations
    /// After this moment nothing is tried any more.
    let deadline: ContinuousClock.Instant

    /// Sends until something other than a refusal comes back; nil when the deadline passed first.
    func call(
        _ method: String, _ path: String, _ customer: Customer, headers: [(String, String)] = [], body: String? = nil, seconds: Int = 60
    ) -> Answer? {
        var turn = Int.random(in: 0..<max(entrances.count, 1))
        while ContinuousClock.now < deadline {
            let outcome = HTTPSocket.call(
                entrances[turn % entrances.count], method, path, customer.headers + headers, body, seconds: seconds)
            observations.note(outcome, to: "\(method) \(path)")
            guard case .answered(let answer) = outcome else {
                turn += 1
                Thread.sleep(forTimeInterval: 0.05)
                continue
            }
            guard [429, 503, 504, 502, 402].contains(answer.status) else { return answer }
            turn += 1
            Thread.sleep(forTimeInterval: min(Double(answer.headers["Retry-After"] ?? "") ?? 1, 5))
        }
        return nil
    }

    /// Orders until the order is accepted.
    func place(_ order: Order) {
        let headers = [("Idempotency-Key", order.key)] + (order.waits ? [] : [("Prefer", "respond-async")])
        guard let answer = call("POST", "/api/prove", order.customer, headers: headers, body: order.body) else {
            return observations.violation("order \(order.key) was not accepted in time")
        }
        guard answer.status == 200 || answer.status == 202, let job = answer.text("job_id") else {
            return observations.violation("order \(order.key) was answered \(answer.status): \(answer.text.prefix(400))")
        }
        order.note(job: job)
        if answer.status == 200 {
            order.history.withLock { history in
                history.state = "succeeded"
                if let receipt = answer.text("receipt_id") { history.receipts.append(receipt) }
            }
        }
    }

    /// Asks once for an accepted order's job; whether it has ended.
    func look(at order: Order) -> Bool {
        guard let job = order.job else { return false }
        let start = ContinuousClock.now
        guard let answer = call("GET", "/api/jobs/\(job)", order.customer) else { return false }
        let time = start.duration(to: .now) / .seconds(1)
        observations.state.withLock { $0.latencies.append(time) }
        guard answer.status == 200, let state = answer.text("status") else {
            observations.violation("accepted job \(job) is not there: \(answer.status) \(answer.text.prefix(200))")
            return true
        }
        let before = order.history.withLock { history in
            defer {
                history.state = state
                history.attempt = answer.number("attempts") ?? 0
                history.error = answer.json["error"].map { "\($0.canonicalText)" }
                if let receipt = answer.text("receipt_id"), history.receipts.last != receipt { history.receipts.append(receipt) }
            }
            return history.state
        }
        if let before, JobEnd.all.contains(before), before != state {
            observations.violation("job \(job) had ended as \(before) and is now \(state)")
        }
        return JobEnd.all.contains(state)
    }
}

extension JSONValue {
    var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }
}
