/// Who did what, when; nothing private is in it.
public struct AuditRecord: Sendable, Equatable {
    /// Milliseconds since 1970.
    public var at: Int
    public var tenant: String
    /// The id of the key that was shown, `local`, or `service` for what the service does by itself.
    public var actor: String
    /// A stable word: `deployment.put`, `proof.order`, `key.revoke` …
    public var act: String
    /// What it was done to: an identifier.
    public var subject: String
    /// Further facts, a JSON object.
    public var detail: String

    public init(at: Int, tenant: String, actor: String, act: String, subject: String, detail: String) {
        self.at = at
        self.tenant = tenant
        self.actor = actor
        self.act = act
        self.subject = subject
        self.detail = detail
    }
}

/// An entry in its place in the chain.
public struct AuditLink: Sendable, Equatable {
    /// From 1, without gaps.
    public var number: Int
    public var record: AuditRecord
    /// Binds this entry to all before it, 32 bytes.
    public var digest: [UInt8]

    public init(number: Int, record: AuditRecord, digest: [UInt8]) {
        self.number = number
        self.record = record
        self.digest = digest
    }
}

extension Session {
    private static let auditFields = "at, tenant, actor, act, subject, detail"

    /// Writes an entry beside the act it tells of; it gets its place in the chain soon after (`pendingAudit`).
    ///
    /// Entries of transactions side by side do not wait for one another.
    public func appendAudit(_ record: AuditRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO audit_pending (\(Self.auditFields)) VALUES (?, ?, ?, ?, ?, ?)", Self.values(record))
    }

    /// The oldest entries that have no place in the chain yet.
    public func pendingAudit(limit: Int) throws(StorageError) -> [(id: Int, record: AuditRecord)] {
        try connection.query("SELECT \(Self.auditFields), id FROM audit_pending ORDER BY id LIMIT ?", [.integer(limit)]) {
            (id: $0.integer(6), record: Self.record($0))
        }
    }

    /// Gives pending entries their places; at most some thousands.
    public func linkAudit(_ links: [(link: AuditLink, pending: Int)]) throws(StorageError) {
        guard !links.isEmpty else { return }
        for (link, _) in links {
            try connection.run(
                "INSERT INTO audit_log (number, \(Self.auditFields), digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [.integer(link.number)] + Self.values(link.record) + [.blob(link.digest)])
        }
        let marks = links.map { _ in "?" }.joined(separator: ", ")
        try connection.run("DELETE FROM audit_pending WHERE id IN (\(marks))", links.map { .integer($0.pending) })
    }

    /// The last link of the chain; nil when it is empty.
    public func auditHead() throws(StorageError) -> AuditLink? {
        try connection.query("SELECT \(Self.auditFields), number, digest FROM audit_log ORDER BY number DESC LIMIT 1") { Self.link($0) }
            .first
    }

    /// Links after a number, in order; of one tenant if given.
    public func auditLinks(after number: Int, limit: Int, tenant: String? = nil) throws(StorageError) -> [AuditLink] {
        let condition = tenant == nil ? "" : "AND tenant = ?"
        return try connection.query(
            "SELECT \(Self.auditFields), number, digest FROM audit_log WHERE number > ? \(condition) ORDER BY number LIMIT ?",
            [.integer(number)] + (tenant.map { [.text($0)] } ?? []) + [.integer(limit)]
        ) { Self.link($0) }
    }

    private static func values(_ record: AuditRecord) -> [Value] {
        [
            .integer(record.at), .text(record.tenant), .text(record.actor), .text(record.act), .text(record.subject), .text(record.detail),
        ]
    }

    private static func record(_ row: Row) -> AuditRecord {
        AuditRecord(
            at: row.integer(0), tenant: row.text(1), actor: row.text(2), act: row.text(3), subject: row.text(4), detail: row.text(5))
    }

    private static func link(_ row: Row) -> AuditLink {
        AuditLink(number: row.integer(6), record: record(row), digest: row.blob(7))
    }
}
