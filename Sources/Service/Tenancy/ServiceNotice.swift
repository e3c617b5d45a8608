/// Something an operator may want to count or be woken for; carries no private value and no secret.
public enum ServiceNotice: Sendable, Equatable {
    /// A caller was refused by a limit: `requests`, `proofs`, `concurrent_jobs`, `cycles_per_day`, `cycles_per_month`, `credits`, `queue`.
    case limitHit(name: String, tenant: String)
    /// Rate limits could not be looked up. A request that costs nothing was let through (`isOpen`), one that does was refused.
    case limiterUnavailable(reason: String, isOpen: Bool)
    /// A request without a valid key was refused: `missing`, `malformed`, `refused`, `suspended`, `scope`.
    case keyRefused(reason: String)
    /// The audit log's head, to be kept where the database's owner can't change it.
    case auditHead(number: Int, digest: String)
    /// What was gathered in memory could not be written; it is tried again.
    case bookkeepingFailed(reason: String)
}
