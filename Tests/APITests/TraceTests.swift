import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Telemetry
import Testing

/// A collector that keeps the spans it is sent.
private final class SpanKeeper: HTTPHandler {
    private let kept = Mutex<[JSONValue]>([])

    var spans: [JSONValue] { kept.withLock { $0 } }

    func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
        if case .array(let resources)? = JSONParser.parse(request.body, limits: .inputs).value?["resourceSpans"] {
            for case .array(let scopes)? in resources.map({ $0["scopeSpans"] }) {
                for case .array(let spans)? in scopes.map({ $0["spans"] }) { kept.withLock { $0 += spans } }
            }
        }
        exchange.respond(HTTPResponse(status: 200, body: Array("{}".utf8)))
    }

    func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse { HTTPResponse(status: refusal.status) }
}

@Suite struct TraceTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private static let traceID = "0af7651916cd43dd8448eb211c80319c"

    private func text(_ span: JSONValue, _ name: String) -> String { if case .string(let text)? = span[name] { text } else { "" } }

    @Test func spansOfARequestAndItsJobJoinTheCallersTrace() throws {
        let keeper = SpanKeeper()
        let collector = try HTTPServer(port: 0, handler: keeper)
        let address = try #require(CollectorAddress("http://127.0.0.1:\(collector.port)"))
        let telemetry = ServiceTelemetry(collector: address)
        let fixture = try InterfaceFixture(telemetry: telemetry)
        let caller = CurlCaller(port: fixture.server.port)
        let order = #"{"dsl":{"use_case":"test"},"private_inputs":{"steps":4}}"#
        let proof = try caller.call("POST", "/api/prove", headers: [("traceparent", Self.parent), ("tracestate", "a=1")], json: order)
        #expect(proof.status == 200)
        let verdict = #"{"dsl":{"use_case":"test"},"receipt":"\#(try #require(proof.text("receipt")))"}"#
        #expect(try caller.call("POST", "/api/verify", headers: [("traceparent", Self.parent)], json: verdict).status == 200)
        let job = try fixture.service.job(try #require(proof.text("job_id")), by: .local)
        #expect(job.traceparent?.hasPrefix("00-\(Self.traceID)-") == true)
        telemetry.stop(within: 2)
        collector.stop(within: 0.2)

        let spans = keeper.spans
        #expect(spans.allSatisfy { text($0, "traceId") == Self.traceID })
        let names = spans.map { text($0, "name") }
        for name in [
            "POST /api/prove", "order", "queue wait", "proof", "proof execute", "proof prove", "POST /api/verify", "verify", "storage read",
            "storage write",
        ] {
            #expect(names.contains(name), "\(name)")
        }
        func only(_ name: String) throws -> JSONValue { try #require(spans.first { text($0, "name") == name }) }
        let request = try only("POST /api/prove")
        #expect(text(request, "parentSpanId") == "b7ad6b7169203331" && request["kind"] == .integer(2))
        #expect(text(request, "traceState") == "a=1")
        for name in ["order", "queue wait", "proof"] { #expect(text(try only(name), "parentSpanId") == text(request, "spanId"), "\(name)") }
        for name in ["proof execute", "proof prove"] { #expect(text(try only(name), "parentSpanId") == text(try only("proof"), "spanId")) }
        #expect(Set(spans.map { text($0, "spanId") }).count == spans.count)
        for span in spans {
            let (start, end) = (UInt64(text(span, "startTimeUnixNano")) ?? 0, UInt64(text(span, "endTimeUnixNano")) ?? 0)
            #expect(start > 1_700_000_000_000_000_000 && start <= end)
        }
    }

    @Test func jobProvenAfterARestartStillJoinsItsTrace() throws {
        let directory = try TemporaryDirectory()
        let key = try ServiceKey.random()
        let path = directory.file("db.sqlite")
        let before = try ProofService(store: Store(path: path), engine: ScriptedEngine(), sealKey: key)
        var order = ProofOrder(
            subject: .document(Array(#"{"use_case":"test"}"#.utf8)), request: StatementRequest(publicParams: .object([])),
            inputs: PrivateInputs(json: SecretBytes(Array("{}".utf8))), idempotency: nil, isDetached: true)
        order.traceparent = Self.parent
        // Accepted, never started.
        let job = try before.order(order, by: .local).job.id
        let spans = Mutex<[String]>([])
        struct Names: ServiceObserver {
            let keep: @Sendable (String) -> Void
            func note(_ event: ServiceEvent) { if case .proofEnded(let run) = event { keep(run.job.traceparent ?? "none") } }
        }
        var environment = ServiceEnvironment.system
        environment.observer = Names { name in spans.withLock { $0.append(name) } }
        let after = try ProofService(
            store: Store(path: try directory.snapshot(path, as: "copy.sqlite")), engine: ScriptedEngine(), sealKey: key,
            environment: environment)
        try after.start()
        #expect(try eventually { try after.job(job, by: .local).state == .succeeded })
        #expect(spans.withLock { $0 } == [Self.parent])
    }

    @Test func withoutACollectorTracesArePassedOnAndNamedInTheLog() throws {
        let lines = Mutex<[String]>([])
        let log = ServerLog { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
        let telemetry = ServiceTelemetry(log: log)
        let fixture = try InterfaceFixture(telemetry: telemetry)
        let caller = CurlCaller(port: fixture.server.port)
        let order = #"{"dsl":{"use_case":"test"},"private_inputs":{}}"#
        let job = try caller.call("POST", "/api/prove", headers: [("traceparent", Self.parent)], json: order).text("job_id")
        #expect(try fixture.service.job(try #require(job), by: .local).traceparent == Self.parent)
        _ = try caller.call("GET", "/api/status", headers: [("traceparent", "00-what")])
        #expect(
            eventually {
                log.flush(); return lines.withLock { $0.count >= 3 }
            })
        let log_ = lines.withLock { $0 }
        #expect(log_.contains { $0.contains(#""event":"request""#) && $0.contains(#""trace_id":"\#(Self.traceID)""#) })
        #expect(log_.contains { $0.contains(#""event":"job""#) && $0.contains(#""trace_id":"\#(Self.traceID)""#) })
        #expect(log_.contains { $0.contains("/api/status") && !$0.contains("trace_id") })
        #expect(!log_.joined().contains("00-what"))
    }
}
