import Rules

/// How a receipt that is to open a route turns out.
public enum GatewayReceiptVerdict: Sendable, Equatable {
    case accepted
    /// The receipt proves something else, or nothing; says why.
    case rejected(reason: String)
    case malformed(reason: String)
    case unknownID
    case unavailable
}

/// The receipt a request shows.
public enum GatewayReceipt: Sendable, Equatable {
    /// The name of a receipt that this service keeps.
    case stored(id: String)
    case bytes([UInt8])
}

/// Verifies receipts that open routes.
public protocol GatewayReceipts: Sendable {
    /// Whether the receipt proves the rule of `imageID` with this nullifier, in `scope` if that is given.
    func verify(_ receipt: GatewayReceipt, imageID: [UInt8], nullifier: [UInt8], scope: String?, by caller: Caller) -> GatewayReceiptVerdict
}

extension ProofService: GatewayReceipts {
    public func verify(
        _ receipt: GatewayReceipt, imageID: [UInt8], nullifier: [UInt8], scope: String?, by caller: Caller
    ) -> GatewayReceiptVerdict {
        do throws(ServiceError) {
            let bytes: [UInt8]
            switch receipt {
            case .stored(let id): bytes = try self.receipt(id, by: caller).encoded
            case .bytes(let given): bytes = given
            }
            let verdict = try verify(bytes, ReceiptExpectation(imageID: imageID, scope: scope), by: caller)
            guard verdict.isAccepted else { return .rejected(reason: verdict.reasons.joined(separator: " ")) }
            // Bound to the nullifier, so that a proof of somebody else's does not burn this one.
            guard case .string(let value)? = verdict.statement?["nullifier"]?["value"], Hex.bytes(value) == nullifier else {
                return .rejected(reason: "The receipt is not bound to this nullifier.")
            }
            return .accepted
        } catch {
            switch error {
            case .unknownReceipt: return .unknownID
            case .malformedReceipt(let reason): return .malformed(reason: reason)
            default: return .unavailable
            }
        }
    }
}
