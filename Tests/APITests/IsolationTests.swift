import API
import HTTPServer
import Rules
import Service
import ServiceTesting
import Testing

/// No identifier of another tenant ever answers differently from one that does not exist.
///
/// The test walks over the router's own list of operations, so that a new route is covered on the day it is added: one with a name
/// in its pattern that `identifiers` does not know fails here.
@Suite struct IsolationTests {
    private static let absent = "there-is-no-such-thing"
    private static let absentImage = String(repeating: "5c", count: 32)

    /// What tenant `acme` has, by the names in patterns; `id` by what stands before it.
    private func identifiers(_ fixture: TenantFixture) throws -> [String: String] {
        let document = #"{"use_case":"of-acme"}"#
        let deployed = try fixture.call("POST", "/api/deploy", as: "acme", json: #"{"customer_id":"shop-7","dsl":\#(document)}"#)
        let proof = try fixture.call("POST", "/api/prove", as: "acme", json: #"{"customer_id":"shop-7","private_inputs":{}}"#)
        #expect(proof.status == 200)
        let key = try fixture.call("POST", "/api/admin/keys", as: "acme", json: #"{"name":"k","scopes":["prove"]}"#)
        let batch = try fixture.call("POST", "/api/batches", as: "acme", json: #"{"items":[{"customer_id":"shop-7"}]}"#)
        let webhook = try fixture.call("POST", "/api/webhooks", as: "acme", json: #"{"url":"https://hooks.example/"}"#)
        let webhookID = try fixture.made(webhook, "webhook_id")
        return [
            "batches/id": try fixture.made(batch, "batch_id"), "webhooks/id": webhookID,
            // Below a webhook or a deployment that is another tenant's.
            "delivery_id": webhookID, "revision": "shop-7", "customer_id": "shop-7", "image_id": try fixture.made(deployed, "image_id"),
            "jobs/id": try fixture.made(proof, "job_id"),
            "receipts/id": try fixture.made(proof, "receipt_id"), "key_id": try fixture.made(key, "key_id"), "tenant": "acme",
            // Of a dead letter, which only the operator sees.
            "number": "734501298",
        ]
    }

    /// The name of a pattern's last identifier, as `identifiers` has it; nil without one.
    private func name(_ pattern: String) -> String? {
        let segments = pattern.split(separator: "/").map(String.init)
        guard let index = segments.lastIndex(where: { $0.hasPrefix("{") }) else { return nil }
        let name = String(segments[index].dropFirst().dropLast())
        return name == "id" ? segments[index - 1] + "/id" : name
    }

    private func body(_ pattern: String) -> String {
        if pattern.hasSuffix("/prices/{customer_id}") || pattern.hasSuffix("/credits") { return #"{"credits":1,"reference":"r"}"# }
        return #"{"dsl":{"use_case":"mine"},"keep_proofs":true,"revision":1,"enabled":true}"#
    }

    /// Status, fields and body, with the identifier that was asked for replaced by one word.
    private func text(_ answer: Answer, _ identifier: String) -> String {
        let fields = answer.headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        return "\(answer.status)\n\(fields)\n\n\(answer.text)".replacing(identifier, with: "IT")
    }

    @Test func noOperationTellsAnothersIdentifierFromOneThatDoesNotExist() throws {
        let fixture = try TenantFixture()
        let own = try identifiers(fixture)
        var walked = 0
        for operation in fixture.router.operations {
            guard let name = name(operation.pattern), operation.pattern != "/api/templates/{name}" else { continue }
            let theirs = try #require(own[name], "a test does not know what \(name) in \(operation.pattern) is")
            let nobodys = name == "image_id" ? Self.absentImage : Self.absent
            // For jobs the form of an identifier is the same, so that its length tells nothing.
            let answers = try [theirs, nobodys].map { identifier in
                let path = operation.pattern.replacing("{revision}", with: "1").replacing(
                    #/\{tenant\}/#, with: name == "tenant" ? identifier : Self.absent
                )
                .replacing(#/\{[a-z_]+\}/#, with: identifier)
                let json = operation.method == "GET" || operation.method == "DELETE" ? nil : body(operation.pattern)
                return text(try fixture.call(operation.method, path, as: "rival", json: json), identifier)
            }
            #expect(answers[0] == answers[1], "\(operation.method) \(operation.pattern)")
            // An answer that is a success would say that there is something.
            #expect(answers[0].hasPrefix("40"), "\(operation.method) \(operation.pattern)")
            walked += 1
        }
        #expect(walked >= 18)
        // And all of it is still there for its owner.
        for path in [
            "/api/deployments/shop-7", "/api/jobs/\(own["jobs/id"] ?? "")", "/api/receipts/\(own["receipts/id"] ?? "")",
            "/api/deployments/by-image-id/\(own["image_id"] ?? "")",
        ] {
            #expect(try fixture.call("GET", path, as: "acme").status == 200)
        }
        #expect(try fixture.call("GET", "/api/admin/keys", as: "acme").text.contains("revoked_at") == false)
    }

    /// Identifiers in bodies and queries.
    @Test(arguments: ["/api/prove", "/api/generate-proof", "/api/evaluate", "/api/verify"])
    func namesInBodiesAreAsBlind(_ path: String) throws {
        let fixture = try TenantFixture()
        let own = try identifiers(fixture)
        let theirs = [("customer_id", own["customer_id"] ?? "", Self.absent), ("image_id", own["image_id"] ?? "", Self.absentImage)]
        for (name, identifier, absent) in theirs {
            let answers = try [identifier, absent].map { identifier in
                let json = #"{"\#(name)":"\#(identifier)","private_inputs":{},"receipt":"AAAA"}"#
                return text(try fixture.call("POST", path, as: "rival", json: json), identifier)
            }
            #expect(answers[0] == answers[1])
        }
        for path in ["keys", "usage", "ledger", "audit"] {
            let answers = try ["acme", Self.absent].map { tenant in
                text(try fixture.call("GET", "/api/admin/\(path)?tenant=\(tenant)", as: "rival"), tenant)
            }
            #expect(answers[0] == answers[1])
            #expect(answers[0].hasPrefix("403"))
        }
    }

    @Test func listsAndNumbersHoldOnlyOnesOwn() throws {
        let fixture = try TenantFixture()
        let own = try identifiers(fixture)
        for path in ["/api/deployments", "/api/status", "/api/admin/keys", "/api/admin/audit", "/api/admin/ledger", "/api/admin/usage"] {
            let answer = try fixture.call("GET", path, as: "rival")
            #expect(answer.status == 200)
            for identifier in own.values { #expect(!answer.text.contains(identifier), "\(path)") }
        }
        #expect(try fixture.call("GET", "/api/status", as: "rival").number("receipts") == 0)
        // Rows are not counted anew at every call.
        #expect(try eventually { (try fixture.call("GET", "/api/status", as: "acme").number("receipts") ?? 0) > 0 })
    }

    @Test func idempotencyKeysAndNamesBelongToTheirTenant() throws {
        let fixture = try TenantFixture()
        let headers = [("Idempotency-Key", "k-1")]
        let order = #"{"dsl":{"use_case":"test"},"private_inputs":{}}"#
        let first = try fixture.call("POST", "/api/prove", as: "acme", headers: headers, json: order)
        let second = try fixture.call("POST", "/api/prove", as: "rival", headers: headers, json: order)
        #expect(try fixture.made(first, "job_id") != fixture.made(second, "job_id"))
        for tenant in ["acme", "rival"] {
            let deploy = #"{"customer_id":"same","dsl":{"use_case":"\#(tenant)"}}"#
            #expect(try fixture.call("POST", "/api/deploy", as: tenant, headers: headers, json: deploy).status == 201)
        }
        #expect(try fixture.call("GET", "/api/deployments/same", as: "acme").text("use_case") == "acme")
    }
}
