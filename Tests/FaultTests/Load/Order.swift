import Foundation
import Rules
import Service
import Synchronization

/// Who orders, and the key it shows.
struct Customer: Sendable, Equatable {
    var tenant: String
    var key: String
    /// What the tenant calls itself in deployments.
    var customerID: String { "shop-\(tenant)" }

    var headers: [(String, String)] { [("Authorization", "Bearer \(key)")] }
}

/// A rule that orders are made of.
enum FaultRule {
    /// What every database holds that the rule was deployed in.
    static let description = "Are they old enough?"
    /// About a sixth of a second of proving.
    static let age =
        #"{"use_case":"age_verification","description":"\#(description)","version":"1.0","private_inputs":{"user_data":{"type":"object","fields":{"date_of_birth":"date","user_id":"string"}}},"public_params":{"min_age":"u32"},"validation_rules":[{"type":"age_verification","dob_field":"date_of_birth","min_age_param":"min_age","description":"The person is old enough"}],"outputs":{"compliance_result":"bool"}}"#
    /// 64² steps of a condition: about ten times the work of `age`.
    static let long =
        #"{"use_case":"long","private_inputs":{"type":"object","fields":{"values":"array<u32>"}},"public_params":{},"validation_rules":[{"type":"expression","expression":"values.all(x, values.all(y, x * y < 1000000))"}]}"#
    /// What no file and no log may hold.
    static let secret = "u-secret-6c1f"

    static let imageID: [UInt8] = BurhanEngine().check(Array(age.utf8)).rule?.imageID ?? []
}

/// One proof that a customer wants, and everything it was answered.
final class Order: Sendable {
    let customer: Customer
    let key: String
    /// 16 bytes in hexadecimal, unlike any other order's, so that a receipt tells whose order it is.
    let challenge: String
    /// Whether the customer waits for the proof in the request.
    let waits: Bool
    let body: String
    let isLong: Bool

    struct History {
        /// The jobs that answers have named.
        var jobs: [String] = []
        var receipts: [String] = []
        var isAccepted = false
        /// The last state that was seen.
        var state: String?
        /// The number of the attempt that was under way then, or was the last.
        var attempt = 0
        var error: String?
    }
    let history = Mutex(History())

    init(customer: Customer, number: Int, waits: Bool, isLong: Bool = false, _ chance: inout Chance) {
        self.customer = customer
        self.waits = waits
        self.isLong = isLong
        challenge = chance.hex(bytes: 16)
        key = "order-\(number)-\(challenge.prefix(8))"
        let subject = isLong ? #""dsl":\#(FaultRule.long)"# : #""customer_id":"\#(customer.customerID)""#
        let values = (0..<64).map(String.init).joined(separator: ",")
        let inputs =
            isLong
            ? #"{"values":[\#(values)]}"# : #"{"user_data":{"date_of_birth":"1990-05-17","user_id":"\#(FaultRule.secret)-\#(number)"}}"#
        let parameters = isLong ? "{}" : #"{"min_age":18,"as_of":"2026-11-20"}"#
        body = #"{\#(subject),"challenge":"\#(challenge)","public_params":\#(parameters),"private_inputs":\#(inputs)}"#
    }

    /// The job that the customer was promised.
    var job: String? { history.withLock { $0.isAccepted ? $0.jobs.last : nil } }
    var isSettled: Bool { history.withLock { $0.state.map { JobEnd.all.contains($0) } ?? false } }

    func note(job: String) {
        history.withLock { history in
            if history.jobs.last != job { history.jobs.append(job) }
            history.isAccepted = true
        }
    }
}

/// States that a job does not leave.
enum JobEnd {
    static let all: Set<String> = ["succeeded", "failed", "cancelled", "expired", "lost"]
}
