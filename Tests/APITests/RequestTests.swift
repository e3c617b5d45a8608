import API
import Foundation
import Rules
import Service
import ServiceTesting
import Synchronization
import Testing

/// What the interface makes of requests that are wrong, repeated, or private.
@Suite struct RequestTests {
    private static let rule = #"{"use_case":"test"}"#

    @Test(arguments: [
        ("", "/", "malformed_json"), ("[]", "", "invalid_request"), (#"{"a":1,"a":2}"#, "/a", "malformed_json"),
        (#"{"dsl":3}"#, "/dsl", "invalid_request"),
        (#"{"dsl":{"use_case":"t"},"private_inputs":[]}"#, "/private_inputs", "invalid_request"),
        (#"{"dsl":{"use_case":"t"},"challenge":"xyz"}"#, "/challenge", "invalid_request"),
        (#"{"dsl":{"use_case":"t"},"salt":"00"}"#, "/salt", "invalid_request"),
        (#"{"dsl":{"use_case":"t"},"negative":"yes"}"#, "/negative", "invalid_request"),
        (#"{"image_id":"00"}"#, "/image_id", "invalid_request"), (#"{"customer_id":"a/b"}"#, "/customer_id", "invalid_request"),
        (#"{"customer_id":""}"#, "/customer_id", "invalid_request"),
        (String(repeating: "[", count: 200), "", "malformed_json"),
        (#"{"private_inputs":"# + String(repeating: #"{"a":"#, count: 50), "", "malformed_json"),
    ])
    func malformedOrderIsRefusedWithItsPlace(_ body: String, _ pointer: String, _ code: String) throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            let answer = try caller.call("POST", "/api/prove", json: body)
            #expect(answer.status == 400)
            #expect(answer.text("code") == code)
            #expect(answer.headers["Content-Type"] == "application/problem+json")
            if code == "invalid_request" { #expect(answer.text("pointer") == pointer) }
            #expect(answer.text("request_id") != nil)
        }
        #expect(try fixture.service.statistics(by: .local).jobs.isEmpty)
    }

    @Test func bodyOfAnotherTypeIsRefused() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            for type in ["text/plain", "application/x-www-form-urlencoded", nil] {
                let answer = try caller.call(
                    "POST", "/api/deploy", type.map { [("Content-Type", $0)] } ?? [],
                    Array(#"{"customer_id":"a","dsl":\#(Self.rule)}"#.utf8))
                #expect(answer.status == 400)
            }
        }
        #expect(try fixture.service.statistics(by: .local).deployments == 0)
    }

    @Test func unknownPathsAndMethodsAreToldApart() throws {
        let fixture = try InterfaceFixture()
        for caller in fixture.callers {
            #expect(try caller.call("GET", "/nothing").text("code") == "not_found")
            #expect(try caller.call("GET", "/api/deployments/a/b/c").status == 404)
            let wrong = try caller.call("GET", "/api/prove")
            #expect(wrong.status == 405)
            #expect(wrong.headers["Allow"] == "POST, OPTIONS")
            #expect(try caller.call("DELETE", "/health").headers["Allow"] == "GET, HEAD, OPTIONS")
            let options = try caller.call("OPTIONS", "/api/deployments/x")
            #expect(options.status == 204)
            #expect(options.headers["Allow"] == "GET, PUT, PATCH, DELETE, HEAD, OPTIONS")
            #expect(try caller.call("HEAD", "/health").status == 200)
        }
    }

    @Test func onlyAllowedOriginsMayCallFromAPage() throws {
        let fixture = try InterfaceFixture { _, interface in interface.allowedOrigins = ["https://app.example"] }
        for caller in fixture.callers {
            let allowed = try caller.call("OPTIONS", "/api/prove", headers: [("Origin", "https://app.example")])
            #expect(allowed.headers["Access-Control-Allow-Origin"] == "https://app.example")
            let other = try caller.call("OPTIONS", "/api/prove", headers: [("Origin", "https://evil.example")])
            #expect(other.headers["Access-Control-Allow-Origin"] == nil)
        }
        let plain = try InterfaceFixture()
        for caller in plain.callers {
            #expect(
                try caller.call("OPTIONS", "/api/prove", headers: [("Origin", "https://app.example")]).headers[
                    "Access-Control-Allow-Origin"] == nil)
        }
    }

    @Test func repeatedKeyGivesTheSameProofAndAnotherBodyAConflict() throws {
        let fixture = try InterfaceFixture()
        for (index, caller) in fixture.callers.enumerated() {
            let key = [("Idempotency-Key", "key-\(index)")]
            let body = #"{"dsl":\#(Self.rule),"private_inputs":{"n":1}}"#
            let first = try caller.call("POST", "/api/prove", headers: key, json: body)
            let again = try caller.call("POST", "/api/prove", headers: key, json: body)
            #expect(first.status == 200)
            #expect(again.body == first.body)
            let conflict = try caller.call("POST", "/api/prove", headers: key, json: #"{"dsl":\#(Self.rule),"private_inputs":{"n":2}}"#)
            #expect(conflict.status == 409)
            #expect(conflict.text("code") == "idempotency_conflict")
            #expect(conflict.text("job_id") == first.text("job_id"))
            let deploy = #"{"customer_id":"c\#(index)","dsl":\#(Self.rule)}"#
            let made = try caller.call("POST", "/api/deploy", headers: key, json: deploy)
            let repeated = try caller.call("POST", "/api/deploy", headers: key, json: deploy)
            #expect(made.status == 201 && repeated.status == 201)
            #expect(made.body == repeated.body)
            #expect(try caller.call("POST", "/api/deploy", headers: key, json: #"{"customer_id":"d","dsl":\#(Self.rule)}"#).status == 409)
        }
        #expect(fixture.engine.counts.started == 2)
    }

    @Test func concurrentTwinsWaitForOneExecution() throws {
        let fixture = try InterfaceFixture()
        for (index, caller) in fixture.callers.enumerated() {
            let before = fixture.engine.counts.started
            let answers = Mutex<[Answer]>([])
            DispatchQueue.concurrentPerform(iterations: 6) { _ in
                let answer = try? caller.call(
                    "POST", "/api/prove", headers: [("Idempotency-Key", "twin-\(index)")],
                    json: #"{"dsl":\#(Self.rule),"private_inputs":{"steps":40}}"#)
                answers.withLock { $0 += answer.map { [$0] } ?? [] }
            }
            let all = answers.withLock { $0 }
            #expect(all.count == 6)
            #expect(Set(all.map(\.status)) == [200])
            #expect(Set(all.map(\.body)).count == 1)
            #expect(fixture.engine.counts.started == before + 1)
        }
    }

    @Test func clientThatGoesAwayStopsItsProof() throws {
        let fixture = try InterfaceFixture()
        fixture.engine.hold(true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = [
            "-s", "-H", "Content-Type: application/json", "-d", #"{"dsl":{"use_case":"t"}}"#,
            "http://127.0.0.1:\(fixture.server.port)/api/prove",
        ]
        try process.run()
        #expect(eventually { fixture.engine.counts.started == 1 })
        // Not SIGTERM, which a child of a test inherits as blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(eventually { fixture.engine.counts.stopped == 1 })
        #expect(try eventually { try fixture.service.statistics(by: .local).jobs == [.cancelled: 1] })
    }

    @Test func eventsCanBeResumedOverASocket() throws {
        let fixture = try InterfaceFixture()
        let caller = CurlCaller(port: fixture.server.port)
        let accepted = try caller.call(
            "POST", "/api/prove", headers: [("Prefer", "respond-async")], json: #"{"dsl":\#(Self.rule),"private_inputs":{"steps":80}}"#)
        let path = try #require(accepted.headers["Location"]) + "/events"
        let whole = try caller.call("GET", path)
        #expect(whole.headers["Content-Type"] == "text/event-stream")
        let ids = whole.text.split(separator: "\n").compactMap { $0.hasPrefix("id: ") ? Int($0.dropFirst(4)) : nil }
        #expect(ids == Array(1...5))
        for name in ["queued", "running", "phase", "progress", "succeeded"] { #expect(whole.text.contains("event: \(name)\n")) }
        for last in 0...5 {
            for resumed in [
                try caller.call("GET", path, headers: [("Last-Event-ID", "\(last)")]),
                try caller.call("GET", path + "?last_event_id=\(last)"),
            ] {
                let found = resumed.text.split(separator: "\n").compactMap { $0.hasPrefix("id: ") ? Int($0.dropFirst(4)) : nil }
                #expect(found == Array(ids.dropFirst(last)))
            }
        }
        #expect(try caller.call("GET", path, headers: [("Last-Event-ID", "x")]).status == 400)
        #expect(try caller.call("GET", "/api/jobs/job_none/events").status == 404)
    }

    @Test func privateInputsAreInNoLogNoFileAndNoErrorAnswer() throws {
        let marker = "marker-4f7d-private"
        let directory = try TemporaryDirectory()
        let lines = Mutex<[UInt8]>([])
        let log = ServerLog { line in lines.withLock { $0 += line } }
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.database = directory.file("db.sqlite")
        configuration.sealKey = try .random()
        configuration.drainSeconds = 0.1
        let server = try BurhanServer(configuration: configuration, engine: ScriptedEngine(), log: log)
        let caller = CurlCaller(port: server.port)
        var answers: [Answer] = []
        for inputs in [
            #"{"a":"\#(marker)"}"#, #"{"a":"\#(marker)","holds":false}"#, #"{"a":"\#(marker)","fails":true}"#, #"{"unknown":"\#(marker)"}"#,
            #"{"a":"\#(marker)","a":1}"#, #"{"a":"\#(marker)" oops"#, #""\#(marker)""#,
        ] {
            answers.append(
                try caller.call(
                    "POST", "/api/prove", headers: [("Idempotency-Key", "\(answers.count)")],
                    json: #"{"dsl":\#(Self.rule),"private_inputs":\#(inputs)}"#))
        }
        #expect(answers.map(\.status) == [200, 422, 500, 400, 400, 400, 400])
        for answer in answers { #expect(!answer.text.contains(marker)) }
        server.stop()
        let text = String(decoding: lines.withLock { $0 }, as: UTF8.self)
        #expect(!text.contains(marker))
        #expect(text.contains(#""route":"/api/prove","status":422"#))
        for line in text.split(separator: "\n") { #expect(JSONParser.parse(Array(line.utf8)).value != nil) }
        #expect(try !directory.contains(marker))
    }

    @Test func drainAnswersThoseWhoWait() throws {
        let directory = try TemporaryDirectory()
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.database = directory.file("db.sqlite")
        configuration.drainSeconds = 0.3
        let engine = ScriptedEngine()
        engine.hold(true)
        let server = try BurhanServer(configuration: configuration, engine: engine, log: ServerLog { _ in })
        let answer = Mutex<Answer?>(nil)
        let thread = Thread {
            let found = try? CurlCaller(port: server.port).call("POST", "/api/prove", json: #"{"dsl":{"use_case":"t"}}"#)
            answer.withLock { $0 = found }
        }
        thread.start()
        #expect(eventually { engine.counts.started == 1 })
        server.stop()
        #expect(eventually { answer.withLock { $0 } != nil })
        #expect(answer.withLock { $0?.status } == 503)
        #expect(answer.withLock { $0?.text("code") } == "lost")
        #expect(engine.counts.stopped == 1)
    }
}
