private let letterPlace = Positional("NUMBER", help: "the letter's number, as `list` prints it")

private func letter(_ arguments: Arguments) throws -> String {
    let text = try arguments.required(letterPlace)
    guard let number = Int(text), number > 0 else {
        throw UsageError.invalidValue(option: "NUMBER", found: text, expected: "a whole number of at least 1")
    }
    return String(number)
}

/// `burhan admin dead-letters list`
enum AdminDeadLettersListCommand: AdminCommand {
    static let path = ["admin", "dead-letters", "list"]
    static let summary = "list the jobs that were quarantined because they killed their workers or were delivered too often"
    static let details =
        "Dead letters exist where jobs pass through NATS; ask a running server (--server). A job can be replayed until `inputs_until`."
    static let after = Option("after", "NUMBER", .integer(0...Int.max), help: "letters after this one")
    static let own: [any OptionDescription] = [after, AdminOptions.limit]
    static let list: (name: String, columns: [String])? = (
        "dead_letters", ["number", "job_id", "tenant", "status", "deliveries", "reason", "inputs_until"]
    )
    static let examples = [Example("burhan admin dead-letters list --server http://127.0.0.1:8080", "prints a table")]

    static func request(_ arguments: Arguments) -> AdminRequest {
        AdminRequest(path: ["dead-letters"], query: AdminPage.query(arguments, after))
    }
}

/// `burhan admin dead-letters replay`
enum AdminDeadLettersReplayCommand: AdminCommand {
    static let path = ["admin", "dead-letters", "replay"]
    static let summary = "start a quarantined job again"
    static let details =
        "The job waits as if it were new, and its price is held anew. Needs its sealed inputs, which are kept if the setting quarantined-input-hours says so."
    static let positionals = [letterPlace]
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin dead-letters replay 7 --server http://127.0.0.1:8080", "prints the job's state")]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(method: "POST", path: ["dead-letters", try letter(arguments), "replay"])
    }
}

/// `burhan admin dead-letters discard`
enum AdminDeadLettersDiscardCommand: AdminCommand {
    static let path = ["admin", "dead-letters", "discard"]
    static let summary = "drop a dead letter and the inputs kept for it"
    static let details = "The job stays as it ended."
    static let positionals = [letterPlace]
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin dead-letters discard 7 --server http://127.0.0.1:8080", "prints done")]

    static func request(_ arguments: Arguments) throws -> AdminRequest {
        AdminRequest(method: "DELETE", path: ["dead-letters", try letter(arguments)])
    }
}
