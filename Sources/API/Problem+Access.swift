import Rules
import Service

/// Answers about keys, limits, money and administration.
extension Problem {
    /// Who may not: 401 asks for a key (RFC 6750 §3), 403 says that the key does not suffice.
    init(access error: ServiceError) {
        switch error {
        case .unauthenticated(.missing):
            self.init(401, "missing_api_key", "An API key is needed", "Send Authorization: Bearer with an API key.")
            headers.set("WWW-Authenticate", "Bearer realm=\"burhan\"")
        case .unauthenticated(.malformed):
            self.init(
                401, "malformed_api_key", "This is not an API key",
                "The form or the checksum of the key is wrong; it was probably not copied whole.")
            headers.set("WWW-Authenticate", "Bearer realm=\"burhan\", error=\"invalid_token\"")
        case .forbidden(let scope?):
            self.init(
                403, "scope_missing", "The key does not allow this", "This needs a key with the scope \(scope.rawValue).",
                extra: [JSONMember("scope", .string(scope.rawValue))])
        case .forbidden: self.init(403, "forbidden", "The key does not allow this", "Only the operator of this installation may do this.")
        case .tenantSuspended: self.init(403, "tenant_suspended", "The tenant is suspended", "The operator has suspended this tenant.")
        default:
            self.init(401, "invalid_api_key", "The API key is not valid", "The key does not exist, has expired, or was revoked.")
            headers.set("WWW-Authenticate", "Bearer realm=\"burhan\", error=\"invalid_token\"")
        }
    }

    /// Not now; `Retry-After` says when.
    init(limit error: ServiceError) {
        switch error {
        case .rateLimited(let decision):
            let seconds = decision.retryAfterSeconds
            let limit = decision.standings.first { !$0.isAllowed }
            let policy = limit.map { "at most \($0.limit) \($0.name) in \($0.windowSeconds) s" } ?? "fewer calls"
            self.init(429, "rate_limited", "Too many calls", "The tenant may make \(policy). Try again in \(seconds) s.")
            for field in AdmissionHeaders.rate(decision).fields { headers.set(field.name, field.value) }
            retry(after: seconds)
        case .limitReached(let name, let limit, let seconds):
            self.init(
                429, name == "concurrent_jobs" ? "too_many_jobs" : "cycle_budget_exhausted", "A limit of the tenant is reached",
                "The order would exceed \(name), \(limit). Try again in \(seconds) s.",
                extra: [JSONMember("limit_name", .string(name)), JSONMember("limit", .integer(limit))])
            retry(after: seconds)
        case .paymentRequired(let needed, let available, let seconds):
            self.init(
                402, "insufficient_credits", "There are not enough credits",
                "The proof costs \(needed) credits; \(available) can be spent.",
                extra: [JSONMember("credits_needed", .integer(needed)), JSONMember("credits_available", .integer(available))])
            retry(after: seconds)
        case .nonceHeld(let seconds):
            self.init(
                409, "verification_under_way", "The challenge is in use",
                "Another receipt is being verified for this challenge at this moment.")
            retry(after: seconds)
        default:
            self.init(
                503, "limits_unavailable", "The limits can't be looked up",
                "Nothing that costs is accepted until the limits can be looked up again.")
            retry(after: 5)
        }
    }

    init(administration error: ServiceError) {
        switch error {
        case .unknownTenant(let id): self.init(404, "tenant_not_found", "No such tenant", "There is no tenant \(id).")
        case .unknownKey(let id): self.init(404, "key_not_found", "No such key", "There is no key \(id).")
        case .tenantExists(let id): self.init(409, "tenant_exists", "The tenant exists", "There is a tenant \(id) already.")
        case .keyExists(let id):
            self.init(
                409, "key_exists", "The key was made before",
                "This Idempotency-Key has made the key '\(id)', whose text was shown then and is kept nowhere; rotate it for a new text.")
        case .keyEnded(let id):
            self.init(409, "key_ended", "The key has ended", "Key \(id) has expired, was revoked or was replaced before.")
        case .grantExists(let reference):
            self.init(409, "grant_exists", "The grant was made before", "Credits were granted under the reference \(reference) before.")
        default: self.init(409, "operator_exists", "There is an operator", "The operator has a valid key already; use it to make others.")
        }
    }

    /// Dead letters.
    init(quarantine error: ServiceError) {
        switch error {
        case .unknownDeadLetter(let number):
            self.init(404, "dead_letter_not_found", "No such dead letter", "There is no dead letter \(number).")
        case .notReplayable(let reason): self.init(409, "dead_letter_not_replayable", "The job can't be started again", reason)
        case .quarantineUnavailable(let reason):
            self.init(
                503, "quarantine_unavailable", "The dead letters can't be reached", "\(reason) The same can be asked again without harm.")
            retry(after: 5)
        default:
            self.init(
                409, "not_scaled_out", "There are no dead letters here",
                "Jobs are quarantined only where they pass through NATS, and this process has no setting nats. Ask a running server that has it."
            )
        }
    }

    private mutating func retry(after seconds: Int) {
        extra.append(JSONMember("retry_after", .integer(seconds)))
        headers.set("Retry-After", String(seconds))
    }
}
