import HTTPServer
import Rules
import Service

/// Finds the route of a request and turns every error into a problem document.
public final class Router: HTTPHandler {
    let routes: [Route]
    private let allowedOrigins: Set<String>
    private let authenticator: any Authenticator

    /// The routes of one role over one service.
    public init(
        service: ProofService, settings: APISettings = APISettings(), authenticator: any Authenticator = FixedAuthenticator(),
        role: ServerRole = .all, telemetry: ServiceTelemetry = ServiceTelemetry(), health: HealthBoard = HealthBoard([])
    ) {
        self.authenticator = authenticator
        allowedOrigins = Set(settings.allowedOrigins)
        let all =
            RuleRoutes(service, settings).all + DeploymentRoutes(service, settings).all + VersionRoutes(service, settings).all
            + ProofRoutes(service, settings).all + BatchRoutes(service, settings).all + JobRoutes(service).all
            + ReceiptRoutes(service, settings).all + WebhookRoutes(service, settings).all + StatusRoutes(service, settings).all
            + KeyRoutes(service, settings).all + TenantRoutes(service, settings).all + AuditRoutes(service).all
            + DeadLetterRoutes(service).all
            + OperationsRoutes(service, telemetry, health, showsMetrics: settings.showsMetrics).all
        routes = all.filter { role.serves($0.pattern) }
        telemetry.serves(all)
    }

    /// Metrics, health and readiness alone, for a port that callers do not reach.
    public init(operationsOf service: ProofService, _ telemetry: ServiceTelemetry, _ health: HealthBoard) {
        allowedOrigins = []
        authenticator = FixedAuthenticator()
        routes = OperationsRoutes(service, telemetry, health, showsMetrics: true).all
        telemetry.serves(routes)
    }

    /// Every operation as method and pattern.
    public var operations: [(method: String, pattern: String)] { routes.map { ($0.method.rawValue, $0.pattern) } }

    /// What a key must allow for each operation, in the same order; nil for what anybody may ask.
    package var scopes: [Scope?] { routes.map(\.scope) }

    public func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
        var exchange = allowedOrigins.isEmpty ? exchange : HeaderAddingExchange(exchange, crossOriginHeaders(request))
        let matching = routes.compactMap { route in route.match(request.path).map { (route, $0) } }
        guard !matching.isEmpty else {
            let problem = Problem(404, "not_found", "No such path", "There is nothing at this path; /openapi.json lists the operations.")
            return exchange.respond(problem.response(requestID: request.id))
        }
        let method: HTTPMethod = request.method == .head ? .get : request.method
        guard let (route, parameters) = matching.first(where: { $0.0.method == method }) else {
            return exchange.respond(otherMethod(request, matching.map(\.0)))
        }
        do throws(ServiceError) {
            let admission = try authenticator.admit(request, needing: route.scope)
            let limits = AdmissionHeaders.fields(admission)
            if !limits.fields.isEmpty { exchange = HeaderAddingExchange(exchange, limits) }
            let call = Route.Call(
                request: request, caller: admission.caller, parameters: parameters, exchange: exchange, pattern: route.pattern)
            guard var response = try route.answer(call) else { return }
            response.route = route.pattern
            exchange.respond(response)
        } catch {
            exchange.respond(Problem(error).response(requestID: request.id, route: route.pattern))
        }
    }

    public func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse {
        Problem(refusal).response(requestID: requestID, route: "refused")
    }

    private func otherMethod(_ request: HTTPRequest, _ routes: [Route]) -> HTTPResponse {
        var methods = routes.map(\.method.rawValue)
        if methods.contains("GET") { methods.append("HEAD") }
        let allow = (methods + ["OPTIONS"]).joined(separator: ", ")
        let pattern = routes.first?.pattern
        if request.method == .options { return HTTPResponse(status: 204, headers: ["Allow": allow], route: pattern) }
        var problem = Problem(405, "method_not_allowed", "The method is not allowed here", "This path answers \(allow).")
        problem.headers.set("Allow", allow)
        return problem.response(requestID: request.id, route: pattern)
    }

    /// Headers for a page of an allowed origin (Fetch standard, CORS protocol); none for others.
    private func crossOriginHeaders(_ request: HTTPRequest) -> HTTPHeaders {
        guard let origin = request.headers["Origin"], allowedOrigins.contains(origin) else { return ["Vary": "Origin"] }
        return [
            "Vary": "Origin", "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
            "Access-Control-Allow-Headers":
                "Authorization, X-API-Key, Content-Type, Accept, Prefer, Idempotency-Key, Last-Event-ID, X-Request-Id, traceparent, tracestate",
            "Access-Control-Expose-Headers":
                "Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, X-Receipt-Id, X-Image-Id, X-Job-Id",
            "Access-Control-Max-Age": "600",
        ]
    }
}

/// Settings of the interface.
public struct APISettings: Sendable {
    /// Longest JSON body, bytes.
    public var bodyBytes = 16 * 1024 * 1024
    /// How long a caller is kept waiting for a proof before the answer becomes 202 with a job, seconds.
    public var waitSeconds = 30.0
    /// Origins whose pages may call, for example `https://app.example`; none by default.
    public var allowedOrigins: [String] = []
    /// Whether `/metrics` is answered on the port of the interface.
    public var showsMetrics = true

    public init() {}
}
