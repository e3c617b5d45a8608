import API
import Rules
import Service
import ServiceTesting
import Testing

@Suite struct AuthenticationTests {
    @Test func requestWithoutAValidKeyIsRefused() throws {
        let fixture = try TenantFixture()
        let missing = try fixture.call("GET", "/api/deployments")
        #expect(missing.status == 401)
        #expect(missing.text("code") == "missing_api_key")
        #expect(missing.headers["WWW-Authenticate"] == #"Bearer realm="burhan""#)
        let key = try #require(fixture.keys["acme"])
        for (header, value, code) in [
            ("Authorization", "Bearer " + key.dropLast(), "malformed_api_key"), ("Authorization", "Basic " + key, "malformed_api_key"),
            ("Authorization", key, "malformed_api_key"), ("X-API-Key", "", "malformed_api_key"),
            ("X-API-Key", "burhan_", "malformed_api_key"),
        ] {
            let answer = try fixture.call("GET", "/api/deployments", headers: [(header, value)])
            #expect(answer.status == 401)
            #expect(answer.text("code") == code)
            #expect(answer.headers["WWW-Authenticate"]?.contains("invalid_token") == true)
            #expect(!answer.text.contains(key))
        }
        #expect(try fixture.call("GET", "/api/deployments", as: "acme").status == 200)
        #expect(try fixture.call("GET", "/api/deployments", headers: [("X-API-Key", key)]).status == 200)
        #expect(try fixture.call("GET", "/api/deployments", headers: [("authorization", "bearer " + key)]).status == 200)
        let rival = try #require(fixture.keys["rival"])
        #expect(try fixture.call("GET", "/api/deployments", as: "acme", headers: [("X-API-Key", rival)]).status == 401)
    }

    @Test func unknownExpiredAndRevokedKeysAnswerAlike() throws {
        let fixture = try TenantFixture()
        let caller = Caller(tenant: "acme", keyID: "test")
        func key(_ seconds: Int?) throws -> NewKey {
            try fixture.service.createKey(tenant: nil, name: "k", scopes: [.deploy], lifetimeSeconds: seconds, by: caller)
        }
        let (expired, revoked) = (try key(1), try key(nil))
        let unknown = KeyText(id: "0123456789abcdef", secret: [UInt8](repeating: 7, count: 32)).text
        for text in [expired.text, revoked.text] {
            #expect(try fixture.call("GET", "/api/deployments", headers: [("X-API-Key", text)]).status == 200)
        }
        fixture.clock.advance(seconds: 1)
        try fixture.service.revokeKey(revoked.record.id, tenant: nil, by: caller)
        let answers = try [unknown, expired.text, revoked.text].map { text in
            try fixture.call("GET", "/api/deployments", headers: [("X-API-Key", text)])
        }
        for answer in answers {
            #expect(answer.status == 401)
            #expect(answer.body == answers[0].body)
            #expect(answer.headers == answers[0].headers)
        }
    }

    /// For every operation and every scope: 403 exactly when the operation needs another one.
    @Test func everyOperationAsksForItsScope() throws {
        let fixture = try TenantFixture()
        let caller = Caller(tenant: "acme", keyID: "test")
        for scope in Scope.allCases {
            let key = try fixture.service.createKey(tenant: nil, name: "k", scopes: [scope], lifetimeSeconds: nil, by: caller).text
            for (operation, needed) in zip(fixture.router.operations, fixture.router.scopes) {
                let path = operation.pattern.replacing(#/\{[a-z_]+\}/#, with: "nothing")
                let answer = try fixture.call(operation.method, path, headers: [("X-API-Key", key)], json: "{}")
                #expect((answer.text("code") == "scope_missing") == (needed != nil && needed != scope), "\(operation) \(scope)")
                if let needed { #expect(try fixture.call(operation.method, path, json: "{}").status == 401, "\(operation) \(needed)") }
            }
        }
        let isPublic = zip(fixture.router.operations, fixture.router.scopes).filter { $0.1 == nil }.map(\.0.pattern)
        #expect(
            Set(isPublic) == [
                "/api/validate", "/api/compile", "/api/templates", "/api/templates/{name}", "/api/status", "/health", "/ready", "/metrics",
                "/openapi.json",
            ])
    }

    @Test func suspendedTenantIsToldSo() throws {
        let fixture = try TenantFixture()
        #expect(try fixture.call("POST", "/api/admin/tenants/acme/suspend", as: "operator").status == 200)
        let answer = try fixture.call("GET", "/api/deployments", as: "acme")
        #expect(answer.status == 403)
        #expect(answer.text("code") == "tenant_suspended")
        #expect(try fixture.call("GET", "/api/deployments", as: "rival").status == 200)
        #expect(try fixture.call("POST", "/api/admin/tenants/acme/resume", as: "operator").status == 200)
        #expect(try fixture.call("GET", "/api/deployments", as: "acme").status == 200)
    }

    // MARK: Without a key

    @Test func loopbackCallerWithoutAKeyIsLocalUntilThereIsAKey() throws {
        let fixture = try TenantFixture(hasKeys: false)
        for peer in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            #expect(try fixture.call("GET", "/api/deployments", peer: peer).status == 200)
        }
        for peer in ["192.168.1.7", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "128.0.0.1", "127.0.0.1.example", ""] {
            #expect(try fixture.call("GET", "/api/deployments", peer: peer).status == 401)
        }
        for (name, value) in [
            ("X-Forwarded-For", "1.2.3.4"), ("x-envoy-external-address", "1.2.3.4"), ("Forwarded", "for=1.2.3.4"), ("Via", "1.1 proxy"),
            ("X-Real-IP", "1.2.3.4"), ("x-tenant-id", "acme"), ("X-Forwarded-Proto", "https"),
        ] {
            #expect(try fixture.call("GET", "/api/deployments", headers: [(name, value)]).status == 401)
        }
        _ = try fixture.service.bootstrap()
        #expect(try fixture.call("GET", "/api/deployments").status == 401)
    }

