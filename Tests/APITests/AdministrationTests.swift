import API
import Rules
import Service
import ServiceTesting
import Testing

@Suite struct AdministrationTests {
    @Test func operatorMakesATenantAndItsKeyWorks() throws {
        let fixture = try TenantFixture()
        let made = try fixture.call(
            "POST", "/api/admin/tenants", as: "operator",
            json: #"{"id":"new-one","name":"New","plan":"free","limits":{"concurrent_jobs":7,"cycles_per_day":null}}"#)
        #expect(made.status == 201)
        #expect(made.json["limits"]?["concurrent_jobs"] == .integer(7))
        #expect(made.json["limits"]?["cycles_per_day"] == .null)
        #expect(made.json["limits"]?["requests_per_minute"] == .integer(600))
        let key = try fixture.call(
            "POST", "/api/admin/keys", as: "operator", json: #"{"tenant":"new-one","name":"k","scopes":["deploy"],"expires_in_seconds":60}"#
        )
        #expect(key.status == 201)
        let header = [("X-API-Key", try fixture.made(key, "key"))]
        #expect(try fixture.call("GET", "/api/deployments", headers: header).status == 200)
        let listed = try fixture.call("GET", "/api/admin/keys?tenant=new-one", as: "operator")
        #expect(!listed.text.contains(try fixture.made(key, "key")))
        #expect(!listed.text.contains("digest"))
        #expect(try fixture.call("POST", "/api/admin/tenants", as: "operator", json: #"{"id":"new-one"}"#).text("code") == "tenant_exists")
        let rotated = try fixture.call(
            "POST", "/api/admin/keys/\(fixture.made(key, "key_id"))/rotate", as: "operator",
            json: #"{"tenant":"new-one","overlap_seconds":0}"#)
        #expect(rotated.status == 201)
        #expect(try fixture.call("GET", "/api/deployments", headers: header).status == 401)
        let next = try fixture.made(rotated, "key_id")
        #expect(try fixture.call("DELETE", "/api/admin/keys/\(next)?tenant=new-one", as: "operator").status == 204)
        #expect(try fixture.call("DELETE", "/api/admin/keys/\(next)?tenant=new-one", as: "operator").status == 204)
        #expect(try fixture.call("GET", "/api/deployments", headers: [("X-API-Key", fixture.made(rotated, "key"))]).status == 401)
    }

    @Test(arguments: [
        (#"{"id":"UPPER"}"#, "/id"), (#"{"id":""}"#, "/id"), (#"{"id":"a b"}"#, "/id"), (#"{"id":"a","plan":"gold"}"#, "/plan"),
        (#"{"id":"a","limits":{"speed":1}}"#, "/limits/speed"), (#"{"id":"a","limits":{"concurrent_jobs":-1}}"#, "/limits/concurrent_jobs"),
        (#"{"id":"a","limits":{"prepaid":1}}"#, "/limits/prepaid"), (#"{"id":"a","limits":[]}"#, "/limits"),
    ])
    func faultyTenantIsRefusedWithItsPlace(_ body: String, _ pointer: String) throws {
        let fixture = try TenantFixture()
        let answer = try fixture.call("POST", "/api/admin/tenants", as: "operator", json: body)
        #expect(answer.status == 400)
        #expect(answer.text("pointer") == pointer)
    }

    @Test(arguments: [
        #"{"name":"k","scopes":[]}"#, #"{"name":"k","scopes":["root"]}"#, #"{"name":"k"}"#, #"{"scopes":["prove"]}"#,
        #"{"name":"","scopes":["prove"]}"#, #"{"name":"k","scopes":["prove"],"expires_in_seconds":0}"#,
    ])
    func faultyKeyIsRefused(_ body: String) throws {
        let answer = try TenantFixture().call("POST", "/api/admin/keys", as: "acme", json: body)
        #expect(answer.status == 400)
        #expect(answer.text("key") == nil)
    }

    @Test func limitsChangeAtOnce() throws {
        let fixture = try TenantFixture()
        #expect(try fixture.call("GET", "/api/deployments", as: "acme").headers["RateLimit"] == nil)
        let changed = try fixture.call(
            "PUT", "/api/admin/tenants/acme/limits", as: "operator", json: #"{"limits":{"requests_per_minute":1}}"#)
        #expect(changed.status == 200)
        #expect(try fixture.call("GET", "/api/deployments", as: "acme").status == 200)
        #expect(try fixture.call("GET", "/api/deployments", as: "acme").status == 429)
    }

    @Test func auditIsReadAndVerifiedOverHTTP() throws {
        let fixture = try TenantFixture()
        let head = try fixture.made(fixture.call("GET", "/api/admin/audit/head", as: "operator"), "head")
        #expect(try fixture.call("POST", "/api/deploy", as: "acme", json: #"{"customer_id":"a","dsl":{"use_case":"t"}}"#).status == 201)
        let verdict = try fixture.call("GET", "/api/admin/audit/verify?head=\(head)", as: "operator")
        #expect(verdict.json["intact"] == .bool(true))
        #expect(verdict.number("entries") == 6)
        let other = "5:" + String(repeating: "0", count: 64)
        let refused = try fixture.call("GET", "/api/admin/audit/verify?head=\(other)", as: "operator")
        #expect(refused.json["intact"] == .bool(false))
        #expect(refused.json["fault"]?["number"] == .integer(5))
        #expect(try fixture.call("GET", "/api/admin/audit/verify?head=x", as: "operator").status == 400)
        #expect(try fixture.call("GET", "/api/admin/audit/head", as: "acme").status == 403)
        let own = try fixture.call("GET", "/api/admin/audit", as: "acme")
        #expect(own.text.contains("deployment.put"))
        #expect(!own.text.contains("operator.bootstrap"))
    }

    @Test func challengeIsIssuedAndAcceptedOnce() throws {
        let fixture = try TenantFixture()
        let challenge = try fixture.made(fixture.call("POST", "/api/challenges", as: "acme", json: "{}"), "challenge")
        let proof = try fixture.call(
            "POST", "/api/prove", as: "acme", json: #"{"dsl":{"use_case":"t"},"private_inputs":{},"challenge":"\#(challenge)"}"#)
        let receipt = try fixture.made(proof, "receipt")
        let question = #"{"dsl":{"use_case":"t"},"receipt":"\#(receipt)","challenge":"\#(challenge)","consume":["challenge"]}"#
        #expect(try fixture.call("POST", "/api/verify", as: "rival", json: question).json["valid"] == .bool(false))
        #expect(try fixture.call("POST", "/api/verify", as: "acme", json: question).json["valid"] == .bool(true))
        let again = try fixture.call("POST", "/api/verify", as: "acme", json: question)
        #expect(again.status == 200)
        #expect(again.json["valid"] == .bool(false))
        let unknown = #"{"dsl":{"use_case":"t"},"receipt":"\#(receipt)","consume":["time"]}"#
        #expect(try fixture.call("POST", "/api/verify", as: "acme", json: unknown).text("pointer") == "/consume")
        let without = #"{"dsl":{"use_case":"t"},"receipt":"\#(receipt)","consume":["challenge"]}"#
        #expect(try fixture.call("POST", "/api/verify", as: "acme", json: without).text("pointer") == "/challenge")
    }
}
