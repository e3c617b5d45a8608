/// `burhan admin audit list`
enum AdminAuditListCommand: AdminCommand {
    static let path = ["admin", "audit", "list"]
    static let summary = "list who did what"
    static let after = Option("after", "NUMBER", .integer(0...Int.max), help: "entries after this one")
    static let own: [any OptionDescription] = [AdminOptions.tenant, after, AdminOptions.limit]
    static let list: (name: String, columns: [String])? = ("entries", ["number", "at", "tenant", "actor", "act", "subject", "detail"])
    static let examples = [Example("burhan admin audit list --after 100 --server http://127.0.0.1:8080", "entries 101 and on")]

    static func request(_ arguments: Arguments) -> AdminRequest { AdminRequest(path: ["audit"], query: AdminPage.query(arguments, after)) }
}

/// `burhan admin audit head`
enum AdminAuditHeadCommand: AdminCommand {
    static let path = ["admin", "audit", "head"]
    static let summary = "print the audit log's head, to be kept elsewhere"
    static let details = "Who keeps a head outside the database can find out later that the log was cut off or rewritten (`verify --head`)."
    static let own: [any OptionDescription] = []
    static let examples = [Example("burhan admin audit head --database burhan.sqlite", "prints the number and digest of the last entry")]

    static func request(_ arguments: Arguments) -> AdminRequest { AdminRequest(path: ["audit", "head"]) }
}

/// `burhan admin audit verify`
enum AdminAuditVerifyCommand: AdminCommand {
    static let path = ["admin", "audit", "verify"]
    static let summary = "check that no entry of the audit log was changed, removed or moved"
    static let details = "Exit code 1 if one was. Without --head, entries that were cut off at the end can't be missed."
    static let head = Option("head", "NUMBER:DIGEST", .text, help: "a head that was noted earlier")
    static let own: [any OptionDescription] = [head]
    static let examples = [
        Example("burhan admin audit verify --head 120:5f1c… --database burhan.sqlite", "the whole log, and that entry 120 is the same")
    ]

    static func request(_ arguments: Arguments) -> AdminRequest {
        AdminRequest(path: ["audit", "verify"], query: arguments[head].map { [(name: "head", value: $0)] } ?? [])
    }
}
