import Rules

private let tenantPlace = Positional("TENANT", help: "the tenant's id")
private let planOption = Option(
    "plan", "PLAN", .oneOf(["local", "free", "standard", "prepaid", "unlimited"]), help: "the plan that gives the limits")
private let limitOption = Option(
    "limit", "NAME=VALUE", .assignment, isRepeatable: true,
    help:
        "a limit that differs from the plan: requests_per_minute, proofs_per_hour, concurrent_jobs, cycles_per_day, cycles_per_month (a number or none), prepaid (true or false)"
)

/// The overrides as JSON.
private func limits(_ arguments: Arguments) throws -> JSONValue {
    .object(
        try arguments.all(limitOption).map { limit in
            switch limit.text {
            case "none": return JSONMember(limit.name, .null)
            case "true", "false": return JSONMember(limit.name, .bool(limit.text == "true"))
            default:
                guard let number = Int(limit.text) else {
                    throw UsageError.invalidValue(option: "limit", found: limit.text, expected: "a number, none, true or false")
                }
                return JSONMember(limit.name, .integer(number))
            }
        })
}

/// `burhan admin tenant create`
enum AdminTenantCreateCommand: AdminCommand {
    static let path = ["admin", "tenant", "create"]
    static let summary = "make a tenant"
    static let positionals = [tenantPlace]
    static let name = Option("name", "TEXT", .text, help: "what people call it (default: its id)")
    static let own: [any OptionDescription] = [name, planOption, limitOption]
    static let examples = [
        Example("burhan admin tenant create acme --plan standard --server http://127.0.0.1:8080", "makes the tenant acme"),
        Example("burhan admin tenant create acme --limit concurrent_jobs=4 --database burhan.sqlite", "while no server runs"),
    ]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        var members = [JSONMember("id", .string(try arguments.required(tenantPlace))), JSONMember("limits", try limits(arguments))]
        if let name = arguments[name] { members.append(JSONMember("name", .string(name))) }
        if let plan = arguments[planOption] { members.append(JSONMember("plan", .string(plan))) }
        return AdminRequest(method: "POST", path: ["tenants"], body: .object(members))
    }
}

/// `burhan admin tenant list`
enum AdminTenantListCommand: AdminCommand {
    static let path = ["admin", "tenant", "list"]
    static let summary = "list the tenants"
    static let after = Option("after", "ID", .text, help: "tenants after this id")
    static let own: [any OptionDescription] = [after, AdminOptions.limit]
    static let list: (name: String, columns: [String])? = ("tenants", ["tenant", "name", "state", "plan", "created_at"])
    static let examples = [Example("burhan admin tenant list --server http://127.0.0.1:8080", "prints a table")]

    static func request(_ arguments: Arguments) -> AdminRequest {
        var query: [(name: String, value: String)] = []
        if let after = arguments[after] { query.append((name: "after", value: after)) }
        if let limit = arguments[AdminOptions.limit] { query.append((name: "limit", value: String(limit))) }
        return AdminRequest(path: ["tenants"], query: query)
    }
}

/// `burhan admin tenant show`
enum AdminTenantShowCommand: AdminCommand {
    static let path = ["admin", "tenant", "show"]
    static let summary = "show a tenant and its limits"
    static let positionals = [tenantPlace]
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin tenant show acme --database burhan.sqlite --json", "prints JSON")]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(path: ["tenants", try arguments.required(tenantPlace)])
    }
}

/// `burhan admin tenant suspend`
enum AdminTenantSuspendCommand: AdminCommand {
    static let path = ["admin", "tenant", "suspend"]
    static let summary = "refuse a tenant's keys until it is resumed"
    static let details = "In effect at once on the server that is asked, on others within five seconds. Running jobs go on."
    static let positionals = [tenantPlace]
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin tenant suspend acme --server http://127.0.0.1:8080", "its keys answer 403")]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(method: "POST", path: ["tenants", try arguments.required(tenantPlace), "suspend"])
    }
}

/// `burhan admin tenant resume`
enum AdminTenantResumeCommand: AdminCommand {
    static let path = ["admin", "tenant", "resume"]
    static let summary = "let a suspended tenant work again"
    static let positionals = [tenantPlace]
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin tenant resume acme --server http://127.0.0.1:8080", "its keys work again")]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(method: "POST", path: ["tenants", try arguments.required(tenantPlace), "resume"])
    }
}

/// `burhan admin tenant limits`
enum AdminTenantLimitsCommand: AdminCommand {
    static let path = ["admin", "tenant", "limits"]
    static let summary = "give a tenant another plan or other limits"
    static let details = "The limits that are given replace all earlier ones that differ from the plan; without any, those stay."
    static let positionals = [tenantPlace]
    static let own: [any OptionDescription] = [planOption, limitOption]
    static let examples = [
        Example(
            "burhan admin tenant limits acme --limit cycles_per_day=5000000000 --server http://127.0.0.1:8080",
            "the plan's limits, but this budget")
    ]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        var members: [JSONMember] = []
        if let plan = arguments[planOption] { members.append(JSONMember("plan", .string(plan))) }
        if !arguments.all(limitOption).isEmpty { members.append(JSONMember("limits", try limits(arguments))) }
        guard !members.isEmpty else { throw UsageError.missingOneOf(["plan", "limit"]) }
        return AdminRequest(method: "PUT", path: ["tenants", try arguments.required(tenantPlace), "limits"], body: .object(members))
    }
}
