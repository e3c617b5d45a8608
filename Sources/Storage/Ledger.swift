/// A tenant's credits.
public struct AccountRecord: Sendable, Equatable {
    /// What can be spent.
    public var available: Int
    /// What is set aside for work that has not ended.
    public var held: Int

    public init(available: Int = 0, held: Int = 0) {
        self.available = available
        self.held = held
    }
}

/// What a line of the ledger does.
public enum LedgerKind: String, Sendable, CaseIterable {
    /// Credits come in: from `granted` to `available`.
    case grant
    /// Set aside for work: from `available` to `held`.
    case reserve
    /// Taken for work: from `held` to `spent`.
    case commit
    /// Given back: from `held` to `available`.
    case release

    /// Where the amount comes from and where it goes.
    public var accounts: (debit: String, credit: String) {
        switch self {
        case .grant: ("granted", "available")
        case .reserve: ("available", "held")
        case .commit: ("held", "spent")
        case .release: ("held", "available")
        }
    }

    /// What one credit moved does to the two accounts of a tenant.
    var change: (available: Int, held: Int) {
        switch self {
        case .grant: (1, 0)
        case .reserve: (-1, 1)
        case .commit: (0, -1)
        case .release: (1, -1)
        }
    }
}

/// One line of the ledger: an amount moves from one account to another. Lines are never changed.
public struct LedgerEntry: Sendable, Equatable {
    /// From 1, without gaps, for each tenant.
    public var number: Int
    public var kind: LedgerKind
    public var amount: Int
    /// What it is for; together with the kind it occurs once for a tenant.
    public var reference: String
    public var note: String
    /// The accounts after this line.
    public var account: AccountRecord
    /// Milliseconds since 1970.
    public var at: Int
}

/// What is set aside for one reference, and what became of it.
public struct HoldRecord: Sendable, Equatable {
    public enum State: String, Sendable { case held, committed, released }

    public var tenant: String
    public var reference: String
    public var amount: Int
    public var state: State
    public var charged: Int
    public var madeAt: Int
}

extension Session {
    public func account(tenant: String) throws(StorageError) -> AccountRecord {
        try connection.query("SELECT available, held FROM accounts WHERE tenant = ?", [.text(tenant)]) {
            AccountRecord(available: $0.integer(0), held: $0.integer(1))
        }.first ?? AccountRecord()
    }

    /// Writes one line and moves the amount; false, and nothing written, if the account it comes from holds less.
    ///
    /// The condition stands in the update itself, so that of two transactions that spend the same credits one fails.
    public func move(
        _ kind: LedgerKind, tenant: String, amount: Int, reference: String, note: String = "", at time: Int
    ) throws(StorageError) -> Bool {
        try connection.run(
            "INSERT INTO accounts (tenant, available, held, entries) VALUES (?, 0, 0, 0) ON CONFLICT (tenant) DO NOTHING", [.text(tenant)])
        let change = (available: kind.change.available * amount, held: kind.change.held * amount)
        let isDone = try connection.run(
            """
            UPDATE accounts SET available = available + ?, held = held + ?, entries = entries + 1
            WHERE tenant = ? AND available + ? >= 0 AND held + ? >= 0
            """,
            [.integer(change.available), .integer(change.held), .text(tenant), .integer(change.available), .integer(change.held)])
        guard isDone else { return false }
        let after = try connection.query("SELECT entries, available, held FROM accounts WHERE tenant = ?", [.text(tenant)]) {
            (number: $0.integer(0), available: $0.integer(1), held: $0.integer(2))
        }
        guard let after = after.first else { return false }
        try connection.run(
            """
            INSERT INTO ledger (tenant, number, kind, debit, credit, amount, reference, note, available, held, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(tenant), .integer(after.number), .text(kind.rawValue), .text(kind.accounts.debit), .text(kind.accounts.credit),
                .integer(amount), .text(reference), .text(note), .integer(after.available), .integer(after.held), .integer(time),
            ])
        return true
    }

    /// Whether a line of this kind exists for the reference.
    public func hasLedgerEntry(_ kind: LedgerKind, tenant: String, reference: String) throws(StorageError) -> Bool {
        try connection.integer(
            "SELECT count(*) FROM ledger WHERE tenant = ? AND reference = ? AND kind = ?",
            [.text(tenant), .text(reference), .text(kind.rawValue)]) > 0
    }

    /// At most `limit` lines after a number, in order.
    public func ledger(tenant: String, after number: Int = 0, limit: Int) throws(StorageError) -> [LedgerEntry] {
        try connection.query(
            """
            SELECT number, kind, amount, reference, note, available, held, at FROM ledger WHERE tenant = ? AND number > ?
            ORDER BY number LIMIT ?
            """, [.text(tenant), .integer(number), .integer(limit)]
        ) {
            LedgerEntry(
                number: $0.integer(0), kind: LedgerKind(rawValue: $0.text(1)) ?? .release, amount: $0.integer(2), reference: $0.text(3),
                note: $0.text(4), account: AccountRecord(available: $0.integer(5), held: $0.integer(6)), at: $0.integer(7))
        }
    }

    // MARK: Holds

    public func hold(tenant: String, reference: String) throws(StorageError) -> HoldRecord? {
        try connection.query(
            "SELECT tenant, reference, amount, state, charged, made_at FROM holds WHERE tenant = ? AND reference = ?",
            [.text(tenant), .text(reference)]
        ) { Self.hold($0) }.first
    }

    public func insertHold(tenant: String, reference: String, amount: Int, at time: Int) throws(StorageError) {
        try connection.run(
            "INSERT INTO holds (tenant, reference, amount, state, charged, made_at) VALUES (?, ?, ?, 'held', 0, ?)",
            [.text(tenant), .text(reference), .integer(amount), .integer(time)])
    }

    /// Ends a hold; false if it has ended before.
    public func endHold(tenant: String, reference: String, as state: HoldRecord.State, charged: Int, at time: Int) throws(StorageError)
        -> Bool
    {
        try connection.run(
            "UPDATE holds SET state = ?, charged = ?, ended_at = ? WHERE tenant = ? AND reference = ? AND state = 'held'",
            [.text(state.rawValue), .integer(charged), .integer(time), .text(tenant), .text(reference)])
    }

    /// Holds made before that time that no open job stands behind.
    public func abandonedHolds(before time: Int, limit: Int) throws(StorageError) -> [HoldRecord] {
        try connection.query(
            """
            SELECT tenant, reference, amount, state, charged, made_at FROM holds WHERE state = 'held' AND made_at < ? AND NOT EXISTS
            (SELECT 1 FROM job_accounts WHERE job_accounts.job_id = holds.reference AND job_accounts.state = 'open') AND NOT EXISTS
            (SELECT 1 FROM job_accounts WHERE job_accounts.reference = holds.reference AND job_accounts.state = 'open')
            ORDER BY made_at LIMIT ?
            """, [.integer(time), .integer(limit)]
        ) { Self.hold($0) }
    }

    private static func hold(_ row: Row) -> HoldRecord {
        HoldRecord(
            tenant: row.text(0), reference: row.text(1), amount: row.integer(2),
            state: HoldRecord.State(rawValue: row.text(3)) ?? .released,
            charged: row.integer(4), madeAt: row.integer(5))
    }
}
