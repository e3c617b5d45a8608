import Hashing
import Storage

/// API keys for the gateway. Requests are counted by the server behind it, which recognises the key again; nobody is `local` behind a proxy.
extension Gatekeeper: GatewayCredentials {
    public func identify(key: String?, peer: String) -> GatewayIdentity {
        guard let key else { return .missing }
        do throws(ServiceError) {
            let caller = try recognise(key)
            // A suspended tenant's keys open nothing.
            guard let tenant = try find(caller.tenant)?.tenant, tenant.isActive else { return .unknown }
            return .tenant(GatewayTenant(caller, plan: tenant.record.plan))
        } catch {
            if case .unauthenticated = error { return .unknown }
            return .unavailable
        }
    }
}

/// Nullifiers that open a route of the gateway, in the database and for ever.
public struct StoredGatewayNonces: GatewayNonces {
    private let store: Store
    private let book: StoredNonces
    private let now: @Sendable () -> Int

    init(store: Store, now: @escaping @Sendable () -> Int) {
        self.store = store
        self.now = now
        book = StoredNonces(store: store, now: now)
    }

    public func reserve(_ nonce: [UInt8], domain: String, holder: String) -> OnceReservation {
        do throws(SharedStateUnavailable) {
            return switch try book.reserve(Self.key(nonce, domain), holder: holder, milliseconds: 60_000) {
            case .reserved: .reserved
            case .held: .busy
            case .used: .used
            }
        } catch { return .unavailable }
    }

    public func commit(_ nonce: [UInt8], domain: String, holder: String) -> Bool {
        let now = now()
        do throws(StorageError) {
            return try store.write { session throws(StorageError) in
                try StoredNonces.commit(Self.key(nonce, domain), holder: holder, until: nil, at: now, in: session)
            }
        } catch { return false }
    }

    public func release(_ nonce: [UInt8], domain: String, holder: String) {
        // Should this fail, the reservation runs out by itself.
        _ = try? book.release(Self.key(nonce, domain), holder: holder)
    }

    private static func key(_ nonce: [UInt8], _ domain: String) -> String {
        var hasher = SHA256()
        for part in [Array(domain.utf8), nonce] {
            hasher.update((0..<8).map { UInt8(truncatingIfNeeded: part.count >> (56 - 8 * $0)) })
            hasher.update(part)
        }
        return "gateway:" + Hex.text(hasher.finalize())
    }
}

extension ProofService {
    public var gatewayNonces: StoredGatewayNonces { StoredGatewayNonces(store: store, now: environment.now) }
}

/// Prepaid credits at the gateway: an order is held and charged by the service that accepts it, so here only those who have nothing
/// to spend are turned away. What is known of a tenant's credits is at most a few seconds old.
public struct CreditGate: GatewayPayments {
    private let gatekeeper: Gatekeeper

    public init(_ gatekeeper: Gatekeeper) { self.gatekeeper = gatekeeper }

    public func reserve(payment: String?, tenant: GatewayTenant, operation: String, holder: String) -> PaymentReservation {
        guard payment == nil else { return .refused(detail: "This server takes prepaid credits and no single payments.") }
        do throws(ServiceError) {
            guard let (found, usage) = try gatekeeper.find(tenant.caller.tenant) else {
                return .missing(detail: "The operation must be paid for, and the caller has no account.")
            }
            guard found.limits.isPrepaid, usage.credits == 0 else { return .free }
            return .missing(detail: "The tenant has no credits left.")
        } catch { return .unavailable }
    }

    public func commit(holder: String) -> Bool { true }
    public func release(holder: String) {}
}
