import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Telemetry

/// Calls the router without any transport.
struct RouterCaller: InterfaceCaller {
    let router: Router
    var peer = "127.0.0.1"

    func call(_ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]?) throws -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1)
        var query: [(name: String, value: String)] = []
        for member in parts.count < 2 ? [] : parts[1].split(separator: "&") {
            let pair = member.split(separator: "=", maxSplits: 1).map(String.init)
            query.append((name: pair[0], value: pair.count > 1 ? pair[1] : ""))
        }
        var fields = HTTPHeaders()
        for (name, value) in headers { fields.add(name, value) }
        let request = HTTPRequest(
            id: "test", method: HTTPMethod(rawValue: method) ?? .get,
            path: parts[0].split(separator: "/").map { String($0).removingPercentEncoding ?? "" }, query: query, headers: fields,
            body: body ?? [], peer: peer)
        let exchange = MemoryExchange()
        router.handle(request, exchange)
        return try exchange.answer()
    }
}

/// Keeps an answer in memory.
final class MemoryExchange: HTTPExchange, HTTPBodyWriter {
    private struct State {
        var answer: Answer?
        var isComplete = false
    }

    private let state = Mutex(State())

    func respond(_ response: HTTPResponse) {
        state.withLock { state in
            guard state.answer == nil else { return }
            state = State(answer: Answer(status: response.status, headers: response.headers, body: response.body), isComplete: true)
        }
    }

    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter {
        state.withLock { $0.answer = Answer(status: head.status, headers: head.headers, body: []) }
        return self
    }

    func write(_ bytes: [UInt8]) { state.withLock { $0.answer?.body += bytes } }
    func finish() { state.withLock { $0.isComplete = true } }
    func onClientGone(_ action: @escaping @Sendable () -> Void) {}

    func answer() throws -> Answer {
        _ = eventually { state.withLock { $0.isComplete } }
        guard let answer = state.withLock({ $0.answer }) else { throw NoAnswer() }
        return answer
    }
}

/// One service that can be called both ways.
final class InterfaceFixture: Sendable {
    let directory: TemporaryDirectory
    let engine = ScriptedEngine()
    let service: ProofService
    let router: Router
    let server: HTTPServer

    init(
        telemetry: ServiceTelemetry = ServiceTelemetry(), health: HealthBoard = HealthBoard([]),
        configure: (inout ServiceSettings, inout APISettings) -> Void = { _, _ in }
    ) throws {
        directory = try TemporaryDirectory()
        var settings = ServiceSettings()
        var interface = APISettings()
        configure(&settings, &interface)
        var environment = ServiceEnvironment.system
        environment.observer = telemetry
        environment.notice = { telemetry.notice($0) }
        service = try ProofService(
            store: Store(path: directory.file("db.sqlite")), engine: engine, sealKey: .random(), settings: settings,
            environment: environment)
        try service.start()
        telemetry.watch(service, health)
        router = Router(service: service, settings: interface, telemetry: telemetry, health: health)
        server = try HTTPServer(port: 0, handler: TracedHandler(router, telemetry), observer: { telemetry.access($0) })
    }

    deinit { server.stop(within: 0.5) }

    var callers: [any InterfaceCaller] { [RouterCaller(router: router), CurlCaller(port: server.port)] }
}
