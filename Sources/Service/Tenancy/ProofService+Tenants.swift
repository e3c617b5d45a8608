import Rules
import Storage

/// Administration of tenants: what only the operator may do.
extension ProofService {
    func requireOperator(_ caller: Caller) throws(ServiceError) {
        guard caller.isOperator else { throw .forbidden(nil) }
    }

    /// The tenant whose keys, usage or log a caller means: its own, or any if the caller is the operator.
    ///
    /// Another tenant's name is refused whether there is such a tenant or not. Nil (all tenants) only for the operator, where that is allowed.
    func administered(_ tenant: String?, by caller: Caller, allowingAll: Bool = false) throws(ServiceError) -> String? {
        guard caller.scopes.contains(.admin) else { throw .forbidden(.admin) }
        guard let tenant else { return caller.isOperator && allowingAll ? nil : caller.tenant }
        guard tenant == caller.tenant || caller.isOperator else { throw .forbidden(nil) }
        guard tenant != caller.tenant else { return tenant }
        guard try stored({ session throws(StorageError) in try session.tenant(tenant) }) != nil else { throw .unknownTenant(tenant) }
        return tenant
    }

    /// Makes a tenant: `id` 1...64 of a–z, 0–9, `-` and `_`; `limits` overrides single limits of the plan.
    public func createTenant(id: String, name: String, plan: Plan, limits: JSONValue = .object([]), by caller: Caller) throws(ServiceError)
        -> Tenant
    {
        try requireOperator(caller)
        let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy(letters.contains) else {
            throw .invalidRequest(pointer: "/id", expected: "1...64 characters of a-z, 0-9, - and _")
        }
        try Self.requireName(name)
        _ = try plan.limits.overridden(by: limits)
        let now = environment.now()
        let record = TenantRecord(
            id: id, name: name, plan: plan.rawValue, limits: limits.canonicalBytes, createdAt: now, updatedAt: now)
        let entry = entry("tenant.create", id, [JSONMember("plan", .string(plan.rawValue)), JSONMember("limits", limits)], by: caller)
        let isDone = try written { session throws(StorageError) in
            guard try session.insertTenant(record) else { return false }
            try session.appendAudit(entry)
            return true
        }
        guard isDone else { throw .tenantExists(id) }
        gatekeeper.tenants.forget(id)
        return Tenant(record)
    }

    /// At most `limit` tenants after an id.
    public func tenants(after id: String, limit: Int, by caller: Caller) throws(ServiceError) -> [Tenant] {
        try requireOperator(caller)
        return try stored { session throws(StorageError) in try session.tenants(after: id, limit: limit).map { Tenant($0) } }
    }

    public func tenant(_ id: String, by caller: Caller) throws(ServiceError) -> Tenant {
        try requireOperator(caller)
        guard let record = try stored({ session throws(StorageError) in try session.tenant(id) }) else { throw .unknownTenant(id) }
        return Tenant(record)
    }

    /// Suspends or resumes a tenant; in effect here at once, on other servers within five seconds. The operator can't be suspended.
    public func setState(_ state: TenantState, ofTenant id: String, by caller: Caller) throws(ServiceError) -> Tenant {
        guard id != Tenant.operatorID else { throw .forbidden(nil) }
        return try change(id, "tenant.\(state == .active ? "resume" : "suspend")", [], by: caller) { $0.state = state }
    }

    /// Gives a tenant another plan (nil: the same) and other overrides (nil: the same).
    public func setLimits(ofTenant id: String, plan: Plan?, limits: JSONValue?, by caller: Caller) throws(ServiceError) -> Tenant {
        if let limits { _ = try TenantLimits().overridden(by: limits) }
        let detail =
            (plan.map { [JSONMember("plan", .string($0.rawValue))] } ?? []) + (limits.map { [JSONMember("limits", $0)] } ?? [])
        return try change(id, "tenant.limits", detail, by: caller) { record in
            if let plan { record.plan = plan.rawValue }
            if let limits { record.limits = limits.canonicalBytes }
        }
    }

    private func change(
        _ id: String, _ act: String, _ detail: [JSONMember], by caller: Caller, _ body: (inout TenantRecord) -> Void
    ) throws(ServiceError) -> Tenant {
        try requireOperator(caller)
        let entry = entry(act, id, detail, by: caller)
        let changed = try written { session throws(StorageError) -> TenantRecord? in
            guard var record = try session.tenant(id) else { return nil }
            body(&record)
            record.updatedAt = entry.at
            guard try session.updateTenant(record) else { return nil }
            try session.appendAudit(entry)
            return record
        }
        gatekeeper.tenants.forget(id)
        guard let changed else { throw .unknownTenant(id) }
        return Tenant(changed)
    }

    // MARK: Money

    /// Adds credits to a tenant; a reference is granted once. What the tenant has then.
    public func grantCredits(_ amount: Int, toTenant id: String, reference: String, note: String, by caller: Caller) throws(ServiceError)
        -> AccountRecord
    {
        try requireOperator(caller)
        guard (1...1 << 50).contains(amount) else {
            throw .invalidRequest(pointer: "/credits", expected: "an integer in 1...1125899906842624")
        }
        _ = try tenant(id, by: caller)
        let entry = entry(
            "credits.grant", id, [JSONMember("credits", .integer(amount)), JSONMember("reference", .string(reference))], by: caller)
        let account = try written { session throws(StorageError) -> AccountRecord? in
            let isDone = try LedgerPayments.grant(amount, tenant: id, reference: reference, note: note, at: entry.at, in: session)
            guard isDone else { return nil }
            try session.appendAudit(entry)
            return try session.account(tenant: id)
        }
        gatekeeper.tenants.forget(id)
        guard let account else { throw .grantExists(reference) }
        return account
    }

    /// Sets what a proof of a deployment costs its tenant, whatever its length; nil: by its cycles.
    public func setPrice(_ credits: Int?, tenant id: String, customerID: String, by caller: Caller) throws(ServiceError) {
        _ = try tenant(id, by: caller)
        let entry = entry(
            "price.set", "\(id)/\(customerID)", [JSONMember("credits", credits.map { .integer($0) } ?? .null)], by: caller)
        try written { session throws(StorageError) in
            try session.setPrice(credits, tenant: id, customerID: customerID)
            try session.appendAudit(entry)
        }
    }

    public func price(tenant id: String, customerID: String, by caller: Caller) throws(ServiceError) -> Int? {
        _ = try tenant(id, by: caller)
        return try stored { session throws(StorageError) in try session.price(tenant: id, customerID: customerID) }
    }

    static func requireName(_ name: String) throws(ServiceError) {
        guard (1...128).contains(name.utf8.count), name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
            throw .invalidRequest(pointer: "/name", expected: "1...128 bytes without control characters")
        }
    }
}
