import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Testing

/// `deploy/envoy.yaml` with the real Envoy.
@Suite(.serialized, .enabled(if: EnvoyProxy.isInstalled, Comment(rawValue: EnvoyProxy.whereItIsFrom)))
struct EnvoyTests {
    @Test func shippedFileIsValid() throws {
        let (isValid, text) = try EnvoyProxy.validate()
        #expect(isValid, "\(text)")
        #expect(!text.contains("warning"), "\(text)")
    }

    @Test func allowedRequestCarriesTheTenantAndNothingTheClientSaidAboutIt() throws {
        let gateway = try GatewayFixture()
        let answer = try gateway.call(
            "GET", "/api/jobs/1",
            [("X-Tenant-Id", "victim"), ("x-tenant-plan", "platinum"), ("X-Tenant-Id", "again"), ("X-Payment-Id", "p1")])
        #expect(answer.status == 200)
        #expect(answer.headers["RateLimit"] == #""requests";r=7;t=5"#)
        let request = try #require(gateway.reached("prover").first)
        #expect(request.headers.all("x-tenant-id") == ["acme"])
        #expect(request.headers.all("x-tenant-plan") == ["gold"])
        #expect(request.headers["x-key-id"] == "key_1")
        #expect(request.headers["x-payment-id"] == nil)
        let asked = try #require(gateway.authorizer.requests.first)
        #expect(asked.method == "GET")
        #expect(asked.path == "/api/jobs/1")
        #expect(asked.peer == "127.0.0.1")
        #expect(asked.headers["x-payment-id"] == "p1")
        #expect(asked.headers["x-tenant-id"] == nil)
        #expect(asked.headers["user-agent"] == nil)
        #expect(asked.id == request.headers["x-request-id"])
    }

    @Test func denialsArriveAsProblemDocuments() throws {
        let gateway = try GatewayFixture()
        let expected = [
            (nil, 401, "key_missing"), ("poor", 402, "payment_required"), ("weak", 403, "scope_missing"), ("hasty", 429, "rate_limited"),
        ]
        for (key, status, code) in expected {
            let answer = try gateway.call("POST", "/api/prove", key: key, body: Array("{}".utf8))
            #expect(answer.status == status)
            #expect(answer.headers["Content-Type"] == "application/problem+json")
            #expect(answer.text("code") == code)
            #expect(answer.number("status") == status)
            #expect(answer.text("request_id")?.isEmpty == false)
            #expect(answer.headers["Retry-After"] == (status == 429 ? "17" : nil))
            #expect(answer.headers["WWW-Authenticate"] == (status == 401 ? "Bearer" : nil))
        }
        #expect(gateway.reached("prover").isEmpty)
    }