    @Test func settingsDecideOverLocalAccess() throws {
        #expect(try TenantFixture(localAccess: .off, hasKeys: false).call("GET", "/api/deployments").status == 401)
        #expect(try TenantFixture(localAccess: .on).call("GET", "/api/deployments").status == 200)
        for host in ["0.0.0.0", "::", "192.168.1.7", "example.org"] {
            #expect(try TenantFixture(host: host, hasKeys: false).call("GET", "/api/deployments").status == 401)
        }
        // The local tenant is not the operator.
        let local = try TenantFixture(localAccess: .on)
        #expect(try local.call("GET", "/api/admin/tenants").status == 403)
        #expect(try local.call("GET", "/api/admin/usage").text("tenant") == "local")
    }

    @Test func serverRefusesLocalAccessOnAnAddressThatOthersReach() throws {
        var configuration = ServerConfiguration()
        try configuration.set("local-access", "on", source: "test")
        try configuration.check()
        for host in ["localhost", "127.0.0.2", "::1"] {
            configuration.host = host
            try configuration.check()
        }
        for host in ["0.0.0.0", "::", "192.168.1.7"] {
            configuration.host = host
            #expect(throws: ConfigurationError.self) { try configuration.check() }
            #expect(throws: ConfigurationError.self) { try BurhanServer(configuration: configuration, engine: ScriptedEngine()) }
        }
        #expect(throws: ConfigurationError.self) { try configuration.set("local-access", "yes", source: "test") }
    }

    @Test func publicOperationsNeedNoKeyButRefuseABadOne() throws {
        let fixture = try TenantFixture()
        for path in ["/health", "/ready", "/api/status", "/api/templates", "/openapi.json"] {
            #expect(try fixture.call("GET", path, peer: "10.0.0.1").status == 200)
            #expect(try fixture.call("GET", path, headers: [("X-API-Key", "x")]).status == 401)
        }
    }

    // MARK: Limits

    @Test func answersTellWhereLimitsStandAndRefusalsWhenToComeBack() throws {
        let fixture = try TenantFixture(limits: #"{"requests_per_minute":3,"cycles_per_day":5000,"concurrent_jobs":2}"#)
        for remaining in [2, 1, 0] {
            let answer = try fixture.call("GET", "/api/deployments", as: "acme")
            #expect(answer.status == 200)
            #expect(answer.headers["RateLimit-Policy"] == #""requests";q=3;w=60"#)
            #expect(answer.headers["RateLimit"]?.hasPrefix(#""requests";r=\#(remaining);t="#) == true)
            #expect(answer.headers["X-Usage-Cycles-Day"] == "0;limit=5000")
            #expect(answer.headers["X-Usage-Jobs"] == "0;limit=2")
        }
        let refused = try fixture.call("GET", "/api/deployments", as: "acme")
        #expect(refused.status == 429)
        #expect(refused.text("code") == "rate_limited")
        let wait = try #require(refused.headers["Retry-After"].flatMap { Int($0) })
        #expect(refused.number("retry_after") == wait)
        #expect(refused.headers["RateLimit"] == #""requests";r=0;t=\#(wait)"#)
        // One tenant's limit is not another's.
        #expect(try fixture.call("GET", "/api/deployments", as: "rival").status == 200)
        fixture.clock.advance(seconds: wait)
        #expect(try fixture.call("GET", "/api/deployments", as: "acme").status == 200)
    }

    @Test func jobShowsWhatItCostAndEmptyAccountsAreRefused() throws {
        let fixture = try TenantFixture(limits: #"{"prepaid":true}"#)
        let order = #"{"dsl":{"use_case":"test"},"private_inputs":{}}"#
        let refused = try fixture.call("POST", "/api/prove", as: "acme", json: order)
        #expect(refused.status == 402)
        #expect(refused.number("credits_needed") == 1)
        #expect(refused.headers["Retry-After"] != nil)
        let grant = #"{"credits":2,"reference":"r1"}"#
        #expect(try fixture.call("POST", "/api/admin/tenants/acme/credits", as: "operator", json: grant).number("available") == 2)
        #expect(try fixture.call("POST", "/api/admin/tenants/acme/credits", as: "operator", json: grant).status == 409)
        let proof = try fixture.call("POST", "/api/prove", as: "acme", json: order)
        #expect(proof.status == 200)
        let job = try fixture.call("GET", "/api/jobs/\(fixture.made(proof, "job_id"))", as: "acme")
        #expect(job.number("credits") == 1)
        #expect(job.headers["X-Usage-Credits"] == "1")
        let ledger = try fixture.call("GET", "/api/admin/ledger", as: "acme")
        guard case .array(let entries)? = ledger.json["entries"] else { throw NoAnswer() }
        #expect(entries.map { $0["kind"] } == ["grant", "reserve", "commit"].map { .string($0) })
    }
}
