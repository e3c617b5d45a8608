import Storage

/// Somebody who was let in, with what headers tell them.
public struct Admission: Sendable {
    public var caller: Caller
    /// Nil for somebody without a key.
    public var tenant: Tenant?
    /// Where the rate limits stand.
    public var rate: RateDecision
    /// What the tenant has used, at most a few seconds old.
    public var usage: UsageStanding?

    public init(caller: Caller, tenant: Tenant? = nil, rate: RateDecision = .unlimited, usage: UsageStanding? = nil) {
        self.caller = caller
        self.tenant = tenant
        self.rate = rate
        self.usage = usage
    }
}

/// Lets requests in: recognises the key, asks for its scope, and counts the request against its tenant's limits.
///
/// The HTTP interface and the gateway's authorizer ask here alike. In the usual case nothing here touches the database or the disk.
public final class Gatekeeper: Sendable {
    let keys: KeyRing
    let tenants: TenantDirectory
    let limiter: any RateLimiter
    let meter: UsageMeter
    private let notice: @Sendable (ServiceNotice) -> Void

    init(
        keys: KeyRing, tenants: TenantDirectory, limiter: any RateLimiter, meter: UsageMeter,
        notice: @escaping @Sendable (ServiceNotice) -> Void
    ) {
        self.keys = keys
        self.tenants = tenants
        self.limiter = limiter
        self.meter = meter
        self.notice = notice
    }

    /// Lets the holder of a key in.
    ///
    /// Throws `.unauthenticated` for a key that is malformed, unknown, expired or revoked (the last three alike), `.tenantSuspended`,
    /// `.forbidden` when the key lacks the scope (nil: any key will do), `.rateLimited`.
    public func admit(key text: String, needing scope: Scope?) throws(ServiceError) -> Admission {
        try admit(known(text), needing: scope)
    }

    /// The caller and the tenant of a key, for a gateway; counts nothing. Throws `.unauthenticated` as above.
    func recognise(_ text: String) throws(ServiceError) -> (caller: Caller, tenant: Tenant) {
        let caller = try known(text)
        guard let (tenant, _) = try find(caller.tenant) else { throw .unauthenticated(.refused) }
        return (caller, tenant)
    }

    private func known(_ text: String) throws(ServiceError) -> Caller {
        guard let key = KeyText(text) else {
            notice(.keyRefused(reason: "malformed"))
            throw .unauthenticated(.malformed)
        }
        let record: APIKeyRecord?
        do throws(StorageError) { record = try keys.recognise(key) } catch { throw .storage(error) }
        guard let record else {
            notice(.keyRefused(reason: "refused"))
            throw .unauthenticated(.refused)
        }
        let scopes = Set(record.scopes.split(separator: " ").compactMap { Scope(rawValue: String($0)) })
        return Caller(tenant: record.tenant, keyID: record.id, scopes: scopes)
    }

    /// Lets in a caller who is known already.
    public func admit(_ caller: Caller, needing scope: Scope?) throws(ServiceError) -> Admission {
        guard let (tenant, usage) = try find(caller.tenant) else { throw .unauthenticated(.refused) }
        guard tenant.isActive else {
            notice(.keyRefused(reason: "suspended"))
            throw .tenantSuspended
        }
        if let scope, !caller.scopes.contains(scope) {
            notice(.keyRefused(reason: "scope"))
            throw .forbidden(scope)
        }
        meter.count(UsageMeasure.requests, tenant: tenant.id)
        var admission = Admission(caller: caller, tenant: tenant, usage: usage)
        guard let limit = tenant.limits.requestsPerMinute else { return admission }
        let limits = [RateLimit(name: "requests", key: "requests:\(tenant.id)", limit: limit, windowSeconds: 60)]
        do throws(SharedStateUnavailable) {
            admission.rate = try limiter.check(limits)
        } catch {
            // What costs nothing goes on; an order for a proof is asked about again, and refused then.
            notice(.limiterUnavailable(reason: error.reason, isOpen: true))
        }
        try require(admission.rate, of: tenant)
        return admission
    }

    /// Notes that somebody came without a key.
    public func refuseMissingKey() -> ServiceError {
        notice(.keyRefused(reason: "missing"))
        return .unauthenticated(.missing)
    }

    /// Whether anybody has a key, so that nobody should come without one.
    public func hasKeys() throws(ServiceError) -> Bool {
        do throws(StorageError) { return try keys.hasKeys() } catch { throw .storage(error) }
    }

    /// Counts an order for a proof; refuses when the limits can't be looked up.
    func admitOrder(of tenant: Tenant) throws(ServiceError) {
        guard let limit = tenant.limits.proofsPerHour else { return }
        let decision: RateDecision
        do throws(SharedStateUnavailable) {
            decision = try limiter.check([RateLimit(name: "proofs", key: "proofs:\(tenant.id)", limit: limit, windowSeconds: 3600)])
        } catch {
            notice(.limiterUnavailable(reason: error.reason, isOpen: false))
            throw .limitsUnavailable
        }
        try require(decision, of: tenant)
    }

    private func require(_ decision: RateDecision, of tenant: Tenant) throws(ServiceError) {
        guard !decision.isAllowed else { return }
        for standing in decision.standings where !standing.isAllowed { notice(.limitHit(name: standing.name, tenant: tenant.id)) }
        throw .rateLimited(decision)
    }

    /// A tenant by its id, as callers carry it.
    func find(_ id: String) throws(ServiceError) -> (tenant: Tenant, usage: UsageStanding)? {
        do throws(StorageError) { return try tenants.find(id) } catch { throw .storage(error) }
    }
}