    @Test func routesLeadToTheirServicesWithTheirDemands() throws {
        let gateway = try GatewayFixture()
        let expected: [(String, String, String, [String: String]?)] = [
            ("POST", "/api/validate", "compiler", ["op": "compile", "access": "public"]),
            ("POST", "/api/compile", "compiler", ["op": "compile", "access": "public"]),
            ("GET", "/api/templates/age-verification", "compiler", ["op": "compile", "access": "public"]),
            ("POST", "/api/evaluate", "compiler", ["op": "evaluate"]), ("POST", "/api/deploy", "compiler", ["op": "deploy"]),
            ("GET", "/api/deployments?limit=1", "registry", [:]), ("PUT", "/api/deployments/acme", "registry", ["op": "deploy"]),
            ("POST", "/api/prove", "prover", ["op": "prove", "payment": "required"]),
            ("POST", "/api/prove/", "prover", ["op": "prove", "payment": "required"]),
            ("POST", "//api///prove", "prover", ["op": "prove", "payment": "required"]),
            ("POST", "/api/x/../prove?a=b", "prover", ["op": "prove", "payment": "required"]),
            ("POST", "/api/%70rov%65", "prover", ["op": "prove", "payment": "required"]),
            ("POST", "/api/generate-proof", "prover", ["op": "prove", "payment": "required"]),
            ("POST", "/api/batches", "prover", ["op": "prove", "payment": "required"]), ("GET", "/api/batches/1", "prover", [:]),
            ("POST", "/api/verify", "prover", ["op": "verify"]), ("GET", "/api/jobs/1/events", "prover", [:]),
            ("GET", "/api/receipts/1", "prover", [:]), ("GET", "/openapi.json", "compiler", nil), ("GET", "/", "ui", nil),
            ("GET", "/dashboard", "ui", nil),
        ]
        for (method, path, service, demands) in expected {
            let before = gateway.authorizer.requests.count
            let answer = try gateway.call(method, path, key: demands?["access"] == nil ? "good" : nil, body: method == "POST" ? [] : nil)
            #expect(answer.headers["X-Service"] == service, "\(path)")
            let asked = gateway.authorizer.requests.dropFirst(before)
            #expect(asked.count == (demands == nil ? 0 : 1), "\(path)")
            if let demands { #expect(asked.first?.extensions == demands, "\(path)") }
        }
        #expect(gateway.reached("compiler").first?.headers["x-tenant-id"] == "anonymous")
    }

    @Test func internalPathsAreNotThereInAnySpelling() throws {
        let gateway = try GatewayFixture()
        let paths = [
            "/registry", "/registry/api/deployments", "/registry/?x=1", "//registry/x", "/x/../registry/y", "/metrics", "/metrics/",
            "/api/admin", "/api/admin/tenants", "/api/%61dmin/tenants",
            "/api//%61dmin", "/api/x%2Cy",
        ]
        for path in paths {
            let answer = try gateway.call("GET", path)
            #expect(answer.status == 404, "\(path)")
            #expect(answer.text("code") == "not_found", "\(path)")
        }
        #expect(try gateway.call("GET", "/api%2fadmin/tenants").status == 400)
        #expect(try gateway.call("GET", "/api/jobs/..%2fadmin").status == 400)
        #expect(try gateway.call("GET", "/api/jobs/1", [("x_tenant_id", "victim")]).status == 400)
        #expect(gateway.authorizer.requests.isEmpty)
        for service in gateway.services { #expect(service.requests.isEmpty) }
    }

    @Test func nothingPassesWithoutTheAuthorizerAndItComesBack() throws {
        let gateway = try GatewayFixture()
        gateway.setServing(false)
        #expect(gateway.envoy.waits(forHealth: false))
        let answer = try gateway.call("GET", "/api/jobs/1")
        #expect(answer.status == 503)
        #expect(answer.text("code") == "gateway_unavailable")
        #expect(answer.headers["Retry-After"] == "2")
        #expect(gateway.reached("prover").isEmpty)
        gateway.setServing(true)
        #expect(gateway.envoy.waits(forHealth: true))
        #expect(try eventually { try gateway.call("GET", "/api/jobs/1").status == 200 })
        gateway.grpc.stop(within: 1)
        #expect(try gateway.call("GET", "/api/jobs/1").status == 503)
        #expect(gateway.reached("prover").count == 1)
    }

    @Test func malformedDecisionLetsNothingPass() throws {
        let gateway = try GatewayFixture()
        let answer = try gateway.call("GET", "/api/jobs/1", key: "odd")
        #expect(answer.status == 503)
        #expect(answer.headers["x-evil"] == nil)
        #expect(gateway.reached("prover").isEmpty)
    }

    @Test func rateLimitServiceBoundsProofsOfATenant() throws {
        let gateway = try GatewayFixture(proofsPerMinute: 2)
        for _ in 0..<2 { #expect(try gateway.call("POST", "/api/prove", body: []).status == 200) }
        let answer = try gateway.call("POST", "/api/prove", body: [])
        #expect(answer.status == 429)
        #expect(answer.text("code") == "rate_limited")
        #expect(answer.headers["Content-Type"] == "application/problem+json")
        #expect(answer.headers["Retry-After"].flatMap { Int($0) }.map { (1...120).contains($0) } == true)
        #expect(answer.headers["RateLimit"] != nil)
        #expect(try gateway.call("GET", "/api/jobs/1").status == 200)
        #expect(gateway.reached("prover").count == 3)
    }

    @Test func envoyBoundsEachTenantByItself() throws {
        let gateway = try GatewayFixture { text in
            text.replacingOccurrences(of: "max_tokens: 6000, tokens_per_fill: 6000", with: "max_tokens: 3, tokens_per_fill: 3")
        }
        let answers = try (0..<4).map { _ in try gateway.call("GET", "/api/jobs/1") }
        #expect(answers.map(\.status) == [200, 200, 200, 429])
        #expect(answers.last?.headers["Retry-After"] == "1")
        #expect(try gateway.call("POST", "/api/validate", key: nil, body: []).status == 200)
    }

    @Test func largeBodiesReachTheServiceAndNotTheAuthorizer() throws {
        let gateway = try GatewayFixture()
        let answer = try gateway.call("POST", "/api/prove", body: [UInt8](repeating: 65, count: 3_000_000))
        #expect(answer.status == 200)
        #expect(answer.text == "3000000")
        #expect(gateway.authorizer.requests.first?.body.isEmpty == true)
        let refused = try gateway.call("POST", "/api/prove", body: [UInt8](repeating: 65, count: 17_000_000))
        #expect(refused.status == 413)
        #expect(refused.text("code") == "body_too_large")
        #expect(gateway.reached("prover").count == 1)
    }

    @Test func bodyThatIsToBeJudgedGoesToTheAuthorizerWithItsLength() throws {
        let gateway = try GatewayFixture { text in
            text.replacingOccurrences(
                of: "{ context_extensions: { op: verify }, disable_request_body_buffering: true }",
                with: "{ context_extensions: { op: verify } }")
        }
        for (size, isPartial) in [(1000, false), (1_048_576, false), (2_000_000, true)] {
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let answer = try gateway.call("POST", "/api/verify", [("x-envoy-auth-partial-body", "false")], body: body)
            #expect(answer.status == 200)
            let asked = try #require(gateway.authorizer.requests.last)
            #expect(asked.isBodyPartial == isPartial, "\(asked.headers)")
            #expect(asked.body.elementsEqual(body.prefix(1_048_576)))
            #expect(gateway.reached("prover").last?.body == body)
        }
    }

    @Test func killedEnvoyComesBackWithoutAnyHelp() throws {
        let gateway = try GatewayFixture()
        for _ in 0..<2 {
            #expect(try gateway.call("GET", "/api/jobs/1").status == 200)
            gateway.envoy.kill()
            #expect(throws: (any Error).self) { try gateway.call("GET", "/api/jobs/1") }
            try gateway.envoy.start()
            #expect(gateway.envoy.waits(forHealth: true))
        }
        #expect(try gateway.call("GET", "/api/jobs/1").status == 200)
        #expect(gateway.reached("prover").count == 3)
    }

    @Test func logNamesTheTenantAndNeverTheKey() throws {
        let gateway = try GatewayFixture()
        _ = try gateway.call("GET", "/api/jobs/1?secret=marker-4711")
        #expect(eventually { gateway.envoy.log.contains("\"tenant\":\"acme\"") })
        #expect(!gateway.envoy.log.contains("Bearer"))
        #expect(!gateway.envoy.log.contains("marker-4711"))
    }
}
