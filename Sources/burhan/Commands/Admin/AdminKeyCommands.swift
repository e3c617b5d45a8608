import Rules
import Service

private let keyPlace = Positional("KEY", help: "the key's id, the part between burhan_ and the secret")

/// `burhan admin bootstrap`
enum AdminBootstrapCommand: Command {
    static let path = ["admin", "bootstrap"]
    static let summary = "make the operator's first key, on the database itself"
    static let details = """
        Before the first start of a server, or while it is stopped. The key is printed once and kept nowhere. It is refused while the
        operator has a valid key; revoke a lost one with `burhan admin key revoke … --database`, then run this again.
        """
    static let options: [any OptionDescription] = [AdminConnection.database, AdminConnection.sealKeyFile, CommonOptions.json]
    static let examples = [
        Example(
            "burhan admin bootstrap --database burhan.sqlite --seal-key-file seal.key",
            "prints burhan_…; from now on the server asks every caller for a key")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let service = try AdminConnection.service(arguments)
        do throws(ServiceError) {
            let key = try service.bootstrap()
            if arguments[CommonOptions.json] {
                let members = [JSONMember("key", .string(key.text)), JSONMember("key_id", .string(key.record.id))]
                terminal.print(JSONValue.object(members).readableText)
            } else {
                terminal.print(key.text)
                terminal.note("The key is shown this once. It administers the whole installation: keep it as you keep the seal key.")
            }
            return .success
        } catch {
            if case .operatorExists = error { throw CommandError.negative("the operator has a valid key already") }
            throw CommandError.system("the database could not be written: \(error)")
        }
    }
}

/// `burhan admin key create`
enum AdminKeyCreateCommand: AdminCommand {
    static let path = ["admin", "key", "create"]
    static let summary = "make an API key; its text is shown once"
    static let name = Option("name", "TEXT", .text, help: "what the key is for")
    static let scope = Option(
        "scope", "SCOPE", .oneOf(Scope.allCases.map(\.rawValue)), isRepeatable: true, help: "what it allows: prove, deploy, verify, admin")
    static let expiry = Option("expires-days", "DAYS", .integer(1...3650), help: "days it is valid (default: for ever)")
    static let own: [any OptionDescription] = [AdminOptions.tenant, name, scope, expiry]
    static let examples = [
        Example(
            "burhan admin key create --tenant acme --name backend --scope prove --scope verify --server http://127.0.0.1:8080",
            "prints the key")
    ]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        let scopes = arguments.all(scope)
        guard !scopes.isEmpty else { throw UsageError.missingOption("scope") }
        var members = AdminOptions.members(arguments)
        members.append(JSONMember("name", .string(try arguments.required(name))))
        members.append(JSONMember("scopes", .array(scopes.map { .string($0) })))
        if let days = arguments[expiry] { members.append(JSONMember("expires_in_seconds", .integer(days * 86_400))) }
        return AdminRequest(method: "POST", path: ["keys"], body: .object(members))
    }
}

/// `burhan admin key list`
enum AdminKeyListCommand: AdminCommand {
    static let path = ["admin", "key", "list"]
    static let summary = "list a tenant's keys"
    static let own: [any OptionDescription] = [AdminOptions.tenant]
    static let list: (name: String, columns: [String])? = (
        "keys", ["key_id", "name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"]
    )
    static let examples = [Example("burhan admin key list --tenant acme --server http://127.0.0.1:8080", "prints a table, without secrets")]

    static func request(_ arguments: Arguments) -> AdminRequest { AdminRequest(path: ["keys"], query: AdminOptions.query(arguments)) }
}

/// `burhan admin key rotate`
enum AdminKeyRotateCommand: AdminCommand {
    static let path = ["admin", "key", "rotate"]
    static let summary = "make a key's successor; the old key works a while longer"
    static let positionals = [keyPlace]
    static let overlap = Option(
        "overlap-seconds", "SECONDS", .integer(0...2_592_000), help: "how long the old key still works (default 86400)")
    static let own: [any OptionDescription] = [AdminOptions.tenant, overlap]
    static let examples = [
        Example("burhan admin key rotate 0123456789abcdef --tenant acme --server http://127.0.0.1:8080", "prints the new key")
    ]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        var members = AdminOptions.members(arguments)
        if let seconds = arguments[overlap] { members.append(JSONMember("overlap_seconds", .integer(seconds))) }
        return AdminRequest(method: "POST", path: ["keys", try arguments.required(keyPlace), "rotate"], body: .object(members))
    }
}

/// `burhan admin key revoke`
enum AdminKeyRevokeCommand: AdminCommand {
    static let path = ["admin", "key", "revoke"]
    static let summary = "end a key"
    static let details = "In effect at once on the server that is asked, on others within five seconds."
    static let positionals = [keyPlace]
    static let own: [any OptionDescription] = [AdminOptions.tenant]
    static let examples = [
        Example("burhan admin key revoke 0123456789abcdef --tenant acme --server http://127.0.0.1:8080", "the key answers 401")
    ]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(method: "DELETE", path: ["keys", try arguments.required(keyPlace)], query: AdminOptions.query(arguments))
    }
}
