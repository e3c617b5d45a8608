import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Storage
import Testing

/// The whole server with a port for each role, behind the real Envoy.
@Suite(.serialized, .enabled(if: EnvoyProxy.isInstalled, Comment(rawValue: EnvoyProxy.whereItIsFrom)))
struct ServerBehindEnvoyTests {
    private static let prove = #"{"customer_id":"acme","private_inputs":{"holds":true}}"#

    /// A key of the tenant `acme`, in the database that the server will open.
    private func key(in directory: TemporaryDirectory, limits: String = "{}", scopes: Set<Scope> = Set(Scope.allCases)) throws -> [(
        String, String
    )] {
        let service = try ProofService(store: Store(path: directory.file("db.sqlite")), engine: ScriptedEngine(), sealKey: nil)
        let first = try service.bootstrap()
        let caller = Caller(tenant: Tenant.operatorID, keyID: first.record.id)
        let json = JSONParser.parse(Array(limits.utf8)).value ?? .null
        _ = try service.createTenant(id: "acme", name: "Acme", plan: .unlimited, limits: json, by: caller)
        let key = try service.createKey(tenant: "acme", name: "k", scopes: scopes, lifetimeSeconds: nil, by: caller)
        return [("Authorization", "Bearer " + key.text)]
    }

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
        let key = try key(in: directory)
        let server = try server(in: directory)
        defer { server.stop() }
        let envoy = try proxy(server)
        try envoy.waitUntilWell()
        let front = envoy.caller
        #expect(try front.call("POST", "/api/deploy", headers: key, json: #"{"customer_id":"acme","dsl":{"use_case":"x"}}"#).status == 201)
        let proof = try front.call("POST", "/api/prove", headers: key, json: Self.prove)
        #expect(proof.status == 200)
        #expect(proof.headers["RateLimit"]?.hasPrefix(#""requests";r="#) == true)
        let receipt = try #require(proof.text("receipt_id"))
        #expect(try front.call("GET", "/api/receipts/\(receipt)", headers: key).status == 200)
        let refused = try front.call("POST", "/api/prove", headers: [("Authorization", "Bearer bk_nobody")], json: Self.prove)
        #expect(refused.status == 401)
        #expect(refused.text("code") == "key_unknown")
        #expect(try front.call("POST", "/api/prove", json: Self.prove).text("code") == "key_missing")
        #expect(try front.call("POST", "/api/validate", json: #"{"dsl":{"use_case":"x"}}"#).status == 200)
        for _ in 0..<2 { #expect(try front.call("POST", "/api/prove", headers: key, json: Self.prove).status == 200) }
        #expect(try front.call("POST", "/api/prove", headers: key, json: Self.prove).status == 429)
        #expect(try front.call("GET", "/api/status", headers: key).status == 200)
    }

    @Test func keysAndCreditsAreCheckedBeforeTheService() throws {
        let directory = try TemporaryDirectory()
        let key = try key(in: directory, limits: #"{"prepaid":true}"#, scopes: [.prove])
        let server = try server(in: directory)
        defer { server.stop() }
        let envoy = try proxy(server)
        try envoy.waitUntilWell()
        let poor = try envoy.caller.call("POST", "/api/prove", headers: key, json: Self.prove)
        #expect(poor.status == 402)
        #expect(poor.text("code") == "payment_required")
        let weak = try envoy.caller.call("POST", "/api/deploy", headers: key, json: "{}")
        #expect(weak.status == 403)
        #expect(weak.text("code") == "scope_missing")
        #expect(try envoy.caller.call("GET", "/api/status", headers: key).status == 200)
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
