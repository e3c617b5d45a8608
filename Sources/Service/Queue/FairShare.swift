/// The order in which waiting jobs start: reserved provers first, then fair shares between tenants, then due times within a tenant.
///
/// A pure value; a pick costs O(log n). A tenant below its reservation goes first. What is not reserved is shared by start-time
/// fair queueing (Goyal, Vin, Cheng 1996): each tenant's virtual time rises by cost / weight with every job, and the tenant whose
/// time is lowest has the turn; one that was idle starts at the present, so that idleness saves nothing up. Nobody starves:
/// every eighth pick looks past reservations, and due times never change.
public struct FairShare: Sendable {
    private struct Rank: Comparable, Sendable {
        let due: Int
        let number: Int
        let id: String

        static func < (left: Rank, right: Rank) -> Bool { (left.due, left.number) < (right.due, right.number) }
        static func == (left: Rank, right: Rank) -> Bool { left.number == right.number }
    }

    private struct Turn: Comparable, Sendable {
        let time: Int
        let tenant: String

        static func < (left: Turn, right: Turn) -> Bool { (left.time, left.tenant) < (right.time, right.tenant) }
    }

    private struct Tenant: Sendable {
        var share: TenantShare
        var queue = RankedQueue<Rank>()
        var running = 0
        /// Work received, in cost / weight.
        var time = 0
        /// Where the tenant stands among those that have a turn.
        var open: Turn?
        var reserved: Turn?
    }

    private struct Entry: Sendable {
        let job: QueuedJob
        let rank: Rank
    }

    private static let unit = 1000
    /// One pick in so many looks past reservations.
    private static let openPick = 8

    private var tenants: [String: Tenant] = [:]
    private var entries: [String: Entry] = [:]
    private var open = RankedQueue<Turn>()
    private var reserved = RankedQueue<Turn>()
    /// The present: the start of the last job that was picked by turn.
    private var now = 0
    private var picks = 0
    private var number = 0

    public init() {}

    /// Jobs that wait.
    public var count: Int { entries.count }

    /// Jobs of one tenant that wait.
    public func count(of tenant: String) -> Int { tenants[tenant]?.queue.count ?? 0 }

    /// Jobs of one tenant under way.
    public func running(of tenant: String) -> Int { tenants[tenant]?.running ?? 0 }

    public func contains(_ id: String) -> Bool { entries[id] != nil }

    /// Identifiers of the jobs that wait, in no order.
    public var ids: [String] { Array(entries.keys) }

    /// Changes what a tenant may have, from the next pick on.
    public mutating func setShare(_ share: TenantShare, of tenant: String) {
        tenants[tenant, default: Tenant(share: share)].share = share
        place(tenant)
    }

    /// Adds a job that waits; false if one with this id waits already.
    @discardableResult
    public mutating func insert(_ job: QueuedJob) -> Bool {
        guard entries[job.id] == nil else { return false }
        number += 1
        let rank = Rank(due: job.due, number: number, id: job.id)
        entries[job.id] = Entry(job: job, rank: rank)
        var tenant = tenants.removeValue(forKey: job.tenant) ?? Tenant(share: .standard)
        if tenant.queue.isEmpty { tenant.time = max(tenant.time, now) }
        tenant.queue.insert(rank, cost: job.cost)
        tenants[job.tenant] = tenant
        place(job.tenant)
        return true
    }

