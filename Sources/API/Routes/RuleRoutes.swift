import HTTPServer
import Rules
import Service

/// Rules before they are in service: checking, compiling, trying on sample data, templates.
struct RuleRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [
            Route(.post, "/api/validate", validate), Route(.post, "/api/compile", compile),
            Route(.post, "/api/evaluate", scope: .prove, evaluate),
            Route(.get, "/api/templates", templates), Route(.get, "/api/templates/{name}", template),
        ]
    }

    private func body(_ call: Route.Call) throws(ServiceError) -> RequestBody {
        try RequestBody(call.request, maximumBytes: settings.bodyBytes)
    }

    private func validate(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let document = try body(call).document()
        let (rule, findings) = service.validate(document)
        var members = [
            JSONMember("valid", .bool(rule != nil)), Problem.errors(findings), Self.warnings(findings),
        ]
        if let rule {
            members.append(JSONMember("image_id", .string(Hex.text(rule.imageID))))
            members.append(JSONMember("parsed_dsl", rule.normalForm))
        } else if let first = findings.first(where: { $0.severity == .error }) {
            members.append(JSONMember("error", .string(first.message)))
        }
        return .json(members)
    }

    private func compile(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let compilation = try service.compile(body(call).document())
        let rule = compilation.summary
        var members = [
            JSONMember("success", .bool(true)), JSONMember("image_id", .string(Hex.text(rule.imageID))),
            JSONMember("use_case", .string(rule.useCase)), JSONMember("version", .string(rule.version)),
            JSONMember("rules", .array(rule.ruleTypes.map { .string($0) })), JSONMember("explanation", .string(compilation.explanation)),
            Self.warnings(compilation.warnings),
        ]
        if let source = compilation.guestSource { members.append(JSONMember("code", .string(source))) }
        return .json(members)
    }

    private func evaluate(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try body(call)
        let evaluation = try service.evaluate(body.subject(), body.statementRequest(), body.privateInputs(), by: call.caller)
        var members = [
            JSONMember("success", .bool(true)), JSONMember("compliance_result", .bool(evaluation.failure == nil)),
            JSONMember("cycles", .integer(evaluation.cycles)),
        ]
        if let estimate = evaluation.estimate { members += Self.members(estimate) }
        if let failure = evaluation.failure {
            var rule = [JSONMember("type", .string(failure.type))]
            if let index = failure.rule { rule.insert(JSONMember("index", .integer(index)), at: 0) }
            if let description = failure.description { rule.append(JSONMember("description", .string(description))) }
            if let error = failure.error { rule.append(JSONMember("error", .string(error))) }
            members.append(JSONMember("failed_rule", .object(rule)))
        }
        if let statement = evaluation.statement { members.append(JSONMember("statement", statement)) }
        return .json(members)
    }

    private static func members(_ estimate: ProofEstimate) -> [JSONMember] {
        [
            JSONMember("estimated_proving_time_ms", .integer(estimate.milliseconds)),
            JSONMember(
                "estimated_proving_time_range_ms", .array([.integer(estimate.range.lowerBound), .integer(estimate.range.upperBound)])),
            JSONMember("estimated_peak_memory_bytes", .integer(estimate.peakBytes)),
            JSONMember("estimated_receipt_bytes", .integer(estimate.receiptBytes)),
        ]
    }

    private func templates(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        .json([JSONMember("templates", .array(service.templates.map { .object(Self.head($0)) }))])
    }

    private func template(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let template = try service.template(call.parameter("name"))
        let document = JSONParser.parse(Array(template.documentText.utf8)).value ?? .null
        let sample = JSONParser.parse(Array(template.inputsText.utf8)).value ?? .null
        return .json(Self.head(template) + [JSONMember("dsl", document), JSONMember("sample", sample)])
    }

    private static func head(_ template: RuleTemplate) -> [JSONMember] {
        [
            JSONMember("name", .string(template.name)), JSONMember("title", .string(template.title)),
            JSONMember("description", .string(template.description)), JSONMember("category", .string(template.category)),
        ]
    }

    static func warnings(_ findings: [Diagnostic]) -> JSONMember {
        JSONMember("warnings", .array(findings.filter { $0.severity == .warning }.map(Problem.finding)))
    }
}
