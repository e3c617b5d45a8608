import Rules

private let tenantPlace = Positional("TENANT", help: "the tenant's id")
private let customerPlace = Positional("CUSTOMER", help: "the customer of the deployment")
private let creditsPlace = Positional("CREDITS", help: "how many credits")

private func credits(_ arguments: Arguments) throws -> JSONMember {
    let text = try arguments.required(creditsPlace)
    guard let number = Int(text), number >= 0 else {
        throw UsageError.invalidValue(option: "CREDITS", found: text, expected: "a whole number of at least 0")
    }
    return JSONMember("credits", .integer(number))
}

/// `burhan admin usage`
enum AdminUsageCommand: AdminCommand {
    static let path = ["admin", "usage"]
    static let summary = "show what a tenant has used, has left and may use"
    static let own: [any OptionDescription] = [AdminOptions.tenant]
    static let examples = [Example("burhan admin usage --tenant acme --server http://127.0.0.1:8080", "today, this month, credits, limits")]

    static func request(_ arguments: Arguments) -> AdminRequest { AdminRequest(path: ["usage"], query: AdminOptions.query(arguments)) }
}

/// `burhan admin ledger`
enum AdminLedgerCommand: AdminCommand {
    static let path = ["admin", "ledger"]
    static let summary = "list the movements of a tenant's credits"
    static let after = Option("after", "NUMBER", .integer(0...Int.max), help: "movements after this one")
    static let own: [any OptionDescription] = [AdminOptions.tenant, after, AdminOptions.limit]
    static let list: (name: String, columns: [String])? = (
        "entries", ["number", "at", "kind", "amount", "available", "held", "reference", "note"]
    )
    static let examples = [Example("burhan admin ledger --tenant acme --server http://127.0.0.1:8080", "prints a table")]

    static func request(_ arguments: Arguments) -> AdminRequest { AdminRequest(path: ["ledger"], query: AdminPage.query(arguments, after)) }
}

/// `burhan admin credits grant`
enum AdminCreditsGrantCommand: AdminCommand {
    static let path = ["admin", "credits", "grant"]
    static let summary = "add credits to a tenant"
    static let positionals = [tenantPlace, creditsPlace]
    static let reference = Option(
        "reference", "TEXT", .text, help: "names the grant, such as an invoice's number: it is made once, however often this runs")
    static let note = Option("note", "TEXT", .text, help: "a remark in the ledger")
    static let own: [any OptionDescription] = [reference, note]
    static let examples = [
        Example("burhan admin credits grant acme 5000 --reference invoice-17 --server http://127.0.0.1:8080", "prints what acme has then")
    ]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        var members = [try credits(arguments), JSONMember("reference", .string(try arguments.required(reference)))]
        if let note = arguments[note] { members.append(JSONMember("note", .string(note))) }
        return AdminRequest(method: "POST", path: ["tenants", try arguments.required(tenantPlace), "credits"], body: .object(members))
    }
}

/// `burhan admin price set`
enum AdminPriceSetCommand: AdminCommand {
    static let path = ["admin", "price", "set"]
    static let summary = "set what a proof of one deployment costs, whatever its length"
    static let positionals = [tenantPlace, customerPlace, creditsPlace]
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin price set acme shop-1 3 --server http://127.0.0.1:8080", "three credits a proof")]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(
            method: "PUT", path: ["tenants", try arguments.required(tenantPlace), "prices", try arguments.required(customerPlace)],
            body: .object([try credits(arguments)]))
    }
}

/// `burhan admin price remove`
enum AdminPriceRemoveCommand: AdminCommand {
    static let path = ["admin", "price", "remove"]
    static let summary = "let the length of a proof decide its price again"
    static let positionals = [tenantPlace, customerPlace]
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin price remove acme shop-1 --server http://127.0.0.1:8080", "by cycles again")]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(
            method: "DELETE", path: ["tenants", try arguments.required(tenantPlace), "prices", try arguments.required(customerPlace)])
    }
}

/// The members of a query for a part of a numbered list.
enum AdminPage {
    static func query(_ arguments: Arguments, _ after: Option<Int>) -> [(name: String, value: String)] {
        var query = AdminOptions.query(arguments)
        if let number = arguments[after] { query.append((name: "after", value: String(number))) }
        if let limit = arguments[AdminOptions.limit] { query.append((name: "limit", value: String(limit))) }
        return query
    }
}