    /// Takes a waiting job out, without starting it; nil if it does not wait.
    public mutating func remove(_ id: String) -> QueuedJob? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        tenants[entry.job.tenant]?.queue.remove(entry.rank)
        place(entry.job.tenant)
        return entry.job
    }

    /// Starts the next job; nil when none may start: nothing waits, or those who wait have all they may have under way.
    public mutating func take() -> QueuedJob? {
        let looksPast = (picks + 1) % Self.openPick == 0
        let byTurn = looksPast || reserved.isEmpty
        guard let turn = byTurn ? open.first : reserved.first, var tenant = tenants.removeValue(forKey: turn.tenant) else { return nil }
        guard let rank = tenant.queue.first, let entry = entries.removeValue(forKey: rank.id) else {
            tenants[turn.tenant] = tenant
            return nil
        }
        picks += 1
        tenant.queue.remove(rank)
        if byTurn { now = max(now, turn.time) }
        tenant.time += Self.time(entry.job.cost, tenant.share)
        tenant.running += 1
        tenants[turn.tenant] = tenant
        place(turn.tenant)
        return entry.job
    }

    /// Notes a job of a tenant that runs although it was not taken here: after a start, or on another machine.
    public mutating func begin(tenant: String) {
        tenants[tenant, default: Tenant(share: .standard)].running += 1
        place(tenant)
    }

    /// Notes the end of a job that ran; `actual` milliseconds replace the expected cost in the tenant's account.
    public mutating func finish(_ job: QueuedJob, actual: Int? = nil) {
        guard var tenant = tenants.removeValue(forKey: job.tenant) else { return }
        tenant.running = max(0, tenant.running - 1)
        if let actual {
            let difference = Self.time(min(max(1, actual), 86_400_000), tenant.share) - Self.time(job.cost, tenant.share)
            tenant.time = max(0, tenant.time + difference)
        }
        // A tenant with the usual share that has nothing here needs no account once the present has passed its time.
        guard tenant.running == 0, tenant.queue.isEmpty, tenant.time <= now, tenant.share == .standard else {
            tenants[job.tenant] = tenant
            return place(job.tenant)
        }
    }

    /// Where a job stands; nil if it does not wait. Cost: O(log n) for each tenant that waits.
    public func place(of id: String) -> QueuePlace? {
        guard let entry = entries[id], let own = tenants[entry.job.tenant] else { return nil }
        let (ownAhead, ownCost) = own.queue.before(entry.rank)
        var place = QueuePlace(
            ownAhead: ownAhead, othersAhead: 0, costAhead: ownCost, ownCostAhead: ownCost, otherTenants: 0, running: own.running,
            ceiling: own.share.ceiling == .max ? nil : own.share.ceiling)
        let start = Turn(time: own.time + Self.time(ownCost, own.share, atLeast: 0), tenant: entry.job.tenant)
        let isReserved = own.running + ownAhead < own.share.reserved
        for turn in open.elements where turn.tenant != entry.job.tenant {
            guard let other = tenants[turn.tenant] else { continue }
            place.otherTenants += 1
            // Those that start before: with an earlier time, or at the same time with a smaller name.
            let span = start.time - other.time + (turn.tenant < start.tenant ? 1 : 0)
            let byTurn = isReserved ? (count: 0, cost: 0) : other.queue.beginning(before: Self.cost(span, other.share))
            let promised = min(max(0, other.share.reserved - other.running), other.queue.count)
            let mean = other.queue.cost / max(1, other.queue.count)
            place.othersAhead += max(byTurn.count, promised)
            place.costAhead += max(byTurn.cost, promised * mean)
        }
        return place
    }

    // MARK: Turns

    /// Puts a tenant where its waiting jobs, its running ones and its share belong.
    private mutating func place(_ name: String) {
        guard var tenant = tenants.removeValue(forKey: name) else { return }
        let turn = tenant.queue.isEmpty ? nil : Turn(time: tenant.time, tenant: name)
        Self.move(&tenant.open, to: tenant.running < tenant.share.ceiling ? turn : nil, in: &open)
        Self.move(&tenant.reserved, to: tenant.running < tenant.share.reserved ? turn : nil, in: &reserved)
        tenants[name] = tenant
    }

    private static func move(_ old: inout Turn?, to new: Turn?, in turns: inout RankedQueue<Turn>) {
        guard old != new else { return }
        if let old { turns.remove(old) }
        if let new { turns.insert(new) }
        old = new
    }

    private static func time(_ cost: Int, _ share: TenantShare, atLeast least: Int = 1) -> Int {
        max(least, cost.multipliedReportingOverflow(by: unit).partialValue / share.weight)
    }

    /// The cost that a span of virtual time stands for, rounded up.
    private static func cost(_ span: Int, _ share: TenantShare) -> Int {
        guard span > 0 else { return 0 }
        let product = span.multipliedReportingOverflow(by: share.weight)
        return product.overflow ? .max : (product.partialValue - 1) / unit + 1
    }
}
