import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Synchronization
import Telemetry
import Testing

/// Private values, and what callers send as credentials, are in nothing that operators read or keep.
@Suite struct SecretsTests {
    private static let marker = "marker-9c31e7-private"

    /// Keeps every byte it is sent.
    private final class Keeper: HTTPHandler {
        private let kept = Mutex<[UInt8]>([])
        var text: String { String(decoding: kept.withLock { $0 }, as: UTF8.self) }

        func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
            kept.withLock { $0 += request.body }
            exchange.respond(HTTPResponse(status: 200, body: Array("{}".utf8)))
        }

        func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse { HTTPResponse(status: refusal.status) }
    }

    private func path(_ pattern: String) -> String {
        pattern.replacing("{customer_id}", with: "acme").replacing(/\{\w+\}/, with: Self.marker)
    }

    @Test func secretsSentToEveryOperationReachNoLogNoMetricNoTraceAndNoFile() throws {
        let keeper = Keeper()
        let collector = try HTTPServer(port: 0, handler: keeper)
        let directory = try TemporaryDirectory()
        let lines = Mutex<[UInt8]>([])
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.database = directory.file("db.sqlite")
        configuration.sealKey = try .random()
        configuration.drainSeconds = 2
        // Also after the test has made keys.
        configuration.localAccess = .on
        configuration.telemetry.collector = CollectorAddress("http://127.0.0.1:\(collector.port)")
        let server = try BurhanServer(
            configuration: configuration, engine: ScriptedEngine(), log: ServerLog { line in lines.withLock { $0 += line } })
        let caller = CurlCaller(port: server.port)
        let rule = #"{"use_case":"test","salted":true}"#
        let headers = [("Cookie", "session=\(Self.marker)"), ("X-Private", Self.marker), ("tracestate", "private=1")]
        let credentials = [("Authorization", "Bearer \(Self.marker)"), ("X-API-Key", Self.marker)]
        guard case .object(let paths)? = try caller.call("GET", "/openapi.json").json["paths"] else {
            Issue.record("no paths")
            return
        }
        var operations = 0
        for path in paths {
            guard case .object(let methods) = path.value, !path.name.hasSuffix("/events") else { continue }
            for method in methods {
                for private_ in [
                    #"{"a":"\#(Self.marker)"}"#, #"{"a":"\#(Self.marker)","holds":false}"#, #"{"a":"\#(Self.marker)","fails":true}"#,
                    #"{"unknown":"\#(Self.marker)"}"#, #"{"a":"\#(Self.marker)" oops"#,
                ] {
                    let subject = path.name.hasPrefix("/api/deploy") ? #""customer_id":"acme","dsl":\#(rule)"# : #""dsl":\#(rule)"#
                    let body = #"{\#(subject),"receipt":"\#(Self.marker)","private_inputs":\#(private_)}"#
                    let hasBody = method.name == "post" || method.name == "put"
                    _ = try caller.call(
                        method.name.uppercased(), self.path(path.name) + "?q=\(Self.marker)",
                        headers: headers, json: hasBody ? body : nil)
                    operations += 1
                }
                for credential in credentials {
                    _ = try caller.call(method.name.uppercased(), self.path(path.name), headers: headers + [credential])
                }
            }
        }
        #expect(operations > 60)
        _ = try caller.call("GET", "/\(Self.marker)/\(Self.marker)", headers: headers)
        _ = try caller.call("GET", "/health", headers: [("traceparent", Self.marker)])
        let metrics = try caller.call("GET", "/metrics").text
        server.stop()
        collector.stop(within: 0.2)
        let log = String(decoding: lines.withLock { $0 }, as: UTF8.self)
        for (name, text) in [("log", log), ("metrics", metrics), ("traces", keeper.text)] {
            #expect(text.count > 1000, "\(name)")
            #expect(!text.contains(Self.marker), "\(name)")
        }
        #expect(log.contains(#""event":"request""#) && log.contains(#""event":"job""#))
        #expect(keeper.text.contains("POST /api/prove") && keeper.text.contains("proof"))
        for line in log.split(separator: "\n") { #expect(JSONParser.parse(Array(line.utf8)).value != nil) }
        #expect(try !directory.contains(Self.marker))
    }
}
