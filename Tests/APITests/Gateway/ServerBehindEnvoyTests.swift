import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Testing

/// The whole server with a port for each role, behind the real Envoy.
@Suite(.serialized, .enabled(if: EnvoyProxy.isInstalled, Comment(rawValue: EnvoyProxy.whereItIsFrom)))
struct ServerBehindEnvoyTests {
    private static let prove = #"{"customer_id":"acme","private_inputs":{"holds":true}}"#

    private func server(in directory: TemporaryDirectory) throws -> BurhanServer {
        var configuration = ServerConfiguration()
        configuration.database = directory.file("db.sqlite")
        configuration.drainSeconds = 1
        try configuration.set("listen", "compiler:0,registry:0,prover:0", source: "test")
        try configuration.set("grpc-port", "0", source: "test")
        try configuration.set("gateway-proofs", "3", source: "test")
        return try BurhanServer(configuration: configuration, engine: ScriptedEngine(), log: ServerLog { _ in })
    }

    private func proxy(_ server: BurhanServer) throws -> EnvoyProxy {
        let ports = server.ports.map(\.port)
        return try EnvoyProxy(ports: [8082: ports[0], 8083: ports[1], 8084: ports[2], 50051: #require(server.grpcPort)])
    }

    @Test func rolesShareOneServiceAndKeepToTheirRoutes() throws {
        let directory = try TemporaryDirectory()
        let server = try server(in: directory)
        defer { server.stop() }
        let callers = server.ports.map { CurlCaller(port: $0.port) }
        #expect(try callers[0].call("POST", "/api/deploy", json: #"{"customer_id":"acme","dsl":{"use_case":"x"}}"#).status == 201)
        #expect(try callers[1].call("GET", "/api/deployments/acme").status == 200)
        #expect(try callers[2].call("POST", "/api/prove", json: Self.prove).status == 200)
        #expect(try callers[0].call("POST", "/api/prove", json: Self.prove).status == 404)
        #expect(try callers[1].call("POST", "/api/deploy", json: "{}").status == 404)
        #expect(try callers[2].call("GET", "/api/deployments").status == 404)
        for caller in callers { #expect(try caller.call("GET", "/health").status == 200) }
    }

    @Test func requestsPassFromTheFrontToTheReceipt() throws {
        let directory = try TemporaryDirectory()
        let server = try server(in: directory)
        defer { server.stop() }
        let envoy = try proxy(server)
        try envoy.waitUntilWell()
        let front = envoy.caller
        #expect(try front.call("POST", "/api/deploy", json: #"{"customer_id":"acme","dsl":{"use_case":"x"}}"#).status == 201)
        let proof = try front.call("POST", "/api/prove", json: Self.prove)
        #expect(proof.status == 200)
        #expect(proof.headers["RateLimit"]?.hasPrefix(#""requests";r="#) == true)
        let receipt = try #require(proof.text("receipt_id"))
        #expect(try front.call("GET", "/api/receipts/\(receipt)").status == 200)
        let refused = try front.call("POST", "/api/prove", headers: [("Authorization", "Bearer bk_nobody")], json: Self.prove)
        #expect(refused.status == 401)
        #expect(refused.text("code") == "key_unknown")
        for _ in 0..<2 { #expect(try front.call("POST", "/api/prove", json: Self.prove).status == 200) }
        #expect(try front.call("POST", "/api/prove", json: Self.prove).status == 429)
        #expect(try front.call("GET", "/api/status").status == 200)
    }

    @Test func stoppedServerIsAnHonest503() throws {
        let directory = try TemporaryDirectory()
        let server = try server(in: directory)
        let envoy = try proxy(server)
        try envoy.waitUntilWell()
        server.stop()
        let answer = try envoy.caller.call("GET", "/api/status")
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] == "2")
        #expect(answer.text("code") == "gateway_unavailable")
    }

    @Test func portsAreReadStrictly() throws {
        var configuration = ServerConfiguration()
        for text in ["", "compiler", "compiler:", "compiler:70000", "verifier:1", "compiler:1,", "compiler:1:2"] {
            #expect(throws: ConfigurationError.self, "\(text)") { try configuration.set("listen", text, source: "test") }
        }
        #expect(configuration.grpcPort == nil)
        try configuration.set("listen", "compiler:8082,prover:8084", source: "test")
        #expect(configuration.listen == [ServerPort(.compiler, 8082), ServerPort(.prover, 8084)])
    }
}
