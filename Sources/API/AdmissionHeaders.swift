import HTTPServer
import Service

/// What every answer to a tenant tells of its limits and its use.
enum AdmissionHeaders {
    /// `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-09 (§§ 3, 4), and `X-Usage-…`.
    static func fields(_ admission: Admission) -> HTTPHeaders {
        var headers = rate(admission.rate)
        guard let tenant = admission.tenant, let usage = admission.usage, tenant.id != Caller.local.tenant else { return headers }
        add(&headers, "X-Usage-Cycles-Day", usage.cyclesToday, tenant.limits.cyclesPerDay)
        add(&headers, "X-Usage-Cycles-Month", usage.cyclesThisMonth, tenant.limits.cyclesPerMonth)
        add(&headers, "X-Usage-Jobs", usage.activeJobs, tenant.limits.concurrentJobs)
        if tenant.limits.isPrepaid { headers.add("X-Usage-Credits", String(usage.credits)) }
        return headers
    }

    /// Lists of policies and of where they stand; nothing without limits.
    static func rate(_ decision: RateDecision) -> HTTPHeaders {
        guard !decision.standings.isEmpty else { return HTTPHeaders() }
        let policies = decision.standings.map { "\"\($0.name)\";q=\($0.limit);w=\($0.windowSeconds)" }
        let standings = decision.standings.map { "\"\($0.name)\";r=\($0.remaining);t=\(($0.resetMilliseconds + 999) / 1000)" }
        return ["RateLimit-Policy": policies.joined(separator: ", "), "RateLimit": standings.joined(separator: ", ")]
    }

    /// `used; limit=…`, without a limit `used` alone.
    private static func add(_ headers: inout HTTPHeaders, _ name: String, _ used: Int, _ limit: Int?) {
        headers.add(name, limit.map { "\(used);limit=\($0)" } ?? String(used))
    }
}

/// Adds header fields to whatever is answered.
struct HeaderAddingExchange: HTTPExchange {
    private let inner: any HTTPExchange
    private let headers: HTTPHeaders

    init(_ inner: any HTTPExchange, _ headers: HTTPHeaders) {
        self.inner = inner
        self.headers = headers
    }

    func respond(_ response: HTTPResponse) { inner.respond(extended(response)) }

    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter { inner.stream(extended(head), keepAlive: keepAlive) }

    func onClientGone(_ action: @escaping @Sendable () -> Void) { inner.onClientGone(action) }

    private func extended(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        for field in headers.fields where response.headers[field.name] == nil { response.headers.add(field.name, field.value) }
        return response
    }
}
