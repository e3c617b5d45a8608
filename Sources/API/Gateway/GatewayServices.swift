import GRPCServer
import Service

/// The gRPC services that the proxy in front calls: `Authorization/Check`, `RateLimitService/ShouldRateLimit` and `Health/Check`.
public struct GatewayServices: Sendable {
    private static let authorization = "envoy.service.auth.v3.Authorization"
    private static let rateLimit = "envoy.service.ratelimit.v3.RateLimitService"
    private static let health = "grpc.health.v1.Health"

    private let authorizer: any GatewayAuthorizer
    private let limiter: any GatewayRateLimiter
    private let isServing: @Sendable () -> Bool

    /// `isServing` turns false when the proxy is to look for another server.
    public init(authorizer: any GatewayAuthorizer, limiter: any GatewayRateLimiter, isServing: @escaping @Sendable () -> Bool = { true }) {
        self.authorizer = authorizer
        self.limiter = limiter
        self.isServing = isServing
    }

    /// Every method by its path, for `GRPCServer`. `Health/Watch` streams and is therefore not implemented, which a client takes for
    /// "no news" (health checking protocol, "Watch").
    public var methods: [String: GRPCMethod] {
        [
            "/\(Self.authorization)/Check": check, "/\(Self.rateLimit)/ShouldRateLimit": shouldRateLimit,
            "/\(Self.health)/Check": checkHealth,
        ]
    }

    private func check(_ call: GRPCCall) throws(GRPCFailure) -> [UInt8] {
        let request = try decoded { () throws(ProtobufError) in try CheckRequest(call.message) }.gatewayRequest
        switch authorizer.decide(request) {
        case .denied(let denial): return CheckResponse.denied(denial, requestID: request.id)
        case .allowed(let permit):
            let headers = [permit.tenant, permit.plan] + (permit.setHeaders + permit.responseHeaders).flatMap { [$0.name, $0.value] }
            // Not a denial: the proxy would drop such headers and let the request pass.
            guard headers.allSatisfy(Self.isVisible) else { throw GRPCFailure(.internalError, "A header of the decision is malformed.") }
            return CheckResponse.allowed(permit)
        }
    }

    private func shouldRateLimit(_ call: GRPCCall) throws(GRPCFailure) -> [UInt8] {
        let request = try decoded { () throws(ProtobufError) in try RateLimitRequest(call.message) }
        guard !request.domain.isEmpty else { throw GRPCFailure(.invalidArgument, "The rate limit domain must not be empty.") }
        do throws(SharedStateUnavailable) {
            let states = try limiter.take(domain: request.domain, descriptors: request.descriptors, hits: Int(request.hits))
            return RateLimitResponse.bytes(states, requestID: "")
        } catch { throw GRPCFailure(.unavailable, "The limits can't be looked up at the moment.") }
    }

    /// HealthCheckRequest: 1 service. HealthCheckResponse: 1 status (1 SERVING, 2 NOT_SERVING).
    private func checkHealth(_ call: GRPCCall) throws(GRPCFailure) -> [UInt8] {
        let service = try decoded { () throws(ProtobufError) in
            var reader = ProtobufReader(call.message)
            var service = ""
            while let field = try reader.next() {
                if field.number == 1 { service = try field.text() }
            }
            return service
        }
        guard ["", Self.authorization, Self.rateLimit, Self.health].contains(service) else {
            throw GRPCFailure(.notFound, "There is no such service.")
        }
        var writer = ProtobufWriter()
        writer.number(1, isServing() ? 1 : 2)
        return writer.bytes
    }

    private func decoded<Message>(_ body: () throws(ProtobufError) -> Message) throws(GRPCFailure) -> Message {
        do throws(ProtobufError) { return try body() } catch { throw GRPCFailure(.internalError, error.description) }
    }

    private static func isVisible(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7e).contains($0) } }
}
