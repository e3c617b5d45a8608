import Storage

/// What is to be paid for, and by whom.
public struct Charge: Sendable, Equatable {
    public var tenant: String
    /// Names the thing paid for, at most once: a job's id, or what a gateway was shown.
    public var reference: String
    /// Credits, ≥ 0: what may be taken at most.
    public var amount: Int

    public init(tenant: String, reference: String, amount: Int) {
        self.tenant = tenant
        self.reference = reference
        self.amount = amount
    }
}

/// What became of the wish to hold an amount.
public enum PaymentHold: Sendable, Equatable {
    /// The amount is set aside for the reference; so it was before if the reference is known and still open.
    case held
    /// Less is there than is needed.
    case insufficient(available: Int)
    /// The reference has been paid for or given back, or stands for another amount.
    case settled
}

/// Takes payment for work in three steps: hold before, then take what it cost, or give all of it back.
///
/// Every step happens inside the transaction of the act that it belongs to (a job is accepted, a job ends) and touches rows
/// only, because a transaction may run again: so work and payment can't come apart, whenever the process dies. A back end that
/// lives elsewhere (a shielded payment on a chain) brings what it sees into rows beforehand, on a thread of its own, and holds
/// those here: docs/payments.md. Steps are idempotent by tenant and reference.
public protocol PaymentVerifier: Sendable {
    /// Names the back end in records: `ledger`.
    var name: String { get }

    func reserve(_ charge: Charge, at time: Int, in session: Session) throws(StorageError) -> PaymentHold

    /// Takes `amount`, at most what was held, and gives the rest back; what was taken. A reference that is not held takes nothing.
    func commit(tenant: String, reference: String, amount: Int, at time: Int, in session: Session) throws(StorageError) -> Int

    /// Gives back what was held; nothing if the reference is not held.
    func release(tenant: String, reference: String, at time: Int, in session: Session) throws(StorageError)
}
