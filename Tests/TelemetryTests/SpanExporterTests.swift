import Foundation
import HTTPServer
import ServiceTesting
import Synchronization
import Telemetry
import Testing

/// A collector that keeps what it is sent and answers what it is told to.
final class Collector: HTTPHandler {
    struct Answer: Sendable {
        var status = 200
        var headers = HTTPHeaders()
        var body = "{}"
    }

    private struct State {
        var bodies: [[UInt8]] = []
        var answers: [Answer] = []
    }

    private let state = Mutex(State())

    init(_ answers: [Answer] = []) { state.withLock { $0.answers = answers } }

    var bodies: [[UInt8]] { state.withLock { $0.bodies } }

    func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
        guard request.method == .post, request.path == ["v1", "traces"], request.headers["Content-Type"] == "application/json" else {
            return exchange.respond(HTTPResponse(status: 404))
        }
        let answer = state.withLock { state in
            state.bodies.append(request.body)
            return state.answers.isEmpty ? Answer() : state.answers.removeFirst()
        }
        exchange.respond(HTTPResponse(status: answer.status, headers: answer.headers, body: Array(answer.body.utf8)))
    }

    func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse { HTTPResponse(status: refusal.status) }
}

@Suite struct SpanExporterTests {
    private struct Fixture {
        let collector: Collector
        let server: HTTPServer
        let metrics = MetricRegistry()
        let exporter: SpanExporter

        init(_ answers: [Collector.Answer] = [], configure: (inout SpanExporter.Settings) -> Void = { _ in }) throws {
            collector = Collector(answers)
            server = try HTTPServer(port: 0, handler: collector)
            var settings = SpanExporter.Settings(address: try #require(CollectorAddress("http://127.0.0.1:\(server.port)")))
            settings.delay = 0.01
            settings.retry.first = 0.01
            configure(&settings)
            exporter = SpanExporter(settings, metrics: metrics)
        }

        func count(_ line: String) -> Bool { String(decoding: metrics.text(), as: UTF8.self).contains(line + "\n") }

        func stop() {
            exporter.stop(within: 2)
            server.stop(within: 0.2)
        }
    }

