import API
import Foundation
import GRPCServer
import HTTPServer
import Rules
import Service
import ServiceTesting
import Synchronization

/// An authorizer that does what the key says, and remembers what it was asked.
final class ScriptedAuthorizer: GatewayAuthorizer {
    private let asked = Mutex<[GatewayRequest]>([])

    var requests: [GatewayRequest] { asked.withLock { $0 } }

    func decide(_ request: GatewayRequest) -> GatewayDecision {
        asked.withLock { $0.append(request) }
        switch request.headers["authorization"] {
        case "Bearer good":
            var permit = GatewayPermit(tenant: "acme", plan: "gold")
            permit.setHeaders = [GatewayPermit.Field("x-key-id", "key_1")]
            permit.removedHeaders = ["x-payment-id"]
            permit.responseHeaders = [GatewayPermit.Field("RateLimit", #""requests";r=7;t=5"#)]
            return .allowed(permit)
        case "Bearer poor": return .denied(GatewayDenial(402, "payment_required", "Pay", "No credit is left."))
        case "Bearer weak": return .denied(GatewayDenial(403, "scope_missing", "No", "The key lacks the scope prove."))
        case "Bearer hasty": return .denied(GatewayDenial(429, "rate_limited", "Slow", "Too many.", retryAfter: 17))
        case "Bearer odd": return .allowed(GatewayPermit(tenant: "a\r\nx-evil: 1", plan: "gold"))
        default:
            if request.extensions["access"] == "public" { return .allowed(GatewayPermit(tenant: "anonymous", plan: "anonymous")) }
            var denial = GatewayDenial(401, "key_missing", "Who?", "The request has no API key.")
            denial.headers = [GatewayPermit.Field("WWW-Authenticate", "Bearer")]
            return .denied(denial)
        }
    }
}

/// A service that answers with what has reached it.
final class EchoService: HTTPHandler {
    let name: String
    private let seen = Mutex<[HTTPRequest]>([])

    init(_ name: String) { self.name = name }

    var requests: [HTTPRequest] { seen.withLock { $0.filter { $0.path != ["health"] } } }

    func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
        seen.withLock { $0.append(request) }
        exchange.respond(HTTPResponse(status: 200, headers: ["X-Service": name], body: Array("\(request.body.count)".utf8)))
    }

    func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse { HTTPResponse(status: refusal.status) }
}

/// Echoing services, a scripted authorizer and a real Envoy in front of them.
final class GatewayFixture {
    let authorizer = ScriptedAuthorizer()
    let services = ["compiler", "registry", "prover", "ui"].map { EchoService($0) }
    private let servers: [HTTPServer]
    private(set) var grpc: GRPCServer
    let envoy: EnvoyProxy

    private final class Serving: Sendable {
        let flag = Atomic<Bool>(true)
    }

    private let serving: Serving

    init(proofsPerMinute: Int = 1000, edit: (String) -> String = { $0 }) throws {
        let serving = Serving()
        self.serving = serving
        servers = try services.map { try HTTPServer(port: 0, handler: $0) }
        var settings = GatewaySettings()
        settings.proofsPerMinute = proofsPerMinute
        let limiter = RuleRateLimiter(settings.rules, limiter: MemoryRateLimiter(now: { 1_000_000_000_000 }))
        let gateway = GatewayServices(
            authorizer: authorizer, limiter: limiter, isServing: { serving.flag.load(ordering: .relaxed) })
        grpc = try GRPCServer(port: 0, methods: gateway.methods)
        envoy = try EnvoyProxy(
            ports: [8082: servers[0].port, 8083: servers[1].port, 8084: servers[2].port, 3000: servers[3].port, 50051: grpc.port],
            edit: edit)
        try envoy.waitUntilWell()
    }

    deinit {
        envoy.kill()
        grpc.stop(within: 0.1)
        for server in servers { server.stop(within: 0.1) }
    }

    func setServing(_ isServing: Bool) { serving.flag.store(isServing, ordering: .relaxed) }

    func call(_ method: String, _ path: String, key: String? = "good", _ headers: [(String, String)] = [], body: [UInt8]? = nil) throws
        -> Answer
    {
        try envoy.caller.call(method, path, (key.map { [("Authorization", "Bearer \($0)")] } ?? []) + headers, body)
    }

    /// The requests that reached a service.
    func reached(_ name: String) -> [HTTPRequest] { services.first { $0.name == name }?.requests ?? [] }
}
