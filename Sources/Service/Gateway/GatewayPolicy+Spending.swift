import Foundation

/// What a request spends: a payment, and the nullifier of a receipt that opens the route.
extension GatewayPolicy {
    /// Reserves both, verifies the receipt, then makes both final; whatever fails gives both back.
    func spend(_ request: GatewayRequest, _ route: GatewayRoute, _ tenant: GatewayTenant) throws(GatewayDenial) {
        let shown = try route.receipt.map { place throws(GatewayDenial) in try Self.shown(request, place) }
        guard shown != nil || route.needsPayment else { return }
        let nonce = shown.map {
            ProofService.nonceKey("gateway nullifier", "", [route.imageID, Array((route.scope ?? "").utf8), $0.nullifier])
        }
        let holder = newID("hold")
        if let nonce { try reserve(nonce, holder) }
        var isPaid = false
        do throws(GatewayDenial) {
            if route.needsPayment { isPaid = try reservePayment(request, route, tenant, holder) }
            if let shown { try verify(shown, route, tenant) }
            // The nullifier last: money can be given back, a nullifier that is spent stays spent.
            if isPaid, !payments.commit(holder: holder) { throw .unavailable("The hold on the payment has lapsed.") }
            if let nonce { try commit(nonce, holder) }
        } catch {
            if let nonce { _ = try? nonces.release(nonce, holder: holder) }
            if isPaid { payments.release(holder: holder) }
            throw error
        }
    }

    private func reserve(_ nonce: String, _ holder: String) throws(GatewayDenial) {
        switch try? nonces.reserve(nonce, holder: holder, milliseconds: 30_000) {
        case .reserved: return
        case .used: throw GatewayDenial(403, "nullifier_used", "The receipt was used before", "This nullifier has been spent.")
        case .held(let milliseconds):
            throw GatewayDenial(
                429, "nullifier_busy", "The receipt is being used", "Another request holds this nullifier.",
                retryAfter: max(1, (milliseconds + 999) / 1000))
        case nil: throw .unavailable("The nullifier can't be checked at the moment.")
        }
    }

    private func commit(_ nonce: String, _ holder: String) throws(GatewayDenial) {
        // For ever: a nullifier does not become fresh again.
        let century = 100 * 366 * 86_400_000
        guard (try? nonces.commit(nonce, holder: holder, keep: century)) == true else {
            throw .unavailable("The nullifier can't be spent at the moment.")
        }
    }

    /// Whether something is held that has to be committed.
    private func reservePayment(_ request: GatewayRequest, _ route: GatewayRoute, _ tenant: GatewayTenant, _ holder: String)
        throws(GatewayDenial) -> Bool
    {
        let payment = request.headers["x-payment-id"]
        switch payments.reserve(payment: payment, tenant: tenant, operation: route.operation, holder: holder) {
        case .reserved: return true
        case .free: return false
        case .missing(let detail): throw GatewayDenial(402, "payment_required", "The operation must be paid for", detail)
        case .refused(let detail): throw GatewayDenial(402, "payment_refused", "The payment can't be used", detail)
        case .busy:
            throw GatewayDenial(429, "payment_busy", "The payment is being used", "Another request holds this payment.", retryAfter: 1)
        case .unavailable: throw .unavailable("The payment can't be checked at the moment.")
        }
    }

    private func verify(_ shown: Shown, _ route: GatewayRoute, _ tenant: GatewayTenant) throws(GatewayDenial) {
        switch receipts.verify(
            shown.receipt, imageID: route.imageID, nullifier: shown.nullifier, scope: route.scope, by: tenant.caller)
        {
        case .accepted: return
        case .rejected(let reason): throw GatewayDenial(403, "receipt_rejected", "The receipt does not open this", reason)
        case .malformed(let reason): throw GatewayDenial(400, "malformed_receipt", "These bytes are not a receipt", reason)
        case .unknownID: throw GatewayDenial(403, "receipt_unknown", "The receipt does not open this", "There is no such receipt.")
        case .unavailable: throw .unavailable("The receipt can't be verified at the moment.")
        }
    }

    // MARK: What the request shows

    private struct Shown {
        let receipt: GatewayReceipt
        let nullifier: [UInt8]
    }

    private static func shown(_ request: GatewayRequest, _ place: GatewayRoute.ReceiptPlace) throws(GatewayDenial) -> Shown {
        guard let text = request.headers["x-zk-nullifier"] else {
            throw GatewayDenial(403, "receipt_missing", "A receipt is needed", "The header X-ZK-Nullifier is missing.")
        }
        guard let nullifier = Hex.bytes(text), nullifier.count == 32 else {
            throw GatewayDenial(400, "malformed_nullifier", "The nullifier is malformed", "X-ZK-Nullifier must be 64 hexadecimal digits.")
        }
        switch place {
        case .body:
            guard !request.isBodyPartial else {
                throw GatewayDenial(
                    413, "receipt_too_large", "The receipt is too large",
                    "The body is longer than the \(request.body.count) bytes the gateway reads.")
            }
            return Shown(receipt: .bytes(Array(request.body)), nullifier: nullifier)
        case .header:
            if let id = request.headers["x-zk-receipt-id"] { return Shown(receipt: .stored(id: id), nullifier: nullifier) }
            guard let text = request.headers["x-zk-receipt"] else {
                throw GatewayDenial(403, "receipt_missing", "A receipt is needed", "Send X-ZK-Receipt-Id or X-ZK-Receipt.")
            }
            guard let bytes = Hex.bytes(text) ?? Data(base64Encoded: text).map(Array.init) else {
                throw GatewayDenial(
                    400, "malformed_receipt", "These bytes are not a receipt", "X-ZK-Receipt must be hexadecimal or base64.")
            }
            return Shown(receipt: .bytes(bytes), nullifier: nullifier)
        }
    }
}
