import API
import Foundation
import Rules
import Service
import ServiceTesting
import Testing

/// Batches, versions, webhooks, lists and long polls, through the router and over a socket.
@Suite struct LifeRouteTests {
    private static let rule = #"{"use_case":"test"}"#
    private static let prefer = [("Prefer", "respond-async")]

    private func list(_ value: JSONValue?) -> [JSONValue] { if case .array(let values)? = value { values } else { [] } }

    @Test func longPollAnswersWhenTheJobHasEnded() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            fixture.engine.hold(true)
            let path = try #require(
                caller.call("POST", "/api/prove", headers: Self.prefer, json: #"{"dsl":\#(Self.rule)}"#).headers["Location"])
            let early = try caller.call("GET", path + "?wait=1")
            #expect(early.status == 200 && ["queued", "running"].contains(early.text("status")))
            DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { fixture.engine.hold(false) }
            let ended = try caller.call("GET", path + "?wait=30")
            #expect(ended.text("status") == "succeeded" && ended.number("percent") == 100)
            #expect(list(ended.json["attempt_history"]).first?["outcome"] == .string("succeeded"))
            #expect(ended.json["charged"] == .bool(true))
            #expect(try caller.call("GET", path + "?wait=30").text("status") == "succeeded")
            #expect(try caller.call("GET", path + "?wait=61").status == 400)
            #expect(try caller.call("GET", "/api/jobs/job_none?wait=5").status == 404)
        }
    }

    @Test func callerSaysHowLongItWaits() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            fixture.engine.hold(true)
            let answer = try caller.call("POST", "/api/prove", headers: [("Prefer", "wait=0")], json: #"{"dsl":\#(Self.rule)}"#)
            #expect(answer.status == 202)
            fixture.engine.hold(false)
            #expect(try caller.call("GET", try #require(answer.headers["Location"]) + "?wait=30").text("status") == "succeeded")
        }
    }

    @Test func waitingJobTellsItsPlaceItsWaitAndWhy() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            fixture.engine.hold(true)
            let order = #"{"dsl":\#(Self.rule),"priority":-3,"deadline_seconds":600}"#
            var last = ""
            for _ in 0..<3 {
                last = try #require(caller.call("POST", "/api/prove", headers: Self.prefer, json: order).headers["Location"])
            }
            #expect(try eventually { try caller.call("GET", last).number("queue_position") == 2 })
            let job = try caller.call("GET", last)
            #expect(job.number("priority") == -3 && job.text("deadline") != nil)
            let range = list(job.json["estimated_wait_range_ms"])
            #expect(range.count == 2 && job.number("estimated_wait_ms") != nil)
            #expect(job.json["waiting"]?["own_jobs_ahead"] == .integer(1))
            guard case .string(let reason)? = job.json["waiting"]?["reason"] else {
                Issue.record("no reason")
                return
            }
            #expect(reason.hasSuffix("start before this one."))
            fixture.engine.hold(false)
            #expect(try caller.call("GET", last + "?wait=30").text("status") == "succeeded")
        }
    }

    @Test(arguments: [
        (#""priority":10"#, "/priority"), (#""deadline":"yesterday""#, "/deadline"), (#""deadline":"2020-01-01T00:00:00Z""#, "/deadline"),
        (#""deadline_seconds":0"#, "/deadline_seconds"),
        (#""deadline":"2090-01-01T00:00:00.5Z","deadline_seconds":5"#, "/deadline_seconds"),
        (#""revision":1"#, "/revision"),
    ])
    func malformedWishesAreRefusedWithTheirPlace(_ member: String, _ pointer: String) throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let answer = try caller.call("POST", "/api/prove", json: #"{"dsl":\#(Self.rule),\#(member)}"#)
            #expect(answer.status == 400)
            #expect(answer.text("pointer") == pointer)
        }
    }

    @Test func failureIsToldWithClassAdviceAndCharge() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let failed = try caller.call("POST", "/api/prove", json: #"{"dsl":\#(Self.rule),"private_inputs":{"fails":true}}"#)
            #expect(failed.status == 500)
            #expect(failed.text("class") == "program_fault" && failed.json["charged"] == .bool(false) && failed.text("advice") != nil)
            let job = try caller.call("GET", try #require(failed.text("job")))
            #expect(job.json["error"]?["class"] == .string("program_fault"))
            #expect(job.json["error"]?["stage"] == .string("prove") || job.json["error"]?["stage"] == .string("execute"))
        }
    }

    @Test func jobsAreListedWithFiltersAndPages() throws {
        let fixture = try InterfaceFixture()
        for (index, caller) in fixture.callers.enumerated() {
            _ = try caller.call("POST", "/api/deploy", json: #"{"customer_id":"acme\#(index)","dsl":\#(Self.rule)}"#)
            for _ in 0..<3 { _ = try caller.call("POST", "/api/prove", json: #"{"customer_id":"acme\#(index)"}"#) }
            let page = try caller.call("GET", "/api/jobs?customer_id=acme\(index)&limit=2&status=succeeded,failed")
            #expect(list(page.json["jobs"]).count == 2)
            let rest = try caller.call("GET", "/api/jobs?customer_id=acme\(index)&after=\(try #require(page.text("next_after")))")
            #expect(list(rest.json["jobs"]).count == 1)
            #expect(rest.text("next_after") == nil)
            #expect(list(try caller.call("GET", "/api/jobs?from=2090-01-01T00:00:00Z").json["jobs"]).isEmpty)
            for wrong in ["status=odd", "limit=0", "from=now", "image_id=00"] {
                #expect(try caller.call("GET", "/api/jobs?\(wrong)").status == 400)
            }
        }
    }

    @Test func batchHasAResultForEachItem() throws {
        let fixture = try InterfaceFixture()
        for (index, caller) in fixture.callers.enumerated() {
            let body = """
                {"items":[{"dsl":\(Self.rule)},{"dsl":\(Self.rule),"private_inputs":{"holds":false}},{"dsl":3},7,{"dsl":{"use_case":"s","salted":true}}]}
                """
            let key = [("Idempotency-Key", "k\(index)")]
            let made = try caller.call("POST", "/api/batches", headers: key, json: body)
            #expect(made.status == 202)
            let path = try #require(made.headers["Location"])
            #expect(try eventually { try caller.call("GET", path).text("status") == "finished" })
            let batch = try caller.call("GET", path)
            let items = list(batch.json["items"])
            func texts(_ name: String) -> [String?] { items.map { if case .string(let text)? = $0[name] { text } else { nil } } }
            #expect(texts("status") == ["succeeded", "refused", "refused", "refused", "succeeded"])
            #expect(
                items.map { $0["error"]?["code"] } == [
                    nil, .string("statement_false"), .string("invalid_request"), .string("invalid_request"), nil,
                ])
            #expect(items[4]["salt"] != nil)
            #expect(batch.number("refused") == 3)
            #expect(try caller.call("POST", "/api/batches", headers: key, json: body).text("batch_id") == batch.text("batch_id"))
            let other = try caller.call("POST", "/api/batches", headers: key, json: #"{"items":[{"dsl":\#(Self.rule)}]}"#)
            #expect(other.status == 409)
            #expect(try caller.call("DELETE", path).status == 200)
            #expect(try caller.call("DELETE", "/api/batches/none").text("code") == "batch_not_found")
            #expect(list(try caller.call("GET", "/api/batches?limit=1").json["batches"]).count == 1)
            #expect(try caller.call("POST", "/api/batches", json: #"{"items":[]}"#).status == 400)
            #expect(try caller.call("POST", "/api/batches", json: #"{"items":{}}"#).status == 400)
        }
    }

    @Test func manyReceiptsAreVerifiedWithAVerdictEach() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let proof = try caller.call("POST", "/api/prove", json: #"{"dsl":\#(Self.rule)}"#)
            let receipt = try #require(proof.text("receipt"))
            let wrong = String(repeating: "1", count: 64)
            let answer = try caller.call(
                "POST", "/api/verify/batch",
                json: """
                    {"items":[{"receipt":"\(receipt)","dsl":\(Self.rule)},{"receipt":"\(receipt)","image_id":"\(wrong)"},{"receipt":"AAAA","image_id":"\(wrong)"},{}]}
                    """)
            let results = list(answer.json["results"])
            #expect(results.map { $0["valid"] } == [.bool(true), .bool(false), nil, nil])
            #expect(results[2]["error"]?["code"] == .string("malformed_receipt"))
            #expect(results[3]["error"]?["pointer"] == .string("/receipt"))
            #expect(answer.number("valid") == 1 && answer.number("total") == 4)
        }
    }

    @Test func versionsAreActivatedTriedAndTakenBack() throws {
        let fixture = try InterfaceFixture()
        for (index, caller) in fixture.callers.enumerated() {
            let root = "/api/deployments/acme\(index)"
            _ = try caller.call("POST", "/api/deploy", json: #"{"customer_id":"acme\#(index)","dsl":\#(Self.rule)}"#)
            let added = try caller.call("PUT", root, json: #"{"dsl":{"use_case":"two"},"activate":false,"keep_proofs":true}"#)
            #expect(added.number("revision") == 1 && added.json["keep_proofs"] == .bool(true))
            #expect(try caller.call("PATCH", root, json: #"{"keep_proofs":false}"#).json["keep_proofs"] == .bool(false))
            let canary = try caller.call("POST", root + "/activate", json: #"{"revision":2,"share":20}"#)
            #expect(canary.json["canary"]?["share"] == .integer(20))
            #expect(try caller.call("POST", "/api/prove", json: #"{"customer_id":"acme\#(index)","revision":2}"#).number("revision") == 2)
            #expect(try caller.call("POST", root + "/activate", json: #"{"revision":2}"#).number("revision") == 2)
            #expect(try caller.call("POST", root + "/rollback", headers: [("Idempotency-Key", "r")]).number("revision") == 1)
            #expect(try caller.call("POST", root + "/rollback", headers: [("Idempotency-Key", "r")]).number("revision") == 1)
            #expect(try caller.call("POST", root + "/rollback").text("code") == "nothing_to_roll_back")
            #expect(list(try caller.call("GET", root + "/versions").json["versions"]).count == 2)
            #expect(try caller.call("GET", root + "/versions?limit=1").number("next_below") == 2)
            #expect(try caller.call("GET", root + "/versions/2").json["dsl"]?["use_case"] == .string("two"))
            #expect(try caller.call("GET", root + "/versions/9").text("code") == "version_not_found")
            #expect(try caller.call("GET", root + "/versions/x").status == 400)
            #expect(list(try caller.call("GET", root + "/history").json["changes"]).count == 5)
            let sdk = try caller.call("GET", root + "/sdk?revision=2")
            #expect(sdk.headers["Content-Type"] == "application/gzip" && sdk.body.starts(with: [0x1f, 0x8b]))
            #expect(sdk.headers["Content-Disposition"]?.contains("burhan-sdk-v2.tar.gz") == true)
            #expect(try caller.call("GET", "/api/deployments/none/sdk").status == 404)
        }
    }

    @Test func webhooksAreMadeChangedTriedAndDeleted() throws {
        let fixture = try InterfaceFixture { settings, _ in settings.webhooks.allowsLoopback = true }
        for (index, caller) in fixture.callers.enumerated() {
            let made = try caller.call(
                "POST", "/api/webhooks", headers: [("Idempotency-Key", "w\(index)")],
                json: #"{"url":"http://127.0.0.1:1/x","events":["job.failed"],"description":"d"}"#)
            #expect(made.status == 201 && made.text("secret")?.hasPrefix("whsec_") == true)
            let path = try #require(made.headers["Location"])
            let seen = try caller.call("GET", path)
            #expect(seen.text("secret") == nil && seen.json["enabled"] == .bool(true))
            #expect(try caller.call("PATCH", path, json: #"{"enabled":false}"#).text("disabled_reason") != nil)
            #expect(try caller.call("POST", path + "/test").text("code") == "webhook_disabled")
            #expect(try caller.call("PATCH", path, json: #"{"enabled":true,"events":["*"]}"#).json["enabled"] == .bool(true))
            #expect(try caller.call("POST", path + "/secret").text("secret") != made.text("secret"))
            let test = try caller.call("POST", path + "/test")
            #expect(test.status == 202)
            let delivery = path + "/deliveries/" + (try #require(test.text("delivery_id")))
            #expect(try eventually { !list(try caller.call("GET", delivery).json["attempt_log"]).isEmpty })
            #expect(list(try caller.call("GET", path + "/deliveries?limit=5").json["deliveries"]).count == 1)
            #expect(try caller.call("POST", delivery + "/resend").status == 202)
            #expect(try caller.call("GET", path + "/deliveries/none").text("code") == "delivery_not_found")
            #expect(list(try caller.call("GET", "/api/webhooks").json["webhooks"]).count == 1)
            #expect(try caller.call("DELETE", path).status == 204)
            #expect(try caller.call("DELETE", path).text("code") == "webhook_not_found")
            for wrong in [
                #"{"url":"http://hooks.example/"}"#, #"{"url":"https://10.0.0.1/"}"#, #"{"url":"https://a.example/","events":["x"]}"#, "{}",
            ] {
                #expect(try caller.call("POST", "/api/webhooks", json: wrong).status == 400)
            }
        }
    }
}
