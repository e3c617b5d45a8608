import HTTPServer
import Rules
import Service
import Storage

/// The server about itself: numbers, what it can do, the interface's description.
struct StatusRoutes {
    private let service: ProofService
    private let settings: APISettings
    private let start = ContinuousClock.now

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [
            Route(.get, "/api/status", status), Route(.get, "/openapi.json", openAPI),
        ]
    }

    private func status(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let numbers = try service.statistics(by: call.caller)
        let jobs = JobState.allCases.map { JSONMember($0.rawValue, .integer(numbers.jobs[$0] ?? 0)) }
        return .json([
            JSONMember("service", .string("burhan")), JSONMember("version", .string(APIVersion.text)),
            JSONMember("status", .string(service.isReady ? "ready" : service.isDraining ? "draining" : "queue_full")),
            JSONMember("uptime_seconds", .integer(Int(start.duration(to: .now).components.seconds))),
            JSONMember("queue_length", .integer(numbers.queue.waiting)), JSONMember("queue_capacity", .integer(numbers.queue.capacity)),
            JSONMember("running", .integer(numbers.queue.running)), JSONMember("jobs", .object(jobs)),
            JSONMember("receipts", .integer(numbers.receipts)), JSONMember("deployments", .integer(numbers.deployments)),
            JSONMember("listeners", .integer(numbers.listeners)), JSONMember("kept_proofs", Self.keptProofs(numbers.keptProofs)),
            JSONMember(
                "prepared_images",
                .object([
                    JSONMember("hits", .integer(numbers.preparedImages.hits)),
                    JSONMember("misses", .integer(numbers.preparedImages.misses)),
                ])),
            JSONMember("private_inputs", .string(numbers.sealsInputs ? "sealed" : "memory_only")),
            JSONMember(
                "limits",
                .object([
                    JSONMember("body_bytes", .integer(settings.bodyBytes)),
                    JSONMember("seconds_per_job", .integer(Int(service.settings.secondsPerJob))),
                    JSONMember("wait_seconds", .integer(Int(settings.waitSeconds))),
                ])),
            JSONMember("features", features),
        ])
    }

    /// What a caller may rely on, by names that do not change.
    private var features: JSONValue {
        let engine = service.capabilities
        return .object([
            JSONMember("engines", .array(engine.engines.map { .string($0) })),
            JSONMember("receipt_formats", .array(engine.receiptFormats.map { .integer($0) })),
            JSONMember(
                "parameter_sets",
                .array(
                    engine.parameterSets.map {
                        .object([JSONMember("id", .integer($0.identifier)), JSONMember("name", .string($0.name))])
                    })),
            JSONMember("answers", .array(["application/json", "application/octet-stream"].map { .string($0) })),
            JSONMember("interface", .array(["idempotency_key", "respond_async", "server_sent_events", "traceparent"].map { .string($0) })),
        ])
    }

    /// How often kept proofs were found, by tier.
    private static func keptProofs(_ counts: ProofCacheCounts) -> JSONValue {
        let tiers = counts.tiers.map { tier in
            JSONValue.object([
                JSONMember("tier", .string(tier.name)), JSONMember("hits", .integer(tier.hits)),
                JSONMember("failures", .integer(tier.failures)),
            ])
        }
        return .object([JSONMember("tiers", .array(tiers)), JSONMember("misses", .integer(counts.misses))])
    }

    private func openAPI(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: OpenAPIDocument.bytes)
    }
}

/// The version of the HTTP interface.
public enum APIVersion {
    public static let text = "0.2.0"
}
