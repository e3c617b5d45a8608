/// What a tenant may have of the provers and of the queue.
public struct TenantShare: Sendable, Equatable {
    /// Provers that are the tenant's whenever it has work.
    public var reserved: Int
    /// How many more it may use at the same time while others leave them free; nil for all.
    public var burst: Int?
    /// Share of what nobody has reserved, relative to the other tenants that wait, 1...1000.
    public var weight: Int
    /// Jobs that may wait; nil for as many as the queue holds.
    public var waiting: Int?

    public init(reserved: Int = 0, burst: Int? = nil, weight: Int = 1, waiting: Int? = nil) {
        self.reserved = max(0, reserved)
        self.burst = burst.map { max(0, $0) }
        self.weight = min(max(1, weight), 1000)
        self.waiting = waiting
    }

    /// Nothing reserved, all of what is free, weight 1.
    public static let standard = TenantShare()

    /// Proofs the tenant may have under way at the same time; at least one, so that nobody starves.
    var ceiling: Int { burst.map { max(1, reserved &+ $0) } ?? .max }
}

/// A job as the queue sees it.
public struct QueuedJob: Sendable, Equatable {
    public var id: String
    public var tenant: String
    /// Milliseconds since 1970 by which it should have its turn; jobs of one tenant go in this order.
    public var due: Int
    /// Milliseconds its computation is expected to take, at least 1.
    public var cost: Int

    public init(id: String, tenant: String, due: Int, cost: Int) {
        self.id = id
        self.tenant = tenant
        self.due = due
        self.cost = min(max(1, cost), 86_400_000)
    }

    /// Ranks a job: an order is due an hour after it came, ten minutes sooner for each step of priority, and in time for its deadline.
    ///
    /// The rank never changes, and what is due earlier goes first: so a job can be overtaken by later ones for a bounded time only.
    public init(id: String, tenant: String, createdAt: Int, priority: Int, deadlineAt: Int?, cost: Int) {
        let patient = createdAt &+ 3_600_000 &- min(max(priority, -9), 9) * 600_000
        self.init(id: id, tenant: tenant, due: min(patient, deadlineAt.map { $0 &- cost } ?? patient), cost: cost)
    }
}

/// Where a waiting job stands, if nothing else is ordered meanwhile.
public struct QueuePlace: Sendable, Equatable {
    /// 1 for the next to start.
    public var position: Int { ownAhead + othersAhead + 1 }
    /// Jobs of the same tenant, and of others, that will start before it.
    public var ownAhead: Int
    public var othersAhead: Int
    /// Milliseconds of computation in all of them.
    public var costAhead: Int
    /// Milliseconds of computation in those of the same tenant.
    public var ownCostAhead: Int
    /// Other tenants with jobs that wait.
    public var otherTenants: Int
    /// The tenant's jobs under way, and how many it may have; nil for no bound.
    public var running: Int
    public var ceiling: Int?
}
