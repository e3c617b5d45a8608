/// Whether a tenant may work.
public enum TenantState: String, Sendable, CaseIterable {
    case active
    /// Its keys are refused; its records and its running jobs stay.
    case suspended
}

/// A customer of the installation, who sees nothing of the others.
public struct TenantRecord: Sendable, Equatable {
    /// A short word that does not change.
    public var id: String
    public var name: String
    public var state: TenantState
    /// The name of the plan that gives its limits.
    public var plan: String
    /// What differs from the plan, JSON.
    public var limits: [UInt8]
    /// Milliseconds since 1970.
    public var createdAt: Int
    public var updatedAt: Int

    public init(id: String, name: String, state: TenantState = .active, plan: String, limits: [UInt8], createdAt: Int, updatedAt: Int) {
        self.id = id
        self.name = name
        self.state = state
        self.plan = plan
        self.limits = limits
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Session {
    private static let tenantColumns = "id, name, state, plan, limits, created_at, updated_at"

    /// False, and nothing written, if the id is taken.
    public func insertTenant(_ tenant: TenantRecord) throws(StorageError) -> Bool {
        try connection.run(
            "INSERT INTO tenants (\(Self.tenantColumns)) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            [
                .text(tenant.id), .text(tenant.name), .text(tenant.state.rawValue), .text(tenant.plan), .blob(tenant.limits),
                .integer(tenant.createdAt), .integer(tenant.updatedAt),
            ])
    }

    /// Writes everything but the id and the time of creation; false if there is no such tenant.
    public func updateTenant(_ tenant: TenantRecord) throws(StorageError) -> Bool {
        try connection.run(
            "UPDATE tenants SET name = ?, state = ?, plan = ?, limits = ?, updated_at = ? WHERE id = ?",
            [
                .text(tenant.name), .text(tenant.state.rawValue), .text(tenant.plan), .blob(tenant.limits), .integer(tenant.updatedAt),
                .text(tenant.id),
            ])
    }

    public func tenant(_ id: String) throws(StorageError) -> TenantRecord? {
        try connection.query("SELECT \(Self.tenantColumns) FROM tenants WHERE id = ?", [.text(id)]) { Self.tenant($0) }.first
    }

    /// At most `limit` tenants with ids after `after`, in their order.
    public func tenants(after: String = "", limit: Int) throws(StorageError) -> [TenantRecord] {
        try connection.query(
            "SELECT \(Self.tenantColumns) FROM tenants WHERE id > ? ORDER BY id LIMIT ?", [.text(after), .integer(limit)]
        ) { Self.tenant($0) }
    }

    private static func tenant(_ row: Row) -> TenantRecord {
        TenantRecord(
            id: row.text(0), name: row.text(1), state: TenantState(rawValue: row.text(2)) ?? .suspended, plan: row.text(3),
            limits: row.blob(4), createdAt: row.integer(5), updatedAt: row.integer(6))
    }
}
