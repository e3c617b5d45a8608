import API
import Dispatch
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Telemetry
import Testing

/// A dependency whose state a test decides.
private final class ScriptedProbe: HealthProbe {
    let name: String
    private let state: Mutex<HealthState>
    private let asked = Atomic<Int>(0)
    private let gate: DispatchSemaphore?

    init(_ name: String, _ state: HealthState = .healthy, hangs: Bool = false) {
        self.name = name
        self.state = Mutex(state)
        gate = hangs ? DispatchSemaphore(value: 0) : nil
    }

    func set(_ state: HealthState) { self.state.withLock { $0 = state } }
    func release() { gate?.signal() }
    var count: Int { asked.load(ordering: .relaxed) }

    func check() -> HealthState {
        asked.wrappingAdd(1, ordering: .relaxed)
        gate?.wait()
        return state.withLock { $0 }
    }
}

@Suite struct HealthTests {
    private func fixture(
        _ probes: [any HealthProbe], freshness: Duration = .zero, patience: Duration = .seconds(30)
    ) throws -> InterfaceFixture {
        try InterfaceFixture(health: HealthBoard(probes, freshness: freshness, patience: patience))
    }

    @Test func healthIsTheWorstStateOfItsDependencies() throws {
        let (database, cache) = (ScriptedProbe("database"), ScriptedProbe("cache"))
        let fixture = try fixture([database, cache])
        for caller in fixture.callers {
            cache.set(.healthy)
            database.set(.healthy)
            let healthy = try caller.call("GET", "/health")
            #expect(healthy.status == 200 && healthy.text("status") == "healthy")
            cache.set(.degraded("It is slow."))
            let degraded = try caller.call("GET", "/health")
            #expect(degraded.status == 200 && degraded.text("status") == "degraded")
            #expect(degraded.text.contains("It is slow."))
            #expect(try caller.call("GET", "/ready").status == 200)
            database.set(.unhealthy("It is gone."))
            let unhealthy = try caller.call("GET", "/health")
            #expect(unhealthy.status == 503 && unhealthy.text("status") == "unhealthy")
            let ready = try caller.call("GET", "/ready")
            #expect(ready.status == 503 && ready.text("status") == "unhealthy" && ready.headers["Retry-After"] != nil)
            let metrics = try caller.call("GET", "/metrics").text
            #expect(metrics.contains(#"burhan_dependency_state{dependency="database",state="unhealthy"} 1"#))
            #expect(metrics.contains(#"burhan_dependency_state{dependency="cache",state="degraded"} 1"#))
        }
    }

