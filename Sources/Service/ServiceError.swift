import Rules
import Storage

/// What is wrong with a key; whether it is unknown, expired or revoked is not told.
public enum KeyFault: String, Sendable {
    case missing
    /// Its form or checksum is wrong: a typing error.
    case malformed
    case refused
}

/// Why the service refuses or can't do what was asked; each case maps to one problem document.
public enum ServiceError: Error, Sendable {
    /// The rule document has errors.
    case invalidRule([Diagnostic])
    /// The inputs or parameters have errors; never their values.
    case invalidInputs([Diagnostic])
    /// The request's body is not JSON within the limits; findings never repeat its text.
    case malformedBody([Diagnostic])
    /// A member of the request has a wrong form (JSON Pointer, what was expected).
    case invalidRequest(pointer: String, expected: String)
    case statementFalse(RuleFailure)
    case overLimit(reason: String)
    case unknownDeployment(String)
    case unknownImage(String)
    case unknownJob(String)
    case unknownReceipt(String)
    case unknownTemplate(String)
    case unknownVersion(customerID: String, revision: Int)
    case unknownBatch(String)
    case unknownWebhook(String)
    case unknownDelivery(String)
    case webhookDisabled(String)
    /// No other version was active before.
    case nothingToRollBack(String)
    /// The key was used with another body.
    case idempotencyConflict(jobID: String?)
    /// The key was used before a restart, and without a seal key its body can't be compared any more.
    case idempotencyUnverifiable(jobID: String)
    case queueFull(retryAfterSeconds: Int)
    case draining
    /// The job has ended already.
    case jobFinished(id: String, state: JobState)
    case malformedReceipt(reason: String)
    /// There is no valid key.
    case unauthenticated(KeyFault)
    /// The key does not hold the scope; nil: only the operator may do this.
    case forbidden(Scope?)
    case tenantSuspended
    /// A rate limit refused the call.
    case rateLimited(RateDecision)
    /// Another limit of the tenant refused the order: `concurrent_jobs`, `cycles_per_day`, `cycles_per_month`.
    case limitReached(name: String, limit: Int, retryAfterSeconds: Int)
    /// There are fewer credits than the order needs.
    case paymentRequired(needed: Int, available: Int, retryAfterSeconds: Int)
    /// The limits can't be looked up, so nothing that costs is accepted.
    case limitsUnavailable
    case unknownTenant(String)
    case unknownKey(String)
    case tenantExists(String)
    /// The key was revoked or replaced before.
    case keyEnded(String)
    /// A key was made with this Idempotency-Key; its text can't be shown again.
    case keyExists(String)
    /// The reference of a grant was used before.
    case grantExists(String)
    /// There is an operator's key already.
    case operatorExists
    /// Somebody is verifying a proof for this challenge or nullifier at this moment.
    case nonceHeld(retryAfterSeconds: Int)
    /// There is no dead letter with this number.
    case unknownDeadLetter(String)
    /// The job of a dead letter can't be started again.
    case notReplayable(reason: String)
    /// This process hands out no jobs through a stream, so it knows no dead letters.
    case notScaledOut
    /// The stream of dead letters does not answer.
    case quarantineUnavailable(reason: String)
    case storage(StorageError)
    case engine(reason: String)

    init(_ error: EngineError, inputs: Bool) {
        switch error {
        case .refused(let findings):
            self =
                inputs && findings.contains(where: { Self.concernsInputs($0.pointer) }) ? .invalidInputs(findings) : .invalidRule(findings)
        case .statementFalse(let failure): self = .statementFalse(failure)
        case .overLimit(let reason): self = .overLimit(reason: reason)
        case .malformedReceipt(let reason): self = .malformedReceipt(reason: reason)
        case .stopped: self = .engine(reason: "stopped")
        case .failed(let reason), .unreliable(let reason): self = .engine(reason: reason)
        }
    }

    private static func concernsInputs(_ pointer: String) -> Bool {
        ["/private_inputs", "/public_params", "/as_of", "/challenge", "/audience", "/scope", "/salt"].contains { pointer.hasPrefix($0) }
    }
}
