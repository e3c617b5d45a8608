import Rules
import Storage

/// Administration of keys and usage: a tenant's own, or any tenant's for the operator (`tenant` nil: the caller's own).
extension ProofService {
    /// Makes a key, for ever or for some seconds; its text is in the answer and nowhere else. A repetition with the same Idempotency-Key makes none,
    /// and is told which key there is.
    public func createKey(
        tenant: String?, name: String, scopes: Set<Scope>, lifetimeSeconds: Int?, idempotency: IdempotencyKey? = nil, by caller: Caller
    ) throws(ServiceError) -> NewKey {
        let tenant = try administered(tenant, by: caller) ?? caller.tenant
        try Self.requireName(name)
        guard !scopes.isEmpty else { throw .invalidRequest(pointer: "/scopes", expected: "a list of prove, deploy, verify, admin") }
        let expiry = lifetimeSeconds.map { environment.now() + $0 * 1000 }
        let key = try newKey(tenant: tenant, name: name, scopes: scopes, expiresAt: expiry)
        let entry = entry("key.create", key.record.id, [JSONMember("scopes", .string(key.record.scopes))], tenant: tenant, by: caller)
        let made = try once("key", idempotency, by: caller) { session throws(StorageError) in
            try session.insertKey(key.record)
            try session.appendAudit(entry)
            return .answer(Array(key.record.id.utf8))
        }
        let id = String(decoding: made, as: UTF8.self)
        guard id == key.record.id else { throw .keyExists(id) }
        noteChange(ofKey: id)
        return key
    }

    public func keys(tenant: String?, by caller: Caller) throws(ServiceError) -> [APIKeyRecord] {
        let tenant = try administered(tenant, by: caller) ?? caller.tenant
        try keepBooks()
        return try stored { session throws(StorageError) in try session.keys(tenant: tenant) }
    }

    /// Makes a successor with the same name, scopes and expiry; the old key works for `overlapSeconds` more.
    public func rotateKey(_ id: String, tenant: String?, overlapSeconds: Int, by caller: Caller) throws(ServiceError) -> NewKey {
        let tenant = try administered(tenant, by: caller) ?? caller.tenant
        guard let old = try stored({ session throws(StorageError) in try session.key(id, tenant: tenant) }) else { throw .unknownKey(id) }
        let now = environment.now()
        guard old.isValid(at: now) else { throw .keyEnded(id) }
        let scopes = Set(old.scopes.split(separator: " ").compactMap { Scope(rawValue: String($0)) })
        let key = try newKey(tenant: tenant, name: old.name, scopes: scopes, expiresAt: old.expiresAt)
        let end = min(now + overlapSeconds * 1000, old.expiresAt ?? Int.max)
        let entry = entry("key.rotate", id, [JSONMember("successor", .string(key.record.id))], tenant: tenant, by: caller)
        let isDone = try written { session throws(StorageError) in
            guard try session.replaceKey(id, tenant: tenant, by: key.record.id, endingAt: end) else { return false }
            try session.insertKey(key.record)
            try session.appendAudit(entry)
            return true
        }
        noteChange(ofKey: id)
        noteChange(ofKey: key.record.id)
        guard isDone else { throw .keyEnded(id) }
        return key
    }

    /// Ends a key: in this process at once, on other servers within five seconds.
    public func revokeKey(_ id: String, tenant: String?, by caller: Caller) throws(ServiceError) {
        let tenant = try administered(tenant, by: caller) ?? caller.tenant
        let entry = entry("key.revoke", id, tenant: tenant, by: caller)
        let isKnown = try written { session throws(StorageError) in
            guard try session.key(id, tenant: tenant) != nil else { return false }
            if try session.revokeKey(id, tenant: tenant, at: entry.at) { try session.appendAudit(entry) }
            return true
        }
        noteChange(ofKey: id)
        guard isKnown else { throw .unknownKey(id) }
    }

    /// Makes the tenant `operator` and its first key, for who has the database itself; once.
    public func bootstrap() throws(ServiceError) -> NewKey {
        let now = environment.now()
        let tenant = TenantRecord(
            id: Tenant.operatorID, name: "Operator", plan: Plan.unlimited.rawValue, limits: Array("{}".utf8), createdAt: now, updatedAt: now
        )
        let key = try newKey(tenant: tenant.id, name: "bootstrap", scopes: Set(Scope.allCases), expiresAt: nil)
        let entry = entry("operator.bootstrap", key.record.id, tenant: tenant.id, by: .service)
        let isDone = try written { session throws(StorageError) in
            guard try session.keys(tenant: tenant.id).allSatisfy({ !$0.isValid(at: now) }) else { return false }
            _ = try session.insertTenant(tenant)
            try session.insertKey(key.record)
            try session.appendAudit(entry)
            return true
        }
        guard isDone else { throw .operatorExists }
        noteChange(ofKey: key.record.id)
        gatekeeper.tenants.forget(tenant.id)
        return key
    }

    private func newKey(tenant: String, name: String, scopes: Set<Scope>, expiresAt: Int?) throws(ServiceError) -> NewKey {
        // The identifier without its prefix, at most 16 characters.
        let id = String(environment.newID("").drop { $0 == "_" }.prefix(16))
        return try keyed { () throws(ServiceKey.Failure) in
            try gatekeeper.keys.make(id: id, tenant: tenant, name: name, scopes: scopes, expiresAt: expiresAt)
        }
    }

    private func noteChange(ofKey id: String) {
        gatekeeper.keys.forget(id)
        gatekeeper.keys.noteKeys()
    }

    // MARK: Usage

    /// What a tenant has used today and this month, what it has and what it may.
    public func usage(tenant: String?, by caller: Caller) throws(ServiceError) -> UsageReport {
        let id = try administered(tenant, by: caller) ?? caller.tenant
        try keepBooks()
        let day = SystemTime.date(environment.now())
        let report = try stored { session throws(StorageError) -> UsageReport? in
            guard let record = try session.tenant(id) else { return nil }
            return UsageReport(
                tenant: Tenant(record), day: day, counters: try session.usage(tenant: id, periods: [day, String(day.prefix(7))]),
                account: try session.account(tenant: id), activeJobs: try session.activeJobs(tenant: id))
        }
        guard let report else { throw .unknownTenant(id) }
        return report
    }

    /// At most `limit` lines of a tenant's ledger after a number.
    public func ledger(tenant: String?, after number: Int, limit: Int, by caller: Caller) throws(ServiceError) -> [LedgerEntry] {
        let id = try administered(tenant, by: caller) ?? caller.tenant
        return try stored { session throws(StorageError) in try session.ledger(tenant: id, after: number, limit: limit) }
    }
}

/// What a tenant has used.
public struct UsageReport: Sendable {
    public var tenant: Tenant
    /// `2026-11-26`, UTC.
    public var day: String
    public var counters: [UsageRecord]
    public var account: AccountRecord
    public var activeJobs: Int
}
