import Rules
import Storage

/// A tenant with the limits that hold for it.
public struct Tenant: Sendable, Equatable {
    public var record: TenantRecord
    public var limits: TenantLimits

    public var id: String { record.id }
    public var isActive: Bool { record.state == .active }

    /// An unknown plan or overrides that can't be read leave the limits of the plan `free`.
    init(_ record: TenantRecord) {
        self.record = record
        let plan = (Plan(rawValue: record.plan) ?? .free).limits
        let overrides = JSONParser.parse(record.limits).value ?? .null
        do throws(ServiceError) { limits = try plan.overridden(by: overrides) } catch { limits = Plan.free.limits }
    }

    /// The tenant that runs the installation.
    public static let operatorID = "operator"
    /// The tenant of this machine.
    public static let localID = Caller.local.tenant
}

extension Caller {
    /// Whether the caller administers the installation and not only a tenant.
    public var isOperator: Bool { tenant == Tenant.operatorID && scopes.contains(.admin) }

    /// Who an audit entry says it was.
    var actor: String { keyID ?? (self == .service ? "service" : "local") }

    /// Somebody without a key, for what anybody may ask.
    public static let anonymous = Caller(tenant: "", scopes: [])

    /// The service itself.
    static let service = Caller(tenant: "", scopes: [.admin])
}

/// How much of its limits a tenant has used; at most a few seconds old.
public struct UsageStanding: Sendable, Equatable {
    /// Cycles used and reserved.
    public var cyclesToday = 0
    public var cyclesThisMonth = 0
    public var credits = 0
    public var activeJobs = 0

    public init() {}
}
