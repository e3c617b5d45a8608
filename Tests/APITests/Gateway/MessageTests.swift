import API
import Foundation
import GRPCServer
import Service
import Testing

/// Messages recorded from Envoy 1.40, which lie beside the repository.
private enum Recorded {
    static let directory =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/shared/vectors/gateway/"
    static let isPresent = FileManager.default.fileExists(atPath: directory)

    static func message(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: directory + name + ".bin"))) }
}

@Suite(.enabled(if: Recorded.isPresent, "The recorded messages (shared/vectors/gateway) are not here.")) struct RecordedMessageTests {
    @Test func readsACheckWithKeyAndBody() throws {
        let request = try CheckRequest(Recorded.message("check_request_4")[...]).gatewayRequest
        #expect(request.method == "POST")
        #expect(request.path == "/api/prove")
        #expect(request.peer == "127.0.0.1")
        #expect(request.id == "fc5aa22e-a19d-4f5b-9d33-43b77338d283")
        #expect(request.headers["authorization"] == "Bearer k1")
        #expect(request.headers[":path"] == nil)
        #expect(request.extensions == ["op": "prove", "payment": "required"])
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"customer_id":"c","private_inputs":{}}"#)
        #expect(!request.isBodyPartial)
        #expect(GatewayRoute(request.extensions)?.needsPayment == true)
    }

    @Test func tellsABodyThatWasCutOff() throws {
        let request = try CheckRequest(Recorded.message("check_request_1")[...]).gatewayRequest
        #expect(request.isBodyPartial)
        #expect(request.body.count == 1_048_576)
        for name in ["check_request_3", "check_request_27"] {
            let request = try CheckRequest(Recorded.message(name)[...]).gatewayRequest
            #expect(!request.isBodyPartial)
            #expect(request.headers["content-length"] == String(request.body.count))
        }
    }

    @Test func readsARateLimitRequest() throws {
        let request = try RateLimitRequest(Recorded.message("rls_request_2")[...])
        #expect(request.domain == "zkfarm")
        #expect(request.descriptors == [[RateDescriptorEntry("tenant", "alice"), RateDescriptorEntry("op", "prove")]])
        #expect(request.hits == 1)
    }

    @Test func isTotalOverPiecesAndChangesOfAMessage() throws {
        for name in ["check_request_4", "rls_request_2"] {
            let message = try Recorded.message(name)
            for position in message.indices {
                _ = try? CheckRequest(message[..<position]).gatewayRequest
                _ = try? RateLimitRequest(message[..<position])
                for bit in 0..<8 {
                    var changed = message
                    changed[position] ^= 1 << UInt8(bit)
                    _ = try? CheckRequest(changed[...]).gatewayRequest
                    _ = try? RateLimitRequest(changed[...])
                }
            }
        }
    }
}

@Suite struct GatewayServiceTests {
    private func method(_ path: String, isServing: Bool = true) throws -> GRPCMethod {
        let limiter = RuleRateLimiter(
            [RateRule("r", domain: "d", [("tenant", nil)], limit: 1, windowSeconds: 60)], limiter: MemoryRateLimiter(now: { 0 }))
        let services = GatewayServices(authorizer: ScriptedAuthorizer(), limiter: limiter, isServing: { isServing })
        return try #require(services.methods[path])
    }

    @Test func healthIsToldForEachServiceAndNoOther() throws {
        for (isServing, state) in [(true, UInt8(1)), (false, 2)] {
            let check = try method("/grpc.health.v1.Health/Check", isServing: isServing)
            #expect(try check(GRPCCall(message: [])) == [8, state])
            var writer = ProtobufWriter()
            writer.text(1, "envoy.service.auth.v3.Authorization")
            #expect(try check(GRPCCall(message: writer.bytes[...])) == [8, state])
            #expect(throws: GRPCFailure(.notFound, "There is no such service.")) { try check(GRPCCall(message: [0x0a, 0x01, 0x78])) }
        }
    }

    @Test(
        arguments: [
            ("false", "3", false), ("true", "3", true), ("false", "4", true), ("false", nil, false), ("true", nil, true),
            ("false", "x", false),
        ] as [(String, String?, Bool)])
    func bodyShorterThanItsClientSaidWasCutOff(_ flag: String, _ length: String?, _ isPartial: Bool) throws {
        var check = ProtobufWriter()
        check.message(1) { attributes in
            attributes.message(4) { request in
                request.message(2) { http in
                    for (name, value) in [("x-envoy-auth-partial-body", flag)] + (length.map { [("content-length", $0)] } ?? []) {
                        http.message(3) { entry in
                            entry.text(1, name)
                            entry.text(2, value)
                        }
                    }
                    http.bytes(12, [1, 2, 3])
                }
            }
        }
        #expect(try CheckRequest(check.bytes[...]).gatewayRequest.isBodyPartial == isPartial)
    }

    @Test func malformedMessagesAreFailuresAndNeverDecisions() throws {
        let messages: [(String, [ArraySlice<UInt8>])] = [
            ("/envoy.service.auth.v3.Authorization/Check", [[0x0a], [0x08, 0x01], [0x0a, 0x02, 0x0a, 0x05], [0x0a, 0x02, 0x22, 0x01]]),
            ("/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit", [[], [0x0a], [0x0a, 0x01, 0xff], [0x12, 0x02, 0x0a, 0x05]]),
        ]
        for (path, messages) in messages {
            let method = try method(path)
            for message in messages { #expect(throws: GRPCFailure.self, "\(message)") { try method(GRPCCall(message: message)) } }
        }
    }

    @Test func rateLimitAnswersTellEachDescriptorAndWhenToComeBack() throws {
        let method = try method("/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit")
        var request = ProtobufWriter()
        request.text(1, "d")
        request.message(2) { descriptor in
            descriptor.message(1) { entry in
                entry.text(1, "tenant")
                entry.text(2, "acme")
            }
        }
        // overall OK; status OK { limit 1 per minute; 0 left; 61 s, the last sixtieth included }.
        #expect(try method(GRPCCall(message: request.bytes[...])) == [8, 1, 18, 12, 8, 1, 18, 4, 8, 1, 16, 2, 34, 2, 8, 61])
        let over = try method(GRPCCall(message: request.bytes[...]))
        #expect(over.prefix(2) == [8, 2])
        let text = String(decoding: over, as: UTF8.self)
        #expect(text.contains("retry-after"))
        #expect(text.contains("urn:burhan:problem:rate_limited"))
    }
}
