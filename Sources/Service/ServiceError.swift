import Rules
import Storage

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
