/// The first of three steps with a payment.
public enum PaymentReservation: Sendable, Equatable {
    /// Held for this request until it is committed or released, or the hold lapses.
    case reserved
    /// This tenant does not pay for this.
    case free
    /// There is no payment and no credit; says what is needed.
    case missing(detail: String)
    /// The payment named exists and can't be used; says why.
    case refused(detail: String)
    /// Another request holds the payment right now.
    case busy
    /// It can't be found out at the moment; nothing passes.
    case unavailable
}

/// What pays for a request: reserve, verify, then commit or release, so that a bad proof costs nothing.
public protocol GatewayPayments: Sendable {
    /// `payment` is the request's `X-Payment-Id`, nil when it has none; `holder` names the hold.
    func reserve(payment: String?, tenant: GatewayTenant, operation: String, holder: String) -> PaymentReservation
    /// Makes a hold final; false when it has lapsed or can't be written, and the request must not pass.
    func commit(holder: String) -> Bool
    /// Gives a hold back, and what this holder has committed too.
    func release(holder: String)
}