    @Test func dependencyThatHangsIsUnhealthyAndIsNotAskedTwice() throws {
        let (hanging, other) = (ScriptedProbe("database", hangs: true), ScriptedProbe("cache"))
        let fixture = try fixture([hanging, other], patience: .milliseconds(100))
        let caller = RouterCaller(router: fixture.router)
        for _ in 0..<3 {
            let answer = try caller.call("GET", "/health")
            #expect(answer.status == 503 && answer.text.contains("has not answered within 100 ms"))
        }
        #expect(hanging.count == 1)
        #expect(other.count >= 1)
        hanging.release()
        #expect(
            try eventually {
                hanging.release(); return try caller.call("GET", "/health").status == 200
            })
    }

    @Test func statesAreKeptForAWhile() throws {
        let probe = ScriptedProbe("database")
        let fixture = try fixture([probe], freshness: .seconds(3600))
        for caller in fixture.callers { for _ in 0..<5 { #expect(try caller.call("GET", "/health").status == 200) } }
        #expect(probe.count == 1)
    }

    @Test func databaseAndDiskAreLookedAt() throws {
        let directory = try TemporaryDirectory()
        let store = try Store(path: directory.file("db.sqlite"))
        #expect(DatabaseProbe(store).check().level != .unhealthy)
        #expect(DiskProbe(directory: directory.path, low: 0, exhausted: 0).check() == .healthy)
        #expect(DiskProbe(directory: directory.path, low: .max, exhausted: 0).check().level == .degraded)
        #expect(DiskProbe(directory: directory.path, low: .max, exhausted: .max).check().level == .unhealthy)
        #expect(DiskProbe(directory: directory.file("gone")).check().level == .unhealthy)
    }
}

@Suite struct MetricsRouteTests {
    private static let rule = #"{"use_case":"test"}"#

    @Test func whatTheServiceDoesIsCounted() throws {
        let fixture = try InterfaceFixture()
        let caller = CurlCaller(port: fixture.server.port)
        #expect(try caller.call("POST", "/api/deploy", json: #"{"customer_id":"acme","dsl":\#(Self.rule)}"#).status == 201)
        let proof = try caller.call("POST", "/api/prove", json: #"{"customer_id":"acme","private_inputs":{}}"#)
        let receipt = try #require(proof.text("receipt"))
        #expect(try caller.call("POST", "/api/verify", json: #"{"customer_id":"acme","receipt":"\#(receipt)"}"#).status == 200)
        #expect(try caller.call("POST", "/api/verify", json: #"{"customer_id":"acme","receipt":"AAAA"}"#).status == 400)
        #expect(try caller.call("POST", "/api/prove", json: #"{"customer_id":"acme","private_inputs":{"fails":true}}"#).status == 500)
        #expect(try caller.call("GET", "/nowhere").status == 404)
        let text = try caller.call("GET", "/metrics").text
        for line in [
            #"proof_generation_total{result="succeeded"} 1"#, #"proof_generation_total{result="failed"} 1"#,
            #"proof_generation_duration_seconds_count{result="succeeded"} 1"#, #"proof_verification_total{result="accepted"} 1"#,
            #"proof_verification_total{result="undecided"} 1"#, "proof_verification_duration_seconds_count 2",
            #"circuit_integrity_checks_total{result="same"} 2"#, #"burhan_jobs_ended_total{state="succeeded",code="none"} 1"#,
            #"burhan_jobs_ended_total{state="failed",code="engine_failed"} 1"#, "burhan_jobs_accepted_total 2",
            "burhan_prover_cycles_total 1234", "burhan_queue_wait_seconds_count 2", "burhan_queue_length 0", "burhan_jobs_running 0",
            #"burhan_http_requests_total{method="POST",route="/api/prove",status="2xx"} 1"#,
            #"burhan_http_requests_total{method="POST",route="/api/prove",status="5xx"} 1"#,
            #"burhan_http_requests_total{method="GET",route="none",status="4xx"} 1"#,
            #"burhan_http_request_duration_seconds_count{route="/api/verify"} 2"#,
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }

    @Test func fullQueueIsCountedAsALimit() throws {
        let fixture = try InterfaceFixture { settings, _ in settings.queueCapacity = 1 }
        let caller = RouterCaller(router: fixture.router)
        fixture.engine.hold(true)
        let order = #"{"dsl":\#(Self.rule),"private_inputs":{}}"#
        let statuses = try (0..<4).map { _ in
            try caller.call("POST", "/api/prove", headers: [("Prefer", "respond-async")], json: order).status
        }
        fixture.engine.hold(false)
        let refused = statuses.count { $0 == 429 }
        #expect(refused >= 1)
        #expect(try caller.call("GET", "/metrics").text.contains(#"rate_limit_hits_total{limit="queue"} \#(refused)"#))
    }

    @Test func prometheusReadsBothFormats() throws {
        let fixture = try InterfaceFixture()
        let caller = CurlCaller(port: fixture.server.port)
        _ = try caller.call("GET", "/api/status")
        let plain = try caller.call("GET", "/metrics")
        #expect(plain.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let open = try caller.call("GET", "/metrics", headers: [("Accept", "application/openmetrics-text")])
        #expect(open.headers["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(open.text.hasSuffix("# EOF\n"))
        guard FileManager.default.fileExists(atPath: "/usr/bin/promtool") else {
            print("promtool is not installed (scripts/setup --tests): the text was not read by it")
            return
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/promtool")
        process.arguments = ["check", "metrics"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(plain.body))
        try input.fileHandleForWriting.close()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && said.isEmpty, "\(said)")
    }

    @Test func metricsWithAPortOfTheirOwnAreNotOnTheInterfaces() throws {
        let fixture = try InterfaceFixture { _, interface in interface.showsMetrics = false }
        for caller in fixture.callers {
            #expect(try caller.call("GET", "/metrics").status == 404)
            #expect(try caller.call("GET", "/health").status == 200)
        }
    }

    @Test func statusTellsWhatACallerMayRelyOn() throws {
        let fixture = try InterfaceFixture()
        let features = try RouterCaller(router: fixture.router).call("GET", "/api/status").json["features"]
        #expect(features?["engines"] != nil && features?["receipt_formats"] != nil && features?["parameter_sets"] != nil)
        let engine = BurhanEngine().capabilities
        #expect(engine.engines == ["stark"] && engine.receiptFormats.count == 1)
        #expect(engine.parameterSets.map(\.name) == ["standard", "compact"])
    }
}
