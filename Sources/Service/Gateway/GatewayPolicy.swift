/// The gateway's decision, step by step: route, key, scope, rate, then payment and receipt in the order reserve → verify → commit.
public struct GatewayPolicy: GatewayAuthorizer {
    let credentials: any GatewayCredentials
    let limiter: any GatewayRateLimiter
    let receipts: any GatewayReceipts
    let nonces: any NonceBook
    let payments: any GatewayPayments
    /// Names what one request holds; never taken from the client, who could choose another's.
    let newID: @Sendable (String) -> String

    public init(
        credentials: any GatewayCredentials, limiter: any GatewayRateLimiter, receipts: any GatewayReceipts, nonces: any NonceBook,
        payments: any GatewayPayments, newID: @escaping @Sendable (String) -> String = ServiceEnvironment.system.newID
    ) {
        self.credentials = credentials
        self.limiter = limiter
        self.receipts = receipts
        self.nonces = nonces
        self.payments = payments
        self.newID = newID
    }

    public func decide(_ request: GatewayRequest) -> GatewayDecision {
        do throws(GatewayDenial) {
            guard let route = GatewayRoute(request.extensions) else {
                throw GatewayDenial(
                    500, "gateway_misconfigured", "The gateway is misconfigured", "The proxy's settings for this route can't be understood."
                )
            }
            let tenant = try tenant(request, route)
            let rate = try rate(request, tenant)
            try spend(request, route, tenant)
            var permit = GatewayPermit(tenant: tenant.caller.tenant, plan: tenant.plan)
            permit.responseHeaders = rate.headers(policy: "requests")
            return .allowed(permit)
        } catch { return .denied(error) }
    }

    // MARK: Who

    private func tenant(_ request: GatewayRequest, _ route: GatewayRoute) throws(GatewayDenial) -> GatewayTenant {
        let key = try Self.key(request)
        if key == nil, route.isPublic { return .anonymous }
        switch credentials.identify(key: key, peer: request.peer) {
        case .missing: throw .unauthenticated("key_missing", "The request has no API key; send it as Authorization: Bearer KEY.")
        case .unknown: throw .unauthenticated("key_unknown", "The API key is not valid here.")
        case .suspended: throw GatewayDenial(403, "tenant_suspended", "The tenant is suspended", "Ask whoever runs this service.")
        case .unavailable: throw .unavailable("The key can't be checked at the moment.")
        case .tenant(let tenant):
            guard let scope = route.neededScope, !tenant.caller.scopes.contains(scope) else { return tenant }
            throw GatewayDenial(403, "scope_missing", "The key does not allow this", "The API key lacks the scope \(scope.rawValue).")
        }
    }

    /// The API key of `Authorization: Bearer` or `X-API-Key`, nil when there is neither.
    private static func key(_ request: GatewayRequest) throws(GatewayDenial) -> String? {
        guard let authorization = request.headers["authorization"] else { return request.headers["x-api-key"] }
        let words = authorization.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            throw .unauthenticated("key_malformed", "Authorization must be: Bearer KEY.")
        }
        return String(words[1])
    }

    // MARK: How often

    private func rate(_ request: GatewayRequest, _ tenant: GatewayTenant) throws(GatewayDenial) -> RateState {
        // All callers without a key are one tenant; they must not use up each other's share.
        let second = tenant == .anonymous ? RateDescriptorEntry("peer", request.peer) : RateDescriptorEntry("plan", tenant.plan)
        let descriptor = [RateDescriptorEntry("tenant", tenant.caller.tenant), second]
        // A limiter that does not answer lets requests pass; what costs money is counted again where it is ordered, and refused then.
        let states = try? limiter.take(domain: Self.requestDomain, descriptors: [descriptor], hits: 1)
        guard let state = states?.first else { return .unlimited }
        guard state.isOver else { return state }
        var denial = GatewayDenial(
            429, "rate_limited", "Too many requests", "The limit is \(state.limit ?? 0) requests in \(state.windowSeconds) s.",
            retryAfter: state.resetSeconds)
        denial.headers = state.headers(policy: "requests")
        throw denial
    }

    /// The limiter's domain for requests as such.
    public static let requestDomain = "requests"
}

extension GatewayDenial {
    static func unauthenticated(_ code: String, _ detail: String) -> GatewayDenial {
        var denial = GatewayDenial(401, code, "The caller is not known", detail)
        denial.headers = [GatewayPermit.Field("WWW-Authenticate", "Bearer")]
        return denial
    }

    static func unavailable(_ detail: String) -> GatewayDenial {
        GatewayDenial(503, "gateway_unavailable", "The request can't be checked", detail, retryAfter: 1)
    }
}
