import Foundation
import Rules
import ServiceTesting

/// Puts tenants, keys and deployments into a fresh database.
enum Customers {
    struct Failed: Error { let answer: String }

    /// What a proof costs the tenant that pays in advance.
    static let price = 3
    static let credits = 10_000

    /// One tenant that pays in advance and one with a plan; made with `burhan admin` before a server starts, as an operator would.
    static func make(database: String, sealKeyFile: String, wrapper: [String] = []) throws -> [Customer] {
        func administer(_ words: String...) throws -> JSONValue {
            let command = ["admin"] + words + ["--database", database, "--seal-key-file", sealKeyFile, "--json"]
            let text = try Program.run("/usr/bin/env", wrapper + [Burhan.program] + command)
            return JSONParser.parse(Array(text.utf8)).value ?? .null
        }
        func key(of tenant: String) throws -> Customer {
            let scopes = ["prove", "deploy", "verify", "admin"].flatMap { ["--scope", $0] }
            let command = ["admin", "key", "create", "--tenant", tenant, "--name", "faults"] + scopes
            let text = try Program.run(
                "/usr/bin/env",
                wrapper + [Burhan.program] + command + ["--database", database, "--seal-key-file", sealKeyFile, "--json"])
            guard case .string(let key)? = JSONParser.parse(Array(text.utf8)).value?["key"] else { throw Failed(answer: text) }
            return Customer(tenant: tenant, key: key)
        }
        _ = try administer("bootstrap")
        _ = try administer("tenant", "create", "alpha", "--plan", "prepaid")
        _ = try administer("tenant", "create", "beta", "--plan", "standard")
        let customers = [try key(of: "alpha"), try key(of: "beta")]
        _ = try administer("credits", "grant", "alpha", String(credits), "--reference", "invoice-1")
        _ = try administer("price", "set", "alpha", customers[0].customerID, String(price))
        return customers
    }

    /// Puts the rule of the orders into service for each.
    static func deploy(for customers: [Customer], entrances: [UInt16]) throws {
        let client = GoodClient(
            entrances: entrances, observations: Observations(), deadline: ContinuousClock.now.advanced(by: .seconds(60)))
        for customer in customers {
            let body = #"{"customer_id":"\#(customer.customerID)","dsl":\#(FaultRule.age)}"#
            let answer = client.call("POST", "/api/deploy", customer, body: body)
            guard let answer, (200..<300).contains(answer.status) else { throw Failed(answer: answer?.text ?? "none") }
        }
    }
}
