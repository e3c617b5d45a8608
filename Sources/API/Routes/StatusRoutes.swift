import Foundation
import HTTPServer
import Rules
import Service
import Storage

/// The server about itself: health, readiness, numbers, the interface's description.
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
            Route(.get, "/api/status", status), Route(.get, "/health", health), Route(.get, "/ready", ready),
            Route(.get, "/openapi.json", openAPI),
        ]
    }

    /// The process lives and can answer.
    private func health(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        .json([JSONMember("status", .string("ok"))])
    }

    /// A new proof would be accepted now.
    private func ready(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let numbers = try service.statistics(by: call.caller)
        let isReady = service.isReady
        let state = isReady ? "ready" : service.isDraining ? "draining" : "queue_full"
        return .json(
            [
                JSONMember("status", .string(state)), JSONMember("queue_length", .integer(numbers.queued)),
                JSONMember("queue_capacity", .integer(numbers.capacity)), JSONMember("running", .integer(numbers.running)),
            ], status: isReady ? 200 : 503, headers: isReady ? [:] : ["Retry-After": "2"])
    }

    private func status(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let numbers = try service.statistics(by: call.caller)
        let jobs = JobState.allCases.map { JSONMember($0.rawValue, .integer(numbers.jobs[$0] ?? 0)) }
        return .json([
            JSONMember("service", .string("burhan")), JSONMember("version", .string(APIVersion.text)),
            JSONMember("status", .string(service.isReady ? "ready" : service.isDraining ? "draining" : "queue_full")),
            JSONMember("uptime_seconds", .integer(Int(start.duration(to: .now).components.seconds))),
            JSONMember("queue_length", .integer(numbers.queued)), JSONMember("queue_capacity", .integer(numbers.capacity)),
            JSONMember("running", .integer(numbers.running)), JSONMember("jobs", .object(jobs)),
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
