import Storage

/// Prepaid credits: what an operator granted, in the ledger of the database.
public struct LedgerPayments: PaymentVerifier {
    public let name = "ledger"

    public init() {}

    public func reserve(_ charge: Charge, at time: Int, in session: Session) throws(StorageError) -> PaymentHold {
        if let hold = try session.hold(tenant: charge.tenant, reference: charge.reference) {
            return hold.state == .held && hold.amount == charge.amount ? .held : .settled
        }
        guard charge.amount >= 0,
            try session.move(.reserve, tenant: charge.tenant, amount: charge.amount, reference: charge.reference, at: time)
        else {
            return .insufficient(available: try session.account(tenant: charge.tenant).available)
        }
        try session.insertHold(tenant: charge.tenant, reference: charge.reference, amount: charge.amount, at: time)
        return .held
    }

    public func commit(tenant: String, reference: String, amount: Int, at time: Int, in session: Session) throws(StorageError) -> Int {
        guard let hold = try session.hold(tenant: tenant, reference: reference) else { return 0 }
        let taken = min(max(0, amount), hold.amount)
        guard try session.endHold(tenant: tenant, reference: reference, as: .committed, charged: taken, at: time) else {
            return hold.charged
        }
        _ = try session.move(.commit, tenant: tenant, amount: taken, reference: reference, at: time)
        if taken < hold.amount {
            _ = try session.move(.release, tenant: tenant, amount: hold.amount - taken, reference: reference, at: time)
        }
        return taken
    }

    public func release(tenant: String, reference: String, at time: Int, in session: Session) throws(StorageError) {
        guard let hold = try session.hold(tenant: tenant, reference: reference),
            try session.endHold(tenant: tenant, reference: reference, as: .released, charged: 0, at: time)
        else { return }
        _ = try session.move(.release, tenant: tenant, amount: hold.amount, reference: reference, at: time)
    }

    /// Adds credits; false if this reference was granted before.
    static func grant(_ amount: Int, tenant: String, reference: String, note: String, at time: Int, in session: Session)
        throws(StorageError) -> Bool
    {
        guard try !session.hasLedgerEntry(.grant, tenant: tenant, reference: reference) else { return false }
        return try session.move(.grant, tenant: tenant, amount: amount, reference: reference, note: note, at: time)
    }
}
