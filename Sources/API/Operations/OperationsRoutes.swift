import HTTPServer
import Rules
import Service
import Telemetry

/// What operators and their machines ask: health, readiness, metrics.
struct OperationsRoutes {
    private let service: ProofService
    private let telemetry: ServiceTelemetry
    private let health: HealthBoard
    private let showsMetrics: Bool

    init(_ service: ProofService, _ telemetry: ServiceTelemetry, _ health: HealthBoard, showsMetrics: Bool) {
        self.service = service
        self.telemetry = telemetry
        self.health = health
        self.showsMetrics = showsMetrics
    }

    var all: [Route] { [Route(.get, "/health", health), Route(.get, "/ready", ready), Route(.get, "/metrics", metrics)] }

    /// How well the dependencies are; 503 when one is unhealthy.
    private func health(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        answer(call) { report in
            .json(
                [
                    JSONMember("status", .string(report.level.rawValue)), JSONMember("version", .string(APIVersion.text)),
                    JSONMember("dependencies", Self.json(report)),
                ], status: report.level == .unhealthy ? 503 : 200)
        }
    }

    /// A new proof would be accepted now.
    private func ready(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let service = service
        return answer(call) { report in
            let queue = service.queue
            let state =
                service.isDraining
                ? "draining" : report.level == .unhealthy ? "unhealthy" : queue.waiting < queue.capacity ? "ready" : "queue_full"
            return .json(
                [
                    JSONMember("status", .string(state)), JSONMember("queue_length", .integer(queue.waiting)),
                    JSONMember("queue_capacity", .integer(queue.capacity)), JSONMember("running", .integer(queue.running)),
                ], status: state == "ready" ? 200 : 503, headers: state == "ready" ? [:] : ["Retry-After": "2"])
        }
    }

    private func metrics(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        guard showsMetrics else {
            let problem = Problem(404, "not_found", "No such path", "The metrics are on the port that operations-port names.")
            return problem.response(requestID: call.request.id)
        }
        let registry = telemetry.registry
        let format = MetricText.Format(accept: call.request.headers["Accept"])
        return answer(call) { _ in
            HTTPResponse(
                status: 200, headers: ["Content-Type": format.contentType, "Cache-Control": "no-store"], body: registry.text(format))
        }
    }

    /// Answers when the dependencies have, which takes a second at most.
    private func answer(_ call: Route.Call, _ make: @escaping @Sendable (HealthReport) -> HTTPResponse) -> HTTPResponse? {
        let (exchange, pattern) = (call.exchange, call.pattern)
        health.report { report in
            var response = make(report)
            response.route = pattern
            exchange.respond(response)
        }
        return nil
    }

    private static func json(_ report: HealthReport) -> JSONValue {
        .array(
            report.dependencies.map { name, state in
                let members = [JSONMember("name", .string(name)), JSONMember("status", .string(state.level.rawValue))]
                return .object(members + (state.detail.isEmpty ? [] : [JSONMember("detail", .string(state.detail))]))
            })
    }
}