    private func span(_ name: String = "work") throws -> Span {
        let parent = try #require(
            TraceContext(traceparent: ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"], tracestate: ["a=\"q\\"]))
        return Span(
            context: TraceContext(traceID: parent.traceID, spanID: 0x00f0_67aa_0ba9_02b7, isSampled: true, state: parent.state),
            parentSpanID: parent.spanID, name: name, kind: .server, start: 1_700_000_000_000_000_001, end: 1_700_000_000_500_000_002,
            attributes: [
                Span.Attribute("text", .text("line\nbreak \"quoted\" \u{1f600}")),
                Span.Attribute("integer", .integer(-9_007_199_254_740_993)),
                Span.Attribute("number", .number(0.5)), Span.Attribute("flag", .flag(true)),
            ], fault: "engine_failed")
    }

    @Test func spansArriveInTheJSONMappingOfOTLP() throws {
        let fixture = try Fixture { settings in settings.resource = [Span.Attribute("service.name", .text("burhan"))] }
        fixture.exporter.send(try span())
        #expect(eventually { !fixture.collector.bodies.isEmpty })
        fixture.stop()
        let json = try JSONSerialization.jsonObject(with: Data(try #require(fixture.collector.bodies.first))) as? NSDictionary
        let expected: NSDictionary = [
            "resourceSpans": [
                [
                    "resource": ["attributes": [["key": "service.name", "value": ["stringValue": "burhan"]]]],
                    "scopeSpans": [
                        [
                            "scope": ["name": "burhan", "version": ""],
                            "spans": [
                                [
                                    // Identities in hexadecimal, 64-bit integers as strings, enumerations as numbers.
                                    "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b7",
                                    "parentSpanId": "b7ad6b7169203331", "traceState": "a=\"q\\", "flags": 1, "name": "work", "kind": 2,
                                    "startTimeUnixNano": "1700000000000000001", "endTimeUnixNano": "1700000000500000002",
                                    "attributes": [
                                        ["key": "text", "value": ["stringValue": "line\nbreak \"quoted\" \u{1f600}"]],
                                        ["key": "integer", "value": ["intValue": "-9007199254740993"]],
                                        ["key": "number", "value": ["doubleValue": 0.5]], ["key": "flag", "value": ["boolValue": true]],
                                    ], "status": ["message": "engine_failed", "code": 2],
                                ] as [String: Any]
                            ],
                        ] as [String: Any]
                    ],
                ] as [String: Any]
            ]
        ]
        #expect(json == expected)
        #expect(fixture.count("burhan_trace_spans_sent_total 1"))
    }

    @Test func collectorThatIsBusyIsAskedAgainWithTheSameBatch() throws {
        let fixture = try Fixture([Collector.Answer(status: 503), Collector.Answer(status: 429, headers: ["Retry-After": "0"])])
        fixture.exporter.send(try span())
        #expect(eventually { fixture.collector.bodies.count == 3 })
        fixture.stop()
        #expect(Set(fixture.collector.bodies).count == 1)
        #expect(fixture.count("burhan_trace_spans_sent_total 1"))
        #expect(fixture.count(#"burhan_trace_export_requests_total{result="retried"} 2"#))
    }

    @Test func refusalForGoodIsNotRepeated() throws {
        let fixture = try Fixture([Collector.Answer(status: 400)])
        fixture.exporter.send(try span())
        #expect(eventually { fixture.count(#"burhan_trace_spans_dropped_total{reason="refused"} 1"#) })
        fixture.stop()
        #expect(fixture.collector.bodies.count == 1)
    }

    @Test func spansThatTheCollectorThrewAwayAreCounted() throws {
        let fixture = try Fixture([Collector.Answer(body: #"{"partialSuccess":{"rejectedSpans":"1","errorMessage":"no"}}"#)]) {
            $0.delay = 0.3
        }
        for name in ["a", "b", "c"] { fixture.exporter.send(try span(name)) }
        #expect(eventually { fixture.count("burhan_trace_spans_sent_total 2") })
        #expect(fixture.count(#"burhan_trace_spans_dropped_total{reason="refused"} 1"#))
        fixture.stop()
    }

    @Test func collectorThatIsAwayCostsSpansAndNothingElse() throws {
        var settings = SpanExporter.Settings(address: try #require(CollectorAddress("http://127.0.0.1:1")))
        settings.delay = 0.01
        settings.capacity = 3
        settings.retry.first = 0.01
        settings.retry.attempts = 2
        let metrics = MetricRegistry()
        let exporter = SpanExporter(settings, metrics: metrics)
        for _ in 0..<2000 { exporter.send(try span()) }
        exporter.stop(within: 2)
        let text = String(decoding: metrics.text(), as: UTF8.self)
        func value(_ reason: String) -> Int {
            text.split(separator: "\n").first { $0.hasPrefix("burhan_trace_spans_dropped_total{reason=\"\(reason)\"}") }
                .flatMap { Int($0.split(separator: " ")[1]) } ?? 0
        }
        #expect(value("queue_full") > 0 && value("gave_up") > 0)
        #expect(value("queue_full") + value("gave_up") == 2000)
    }

    @Test func whatWaitsIsSentWhenTheProcessStops() throws {
        let fixture = try Fixture { $0.delay = 60 }
        fixture.exporter.send(try span())
        fixture.stop()
        #expect(fixture.collector.bodies.count == 1)
    }

    @Test func pausesDoubleUpToABoundAndTheCollectorsWishComesFirst() {
        let retry = RetrySchedule()
        #expect([1, 2, 3, 4, 5].map { retry.pause(after: $0, asked: nil, random: 1) } == [1, 2, 4, 8, 16])
        #expect(retry.pause(after: 2, asked: nil, random: 0) == 1.5)
        #expect(retry.pause(after: 1, asked: 7, random: 0) == 7)
        #expect(retry.pause(after: 1, asked: 7200, random: 0) == 30)
        #expect(retry.pause(after: 6, asked: 1, random: 0) == nil)
    }

    @Test func addressesOfCollectorsAreReadStrictly() {
        func parts(_ text: String) -> [String]? { CollectorAddress(text).map { [$0.host, String($0.port), $0.path] } }
        #expect(parts("http://collector") == ["collector", "4318", "/v1/traces"])
        #expect(parts("http://10.0.0.1:80/otlp/") == ["10.0.0.1", "80", "/otlp/v1/traces"])
        #expect(parts("http://[::1]:4318") == ["::1", "4318", "/v1/traces"])
        for bad in ["", "collector", "https://a", "http://", "http://a:0", "http://a:x", "http://u:p@a", "http://a/?x", "http://[::1"] {
            #expect(parts(bad) == nil, "\(bad)")
        }
    }
}
