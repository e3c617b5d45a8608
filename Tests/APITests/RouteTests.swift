import API
import Foundation
import Rules
import Service
import ServiceTesting
import Testing

/// Every operation, through the router and over a socket.
@Suite struct RouteTests {
    private static let rule = #"{"use_case":"test"}"#

    @Test func ruleIsValidatedCompiledAndEvaluated() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let valid = try caller.call("POST", "/api/validate", json: #"{"dsl":\#(Self.rule)}"#)
            #expect(valid.status == 200)
            #expect(valid.json["valid"] == .bool(true))
            #expect(valid.text("image_id")?.count == 64)
            let invalid = try caller.call("POST", "/api/validate", json: #"{"dsl":{}}"#)
            #expect(invalid.status == 200)
            #expect(invalid.json["valid"] == .bool(false))
            #expect(invalid.text("error") == "A use case is missing.")
            let compiled = try caller.call("POST", "/api/compile", json: #"{"dsl":"{\"use_case\":\"test\"}"}"#)
            #expect(compiled.text("image_id") == valid.text("image_id"))
            #expect(compiled.text("explanation") != nil && compiled.text("code") != nil)
            let refused = try caller.call("POST", "/api/compile", json: #"{"dsl":{}}"#)
            #expect(refused.status == 400)
            #expect(refused.text("code") == "invalid_rule")
            let sample = try caller.call("POST", "/api/evaluate", json: #"{"dsl":\#(Self.rule),"private_inputs":{"holds":false}}"#)
            #expect(sample.status == 200)
            #expect(sample.json["compliance_result"] == .bool(false))
            #expect(sample.json["failed_rule"]?["index"] == .integer(0))
            #expect(sample.json["estimated_proving_time_ms"] == .integer(5))
            #expect(sample.json["estimated_proving_time_range_ms"] == .array([.integer(4), .integer(7)]))
            #expect(sample.json["estimated_peak_memory_bytes"] == .integer(6_000_000))
            #expect(sample.json["estimated_receipt_bytes"] == .integer(1000))
        }
    }

    @Test func deploymentLivesFromDeployToDelete() throws {
        let fixture = try InterfaceFixture()
        for (index, caller) in fixture.callers.enumerated() {
            let name = "acme-\(index)"
            let made = try caller.call("POST", "/api/deploy", json: #"{"customer_id":"\#(name)","dsl":\#(Self.rule)}"#)
            #expect(made.status == 201)
            #expect(made.json["success"] == .bool(true))
            #expect(made.text("api_endpoint") == "/api/prove")
            #expect(made.headers["Location"] == "/api/deployments/\(name)")
            let image = try #require(made.text("image_id"))
            let again = try caller.call("POST", "/api/deploy", json: #"{"customer_id":"\#(name)","dsl":\#(Self.rule)}"#)
            #expect(again.status == 200)
            #expect(again.number("revision") == 2)
            let one = try caller.call("GET", "/api/deployments/\(name)")
            #expect(one.json["dsl"]?["use_case"] == .string("test"))
            let all = try caller.call("GET", "/api/deployments?limit=1")
            #expect(all.number("total") == 1)
            let shared = try caller.call("GET", "/api/deployments/by-image-id/\(image)")
            #expect(shared.text("image_id") == image)
            let replaced = try caller.call("PUT", "/api/deployments/\(name)", json: #"{"dsl":{"use_case":"new"}}"#)
            #expect(replaced.status == 200)
            #expect(replaced.text("use_case") == "new")
            #expect(try caller.call("GET", "/api/deployments/by-image-id/\(image)").status == 404)
            #expect(try caller.call("DELETE", "/api/deployments/\(name)").status == 204)
            for (method, body) in [("GET", nil), ("DELETE", nil), ("PUT", #"{"dsl":{"use_case":"x"}}"#)] {
                let missing = try caller.call(method, "/api/deployments/\(name)", json: body)
                #expect(missing.status == 404)
                #expect(missing.text("code") == "deployment_not_found")
            }
        }
    }

    @Test func smallProofIsAnsweredDirectlyInEitherForm() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            for path in ["/api/prove", "/api/generate-proof"] {
                let body =
                    #"{"dsl":\#(Self.rule),"private_inputs":{},"public_params":{"min_age":18},"as_of":"2026-01-02","challenge":"c0ffee"}"#
                let proof = try caller.call("POST", path, json: body)
                #expect(proof.status == 200)
                #expect(proof.json["success"] == .bool(true))
                #expect(proof.json["statement"]?["public_params"]?["min_age"] == .integer(18))
                #expect(proof.json["statement"]?["challenge"] == .string("c0ffee"))
                #expect(proof.json["statement"]?["as_of"] == .string("2026-01-02"))
                #expect(proof.number("proving_time_ms") != nil)
                let receipt = try #require(proof.text("receipt_id"))
                let bytes = try #require(proof.text("receipt").flatMap { Data(base64Encoded: $0) })
                let fetched = try caller.call("GET", "/api/receipts/\(receipt)", headers: [("Accept", "application/octet-stream")])
                #expect(fetched.body == [UInt8](bytes))
                #expect(fetched.headers["Content-Type"] == "application/octet-stream")
                let described = try caller.call("GET", "/api/receipts/\(receipt)")
                #expect(described.text("job_id") == proof.text("job_id"))
                #expect(described.json["statement"] == proof.json["statement"])
            }
            let raw = try caller.call(
                "POST", "/api/prove", headers: [("Accept", "application/octet-stream")], json: #"{"dsl":\#(Self.rule)}"#)
            #expect(raw.status == 200)
            #expect(raw.body.starts(with: "receipt".utf8))
            #expect(raw.headers["X-Receipt-Id"]?.hasPrefix("receipt_") == true)
        }
    }

    @Test func proofIsMadeForACustomerAnImageOrADocument() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let image = try #require(
                caller.call("POST", "/api/deploy", json: #"{"customer_id":"acme","dsl":\#(Self.rule)}"#).text("image_id"))
            for subject in [#""customer_id":"acme""#, #""image_id":"\#(image)""#, #""dsl":\#(Self.rule)"#] {
                #expect(try caller.call("POST", "/api/prove", json: "{\(subject)}").text("image_id") == image)
            }
            let none = try caller.call("POST", "/api/prove", json: "{}")
            #expect(none.status == 400)
            let two = try caller.call("POST", "/api/prove", json: #"{"customer_id":"acme","image_id":"\#(image)"}"#)
            #expect(two.text("code") == "invalid_request")
            let unknown = try caller.call("POST", "/api/prove", json: #"{"image_id":"\#(String(repeating: "0", count: 64))"}"#)
            #expect(unknown.text("code") == "image_not_found")
        }
    }

    @Test func falseStatementIs422WithTheFirstFailedRule() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            for prefer in [[], [("Prefer", "respond-async")]] {
                let answer = try caller.call(
                    "POST", "/api/prove", headers: prefer, json: #"{"dsl":\#(Self.rule),"private_inputs":{"holds":false}}"#)
                #expect(answer.status == 422)
                #expect(answer.text("code") == "statement_false")
                #expect(answer.headers["Content-Type"] == "application/problem+json")
                #expect(answer.json["failed_rule"]?["index"] == .integer(0))
                #expect(answer.json["failed_rule"]?["type"] == .string("range_check"))
            }
            let negative = try caller.call(
                "POST", "/api/prove", json: #"{"dsl":\#(Self.rule),"private_inputs":{"holds":false},"negative":true}"#)
            #expect(negative.status == 200)
        }
    }

    @Test func asynchronousProofIsAJobWithPhasesAndAReceipt() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let accepted = try caller.call(
                "POST", "/api/prove", headers: [("Prefer", "respond-async")], json: #"{"dsl":\#(Self.rule),"private_inputs":{"steps":60}}"#)
            #expect(accepted.status == 202)
            #expect(accepted.headers["Preference-Applied"] == "respond-async")
            let path = try #require(accepted.headers["Location"])
            var sawProgress = false
            let ended = try eventually {
                let job = try caller.call("GET", path)
                if job.text("status") == "running", job.text("phase") != nil, job.number("percent") != nil { sawProgress = true }
                return job.text("status") == "succeeded"
            }
            #expect(ended && sawProgress)
            let job = try caller.call("GET", path)
            let receipt = try #require(job.text("receipt"))
            #expect(try caller.call("GET", receipt).status == 200)
        }
    }

    @Test func slowProofTurnsIntoAJob() throws {
        let fixture = try InterfaceFixture { _, interface in interface.waitSeconds = 0.2 }
        for caller in fixture.callers {
            fixture.engine.hold(true)
            let answer = try caller.call("POST", "/api/prove", json: #"{"dsl":\#(Self.rule)}"#)
            #expect(answer.status == 202)
            fixture.engine.hold(false)
            let path = try #require(answer.headers["Location"])
            #expect(try eventually { try caller.call("GET", path).text("status") == "succeeded" })
        }
    }

    @Test func deletingAJobStopsItAndAnswersWhenItHasStopped() throws {
        let fixture = try InterfaceFixture()
        for (index, caller) in fixture.callers.enumerated() {
            fixture.engine.hold(true)
            let accepted = try caller.call("POST", "/api/prove", headers: [("Prefer", "respond-async")], json: #"{"dsl":\#(Self.rule)}"#)
            let path = try #require(accepted.headers["Location"])
            #expect(try eventually { try caller.call("GET", path).text("status") == "running" })
            let stopped = try caller.call("DELETE", path)
            #expect(stopped.status == 200)
            #expect(stopped.text("status") == "cancelled")
            #expect(fixture.engine.counts.stopped == index + 1)
            #expect(try caller.call("DELETE", path).status == 200)
            fixture.engine.hold(false)
            let finished = try #require(caller.call("POST", "/api/prove", json: #"{"dsl":\#(Self.rule)}"#).text("job_id"))
            #expect(try eventually { try caller.call("GET", "/api/jobs/\(finished)").text("status") == "succeeded" })
            let late = try caller.call("DELETE", "/api/jobs/\(finished)")
            #expect(late.status == 409)
            #expect(late.text("code") == "job_finished")
            #expect(try caller.call("DELETE", "/api/jobs/job_none").status == 404)
        }
    }

    @Test func receiptIsVerifiedAgainstImageRuleOrCustomer() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let image = try #require(
                caller.call("POST", "/api/deploy", json: #"{"customer_id":"acme","dsl":\#(Self.rule)}"#).text("image_id"))
            let receipt = try #require(caller.call("POST", "/api/prove", json: #"{"customer_id":"acme"}"#).text("receipt"))
            for subject in [#""customer_id":"acme""#, #""image_id":"\#(image)""#, #""dsl":\#(Self.rule)"#] {
                let verdict = try caller.call("POST", "/api/verify", json: #"{"receipt":"\#(receipt)",\#(subject)}"#)
                #expect(verdict.json["valid"] == .bool(true))
                #expect(verdict.number("security_bits") == 100)
            }
            let other = try caller.call(
                "POST", "/api/verify", json: #"{"proof":"\#(receipt)","image_id":"\#(String(repeating: "1", count: 64))"}"#)
            #expect(other.status == 200)
            #expect(other.json["valid"] == .bool(false))
            let bytes = try #require(Data(base64Encoded: receipt).map { [UInt8]($0) })
            let raw = try caller.call("POST", "/api/verify?image_id=\(image)", [("Content-Type", "application/octet-stream")], bytes)
            #expect(raw.json["valid"] == .bool(true))
            let junk = try caller.call("POST", "/api/verify", json: #"{"receipt":"AAAA","image_id":"\#(image)"}"#)
            #expect(junk.status == 400)
            #expect(junk.text("code") == "malformed_receipt")
        }
    }

    @Test func templatesAreListedAndFoundByOldAndNewNames() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            guard case .array(let templates)? = try caller.call("GET", "/api/templates").json["templates"] else {
                Issue.record("no list")
                return
            }
            #expect(templates.count == RuleTemplates.all.count)
            for name in ["age-verification", "age-verification-simple", "pharma-rules", "shipping-rules"] {
                let template = try caller.call("GET", "/api/templates/\(name)")
                #expect(template.status == 200)
                #expect(template.json["dsl"]?["validation_rules"] != nil)
                #expect(template.json["sample"]?["private_inputs"] != nil)
            }
            #expect(try caller.call("GET", "/api/templates/none").status == 404)
        }
    }

    @Test func readinessFollowsTheQueueAndHealthDoesNot() throws {
        let fixture = try InterfaceFixture { settings, _ in settings.queueCapacity = 1 }
        for caller in fixture.callers {
            #expect(try caller.call("GET", "/ready").status == 200)
            fixture.engine.hold(true)
            var jobs: [String] = []
            let order = #"{"dsl":\#(Self.rule)}"#
            let prefer = [("Prefer", "respond-async")]
            jobs.append(try #require(caller.call("POST", "/api/prove", headers: prefer, json: order).headers["Location"]))
            #expect(try eventually { try caller.call("GET", jobs[0]).text("status") == "running" })
            jobs.append(try #require(caller.call("POST", "/api/prove", headers: prefer, json: order).headers["Location"]))
            let full = try caller.call("POST", "/api/prove", headers: prefer, json: order)
            #expect(full.status == 429)
            #expect(full.text("code") == "queue_full")
            #expect(full.headers["Retry-After"].flatMap { Int($0) } ?? 0 >= 1)
            let ready = try caller.call("GET", "/ready")
            #expect(ready.status == 503)
            #expect(ready.text("status") == "queue_full")
            #expect(try caller.call("GET", "/health").status == 200)
            #expect(try caller.call("GET", jobs[1]).number("queue_position") == 1)
            #expect(try caller.call("GET", "/api/status").number("queue_length") == 1)
            fixture.engine.hold(false)
            #expect(try eventually { try caller.call("GET", jobs[1]).text("status") == "succeeded" })
        }
    }
}
