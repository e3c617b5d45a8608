import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Storage

/// A router behind keys, with an operator and two tenants.
final class TenantFixture: Sendable {
    let clock = TestClock()
    let directory: TemporaryDirectory
    let engine = ScriptedEngine()
    let service: ProofService
    let router: Router
    /// Texts of keys with all scopes, by tenant.
    let keys: [String: String]

    init(limits: String = "{}", localAccess: LocalAccess = .auto, host: String = "127.0.0.1", hasKeys: Bool = true) throws {
        directory = try TemporaryDirectory()
        service = try ProofService(
            store: Store(path: directory.file("db.sqlite")), engine: engine, sealKey: .random(), environment: clock.environment)
        try service.start()
        var keys: [String: String] = [:]
        if hasKeys {
            let key = try service.bootstrap()
            keys[Tenant.operatorID] = key.text
            let caller = Caller(tenant: Tenant.operatorID, keyID: key.record.id)
            let json = JSONParser.parse(Array(limits.utf8)).value ?? .null
            for tenant in ["acme", "rival"] {
                _ = try service.createTenant(id: tenant, name: tenant, plan: .unlimited, limits: json, by: caller)
                keys[tenant] = try service.createKey(
                    tenant: tenant, name: "all", scopes: Set(Scope.allCases), lifetimeSeconds: nil, by: caller
                ).text
            }
        }
        self.keys = keys
        router = Router(
            service: service, authenticator: KeyAuthenticator(gatekeeper: service.gatekeeper, localAccess: localAccess, host: host))
    }

    /// Calls with a tenant's key; nil for none.
    func call(
        _ method: String, _ path: String, as tenant: String? = nil, headers: [(String, String)] = [], json: String? = nil,
        peer: String = "127.0.0.1"
    ) throws -> Answer {
        let key = tenant.flatMap { keys[$0] }.map { [("Authorization", "Bearer " + $0)] } ?? []
        return try RouterCaller(router: router, peer: peer).call(method, path, headers: key + headers, json: json)
    }

    /// The identifier in an answer that must have one.
    func made(_ answer: Answer, _ name: String) throws -> String {
        guard let text = answer.text(name) else { throw NoAnswer() }
        return text
    }
}
