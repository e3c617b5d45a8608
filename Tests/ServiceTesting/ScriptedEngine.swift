import Foundation
import Rules
import Service
import Synchronization

/// An engine for tests of the service around it: it proves nothing, and does what a small script in the inputs says.
///
/// A document is any JSON object with a `use_case`; with `salted: true` it wants a salt. Private inputs: `holds` (false makes
/// the statement false), `steps` (each takes five milliseconds and asks whether to stop), `fails` (the proof fails).
package final class ScriptedEngine: ProofEngine {
    package struct Counts: Sendable {
        package var started = 0
        package var stopped = 0
        package var finished = 0
        package var evaluated = 0
        package var salts: [[UInt8]] = []
        /// The `name` of each proof's inputs, in the order they started.
        package var names: [String] = []
    }

    private let state = Mutex(Counts())
    private let isHeld = Atomic<Bool>(false)
    private let faults = Atomic<Int>(0)

    package let proofFormat = "scripted 1"
    package let preparedImages = (hits: 3, misses: 2)

    package init() {}

    package var counts: Counts { state.withLock { $0 } }

    /// While true, a proof does not end unless it is told to stop.
    package func hold(_ held: Bool) { isHeld.store(held, ordering: .releasing) }

    /// The next proofs fail as if the machine had let them down.
    package func letDown(_ times: Int) { faults.store(times, ordering: .releasing) }

    package func check(_ document: [UInt8]) -> (rule: RuleSummary?, findings: [Diagnostic]) {
        let (value, findings) = JSONParser.parse(document)
        guard let value else { return (nil, findings) }
        guard case .string(let useCase)? = value["use_case"] else {
            return (nil, [Diagnostic(.missingMember, at: "/use_case", "A use case is missing.", expected: "a string")])
        }
        let image = (try? ServiceKey(bytes: [UInt8](repeating: 1, count: 32)).mac("image", value.canonicalBytes)) ?? []
        let rule = RuleSummary(
            imageID: image, useCase: useCase, description: "", version: "1", ruleTypes: ["range_check"],
            usesSalt: value["salted"] == .bool(true), normalForm: value)
        return (rule, [])
    }

    package func compile(_ document: [UInt8]) throws(EngineError) -> RuleCompilation {
        let (rule, findings) = check(document)
        guard let rule else { throw .refused(findings) }
        return RuleCompilation(summary: rule, explanation: "A script.", guestSource: "func main() {}", warnings: [])
    }

    package func evaluate(_ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs) throws(EngineError) -> EvaluationReport
    {
        state.withLock { $0.evaluated += 1 }
        let script = try script(inputs)
        let failure = script["holds"] == .bool(false) ? RuleFailure(rule: 0, type: "range_check", description: "too small") : nil
        return EvaluationReport(
            failure: failure, statement: statement(request), cycles: 1234,
            estimate: ProofEstimate(milliseconds: 5, range: 4...7, peakBytes: 6_000_000, receiptBytes: 1000))
    }

    package func prove(
        _ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs, progress: @escaping @Sendable (ProofProgress) -> Void,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws(EngineError) -> RuleProof {
        let script = try script(inputs)
        state.withLock { state in
            state.started += 1
            if let salt = inputs.salt { state.salts.append(salt) }
            if case .string(let name)? = script["name"] { state.names.append(name) }
        }
        let steps = if case .number(let number)? = script["steps"] { number.exactly(Int.self) ?? 1 } else { 1 }
        var step = 0
        while step < steps || isHeld.load(ordering: .acquiring) {
            progress(ProofProgress(phase: step * 2 < steps ? "execute" : "prove", percent: min(step * 100 / max(steps, 1), 99)))
            if shouldStop() {
                state.withLock { $0.stopped += 1 }
                throw .stopped
            }
            Thread.sleep(forTimeInterval: 0.005)
            step += 1
        }
        if faults.load(ordering: .acquiring) > 0 {
            faults.subtract(1, ordering: .acquiringAndReleasing)
            throw .unreliable(reason: "as the test says")
        }
        if script["fails"] == .bool(true) { throw .failed(reason: "as the script says") }
        guard let rule = check(document).rule else { throw .failed(reason: "no rule") }
        state.withLock { $0.finished += 1 }
        let statement = statement(request)
        return RuleProof(
            imageID: rule.imageID, receipt: Array("receipt".utf8) + rule.imageID + statement.canonicalBytes,
            journal: statement.canonicalBytes,
            statement: statement, cycles: 1234)
    }

    package func verify(_ receipt: [UInt8], _ expectation: ReceiptExpectation) throws(EngineError) -> ReceiptVerdict {
        guard receipt.starts(with: "receipt".utf8), receipt.count > 39 else { throw .malformedReceipt(reason: "It does not begin as one.") }
        let image = Array(receipt[7..<39])
        let statement = JSONParser.parse(Array(receipt[39...])).value
        var reasons = image == expectation.imageID ? [] : ["It is a receipt of another image."]
        if let challenge = expectation.challenge, statement?["challenge"] != .string(Hex.text(challenge)) {
            reasons.append("It was made for another challenge.")
        }
        return ReceiptVerdict(isAccepted: reasons.isEmpty, reasons: reasons, statement: statement, imageID: image, securityBits: 100)
    }

    private func script(_ inputs: PrivateInputs) throws(EngineError) -> JSONValue {
        guard let value = JSONParser.parse(inputs.json.bytes).value else { throw .failed(reason: "no script") }
        if value["unknown"] != nil {
            throw .refused([Diagnostic(.unknownInput, at: "/private_inputs/unknown", "There is no such input.")])
        }
        return value
    }

    private func statement(_ request: StatementRequest) -> JSONValue {
        var members = [JSONMember("public_params", request.publicParams)]
        if let date = request.asOf { members.append(JSONMember("as_of", .string(date))) }
        if let challenge = request.challenge { members.append(JSONMember("challenge", .string(Hex.text(challenge)))) }
        if let scope = request.scope {
            // Everybody is the same person here.
            let value = JSONMember("value", .string(String(repeating: "ab", count: 32)))
            members.append(JSONMember("nullifier", .object([JSONMember("scope", .string(scope)), value])))
        }
        return .object(members)
    }
}
