import Rules

/// What a tenant may use; nil stands for without limit.
public struct TenantLimits: Sendable, Equatable {
    /// Requests of every kind in any minute.
    public var requestsPerMinute: Int?
    /// Accepted orders for proofs in any hour.
    public var proofsPerHour: Int?
    /// Jobs that wait or run at the same time.
    public var concurrentJobs: Int?
    /// Cycles of proofs in a day and in a month (UTC), those under way included.
    public var cyclesPerDay: Int?
    public var cyclesPerMonth: Int?
    /// Whether proofs are paid for with credits.
    public var isPrepaid = false

    public init() {}

    private static let numbers: [(name: String, path: WritableKeyPath<TenantLimits, Int?> & Sendable)] = [
        ("requests_per_minute", \.requestsPerMinute), ("proofs_per_hour", \.proofsPerHour), ("concurrent_jobs", \.concurrentJobs),
        ("cycles_per_day", \.cyclesPerDay), ("cycles_per_month", \.cyclesPerMonth),
    ]

    /// The limits with what an object says otherwise; a null takes a limit away. Throws the name of a member that is wrong, and what was expected.
    public func overridden(by json: JSONValue) throws(ServiceError) -> TenantLimits {
        guard case .object(let members) = json else { throw .invalidRequest(pointer: "/limits", expected: "an object of limits") }
        var limits = self
        for member in members {
            if member.name == "prepaid" {
                guard case .bool(let isPrepaid) = member.value else {
                    throw .invalidRequest(pointer: "/limits/prepaid", expected: "true or false")
                }
                limits.isPrepaid = isPrepaid
                continue
            }
            guard let known = Self.numbers.first(where: { $0.name == member.name }) else {
                let names = Self.numbers.map(\.name) + ["prepaid"]
                throw .invalidRequest(pointer: "/limits/\(member.name)", expected: "one of " + names.joined(separator: ", "))
            }
            limits[keyPath: known.path] = try Self.number(member)
        }
        return limits
    }

    private static func number(_ member: JSONMember) throws(ServiceError) -> Int? {
        switch member.value {
        case .null: return nil
        case .number(let number):
            if let value = number.exactly(Int.self), (0...1 << 50).contains(value) { return value }
        default: break
        }
        throw .invalidRequest(pointer: "/limits/\(member.name)", expected: "null or an integer in 0...1125899906842624")
    }

    /// The limits in JSON, null where there is none.
    public var json: JSONValue {
        .object(
            Self.numbers.map { JSONMember($0.name, self[keyPath: $0.path].map { .integer($0) } ?? .null) }
                + [JSONMember("prepaid", .bool(isPrepaid))])
    }
}

/// A named set of limits; an operator gives one to each tenant and overrides single limits where needed.
public enum Plan: String, Sendable, CaseIterable {
    /// The tenant of this machine, without limits.
    case local
    case free
    case standard
    /// As `standard`, bounded by credits instead of cycles.
    case prepaid
    case unlimited

    public var limits: TenantLimits {
        var limits = TenantLimits()
        switch self {
        case .local, .unlimited: break
        case .free:
            limits.requestsPerMinute = 600
            limits.proofsPerHour = 60
            limits.concurrentJobs = 2
            limits.cyclesPerDay = 1_000_000_000
            limits.cyclesPerMonth = 10_000_000_000
        case .standard:
            limits.requestsPerMinute = 6000
            limits.proofsPerHour = 1200
            limits.concurrentJobs = 64
            limits.cyclesPerDay = 100_000_000_000
            limits.cyclesPerMonth = 2_000_000_000_000
        case .prepaid:
            limits.requestsPerMinute = 6000
            limits.proofsPerHour = 1200
            limits.concurrentJobs = 64
            limits.isPrepaid = true
        }
        return limits
    }
}
