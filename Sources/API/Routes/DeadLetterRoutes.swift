import HTTPServer
import Rules
import Service
import Storage

/// Quarantined jobs, for the operator of a scaled-out installation.
struct DeadLetterRoutes {
    private let service: ProofService

    init(_ service: ProofService) { self.service = service }

    var all: [Route] {
        [
            Route(.get, "/api/admin/dead-letters", scope: .admin, list),
            Route(.post, "/api/admin/dead-letters/{number}/replay", scope: .admin, replay),
            Route(.delete, "/api/admin/dead-letters/{number}", scope: .admin, discard),
        ]
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let query = try PageQuery(call.request)
        let reports = try service.deadLetters(after: query.number(), limit: query.limit, by: call.caller)
        return .json([JSONMember("dead_letters", .array(reports.map(Self.json)))])
    }

    /// May be asked again: a letter that was replayed is gone, and one whose replay was broken off is taken up where it stopped.
    private func replay(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let job = try service.replayDeadLetter(call.parameter("number"), by: call.caller)
        return .json([
            JSONMember("job_id", .string(job.id)), JSONMember("tenant", .string(job.tenant)),
            JSONMember("status", .string(job.state.rawValue)),
        ])
    }

    private func discard(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        try service.discardDeadLetter(call.parameter("number"), by: call.caller)
        return HTTPResponse(status: 204)
    }

    private static func json(_ report: DeadLetterReport) -> JSONValue {
        var members = [
            JSONMember("number", .integer(report.letter.number)), JSONMember("job_id", .string(report.letter.jobID)),
            JSONMember("deliveries", .integer(report.letter.deliveries)), JSONMember("reason", .string(report.letter.reason)),
        ]
        if let job = report.job {
            members.append(JSONMember("tenant", .string(job.tenant)))
            members.append(JSONMember("status", .string(job.state.rawValue)))
        }
        if let time = report.inputsUntil { members.append(JSONMember("inputs_until", .string(SystemTime.text(time)))) }
        return .object(members)
    }
}
