extension ProofService {
    /// What a gateway in front asks, over this service's keys, limits, receipts and nonces.
    public func gateway(_ settings: GatewaySettings) -> (authorizer: any GatewayAuthorizer, limiter: any GatewayRateLimiter) {
        let limiter = RuleRateLimiter(settings.rules, limiter: gatekeeper.limiter)
        let policy = GatewayPolicy(
            credentials: KeyCredentials(gatekeeper: gatekeeper), limiter: limiter, receipts: self, nonces: nonces,
            payments: CreditCheck(gatekeeper: gatekeeper), newID: environment.newID)
        return (policy, limiter)
    }
}

/// Recognises API keys. Counts nothing against a plan: the service behind does when the request arrives there.
private struct KeyCredentials: GatewayCredentials {
    let gatekeeper: Gatekeeper

    func identify(key text: String?, peer: String) -> GatewayIdentity {
        guard let text else {
            _ = gatekeeper.refuseMissingKey()
            return .missing
        }
        do throws(ServiceError) {
            let (caller, tenant) = try gatekeeper.recognise(text)
            guard tenant.isActive else { return .suspended }
            return .tenant(GatewayTenant(caller, plan: tenant.record.plan))
        } catch {
            if case .unauthenticated = error { return .unknown }
            return .unavailable
        }
    }
}

/// Turns away prepaid tenants without credits. What an order costs is held in the transaction that accepts it, and taken in the one that
/// ends it; so nothing is held here.
private struct CreditCheck: GatewayPayments {
    let gatekeeper: Gatekeeper

    func reserve(payment: String?, tenant: GatewayTenant, operation: String, holder: String) -> PaymentReservation {
        do throws(ServiceError) {
            guard let (record, usage) = try gatekeeper.find(tenant.caller.tenant) else { return .unavailable }
            guard record.limits.isPrepaid, usage.credits <= 0 else { return .free }
            return .missing(detail: "The tenant has no credits left.")
        } catch { return .unavailable }
    }

    func commit(holder: String) -> Bool { true }
    func release(holder: String) {}
}
