import Hashing
import Rules
import Storage

/// What a verification uses up when it succeeds.
public struct Consumption: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The challenge, which must be one that was issued to the tenant.
    public static let challenge = Consumption(rawValue: 1)
    /// The receipt's nullifier, for ever, within the tenant and the nullifier's scope.
    public static let nullifier = Consumption(rawValue: 2)
}

/// Bytes that a receipt must repeat, so that it was made for this occasion.
public struct Challenge: Sendable, Equatable {
    /// 32 bytes.
    public var bytes: [UInt8]
    /// Milliseconds since 1970.
    public var expiresAt: Int
}

extension ProofService {
    /// Issues a challenge for the caller's tenant, valid for some seconds.
    ///
    /// Nothing is stored: 16 random bytes, the time it expires (seconds since 1970, 4 bytes) and 12 bytes of HMAC-SHA256 over these
    /// and the tenant. Every server on the same database recognises it; what is stored is that it was used.
    public func issueChallenge(seconds: Int, by caller: Caller) throws(ServiceError) -> Challenge {
        let expiry = (environment.now() + 999) / 1000 + seconds
        let head = try keyed { () throws(ServiceKey.Failure) in
            try ServiceKey.randomBytes(16) + (0..<4).map { UInt8(truncatingIfNeeded: expiry >> (24 - 8 * $0)) }
        }
        return Challenge(bytes: head + (try challengeCode(head, caller.tenant)), expiresAt: expiry * 1000)
    }

    /// When a challenge that was issued to the tenant expires; nil for any other bytes.
    func expiry(of challenge: [UInt8], tenant: String) throws(ServiceError) -> Int? {
        guard challenge.count == 32 else { return nil }
        let head = Array(challenge.prefix(20))
        guard ServiceKey.isEqual(try challengeCode(head, tenant), Array(challenge.suffix(12))) else { return nil }
        return head.suffix(4).reduce(0) { $0 << 8 | Int($1) } * 1000
    }

    private func challengeCode(_ head: [UInt8], _ tenant: String) throws(ServiceError) -> [UInt8] {
        try keyed { () throws(ServiceKey.Failure) in Array(try challengeKey.mac(head + Array(tenant.utf8)).prefix(12)) }
    }

    // MARK: Verification

    /// Verifies a receipt, and uses up what the caller names, once, if it is accepted.
    ///
    /// A challenge is reserved, the receipt verified, the challenge committed; a receipt that turns out bad gives it back, and so does
    /// time if this process dies. A nullifier is known only from a receipt that has been verified, so it is reserved and committed after
    /// that: no junk can even hold it. The challenge goes first, so that a death in between costs a challenge and not a person's nullifier.
    public func verify(
        _ receipt: [UInt8], _ expectation: ReceiptExpectation, consuming consumption: Consumption = [], by caller: Caller
    ) throws(ServiceError) -> ReceiptVerdict {
        gatekeeper.meter.count(UsageMeasure.verifications, tenant: caller.tenant)
        let digest = Hex.text(SHA256.hash(receipt))
        let holder = environment.newID("holder")
        var challenge: ChallengeHold?
        if consumption.contains(.challenge) {
            guard let asked = expectation.challenge else {
                throw .invalidRequest(pointer: "/challenge", expected: "given when it is to be consumed")
            }
            switch try reserve(asked, holder, caller) {
            case .held(let hold): challenge = hold
            case .refused(let reason):
                return try concluded(
                    ReceiptVerdict(isAccepted: false, reasons: [reason], statement: nil, imageID: expectation.imageID, securityBits: nil),
                    digest, caller)
            }
        }
        var verdict: ReceiptVerdict
        let start = ContinuousClock.now
        do throws(EngineError) {
            verdict = try engine.verify(receipt, expectation)
            environment.observer.note(.receiptVerified(verdict.isAccepted ? .accepted : .rejected, took: start.duration(to: .now)))
        } catch {
            environment.observer.note(.receiptVerified(.undecided, took: start.duration(to: .now)))
            giveBack(challenge)
            throw ServiceError(error, inputs: false)
        }
        do throws(ServiceError) {
            if verdict.isAccepted, consumption.contains(.nullifier) { try checkNullifier(&verdict, caller) }
            if verdict.isAccepted, let hold = challenge { try commit(hold, &verdict) }
            if verdict.isAccepted, consumption.contains(.nullifier) { try commitNullifier(&verdict, holder, digest, caller) }
        } catch {
            giveBack(challenge)
            throw error
        }
        if !verdict.isAccepted { giveBack(challenge) }
        return try concluded(verdict, digest, caller)
    }

    /// The verdict under the first expectation, or, where the receipt is of another image that is expected too, under that one.
    public func verify(
        _ receipt: [UInt8], anyOf expectations: [ReceiptExpectation], consuming consumption: Consumption = [], by caller: Caller
    ) throws(ServiceError) -> ReceiptVerdict {
        guard let first = expectations.first else { throw .engine(reason: "There is no expectation.") }
        let verdict = try verify(receipt, first, consuming: consumption, by: caller)
        guard !verdict.isAccepted, verdict.imageID != first.imageID,
            let other = expectations.first(where: { $0.imageID == verdict.imageID })
        else { return verdict }
        return try verify(receipt, other, consuming: consumption, by: caller)
    }

    private struct ChallengeHold {
        let key: String
        let holder: String
        let expiresAt: Int
    }

    private enum ChallengeReservation {
        case held(ChallengeHold)
        case refused(String)
    }

    private func reserve(_ challenge: [UInt8], _ holder: String, _ caller: Caller) throws(ServiceError) -> ChallengeReservation {
        guard let expiry = try expiry(of: challenge, tenant: caller.tenant) else {
            return .refused("The challenge was not issued by this service to this tenant.")
        }
        guard environment.now() < expiry else { return .refused("The challenge has expired.") }
        let hold = ChallengeHold(key: Self.nonceKey("challenge", caller.tenant, [challenge]), holder: holder, expiresAt: expiry)
        switch try shared({ () throws(SharedStateUnavailable) in try nonces.reserve(hold.key, holder: holder, milliseconds: 30_000) }) {
        case .reserved: return .held(hold)
        case .used: return .refused("The challenge was used before.")
        case .held(let milliseconds): throw .nonceHeld(retryAfterSeconds: max(1, (milliseconds + 999) / 1000))
        }
    }

    private func commit(_ hold: ChallengeHold, _ verdict: inout ReceiptVerdict) throws(ServiceError) {
        // Remembered a minute longer than it is valid, for clocks that differ.
        let keep = max(0, hold.expiresAt - environment.now()) + 60_000
        let isDone = try shared { () throws(SharedStateUnavailable) in
            try nonces.commit(hold.key, holder: hold.holder, keep: keep)
        }
        if !isDone { Self.refuse(&verdict, "The challenge was used before.") }
    }

    private func giveBack(_ hold: ChallengeHold?) {
        // Should this fail, the reservation runs out by itself.
        if let hold { _ = try? nonces.release(hold.key, holder: hold.holder) }
    }

    // MARK: Nullifiers

    /// A used nullifier is found before the challenge is spent on it.
    private func checkNullifier(_ verdict: inout ReceiptVerdict, _ caller: Caller) throws(ServiceError) {
        guard let key = Self.nullifierKey(verdict, caller.tenant) else {
            return Self.refuse(&verdict, "The receipt has no nullifier.")
        }
        let now = environment.now()
        let record = try stored { session throws(StorageError) in try session.nonce(key, at: now) }
        if record?.isUsed == true { Self.refuse(&verdict, "The nullifier was used before.") }
    }

    /// Nullifiers are kept for ever, so always in the database, with the entry of the audit log in the same transaction.
    private func commitNullifier(_ verdict: inout ReceiptVerdict, _ holder: String, _ digest: String, _ caller: Caller) throws(ServiceError)
    {
        guard let key = Self.nullifierKey(verdict, caller.tenant) else { return }
        let now = environment.now()
        let entry = entry("nullifier.use", key, [JSONMember("receipt_sha256", .string(digest))], by: caller)
        let isDone = try written { session throws(StorageError) in
            guard try session.nonce(key, at: now) == nil,
                try StoredNonces.commit(key, holder: holder, until: nil, at: now, in: session)
            else { return false }
            try session.appendAudit(entry)
            return true
        }
        if !isDone { Self.refuse(&verdict, "The nullifier was used before.") }
    }

    private static func nullifierKey(_ verdict: ReceiptVerdict, _ tenant: String) -> String? {
        guard let nullifier = verdict.statement?["nullifier"], case .string(let scope)? = nullifier["scope"],
            case .string(let value)? = nullifier["value"]
        else { return nil }
        return nonceKey("nullifier", tenant, [Array(scope.utf8), Array(value.utf8)])
    }

    /// SHA-256 over the kind, the tenant and the parts, each with its length.
    static func nonceKey(_ kind: String, _ tenant: String, _ parts: [[UInt8]]) -> String {
        var hasher = SHA256()
        for part in [Array(kind.utf8), Array(tenant.utf8)] + parts {
            hasher.update((0..<8).map { UInt8(truncatingIfNeeded: part.count >> (56 - 8 * $0)) })
            hasher.update(part)
        }
        return kind + ":" + Hex.text(hasher.finalize())
    }

    private static func refuse(_ verdict: inout ReceiptVerdict, _ reason: String) {
        verdict.isAccepted = false
        verdict.reasons.append(reason)
    }

    private func shared<Result>(_ body: () throws(SharedStateUnavailable) -> Result) throws(ServiceError) -> Result {
        do throws(SharedStateUnavailable) { return try body() } catch {
            environment.notice(.limiterUnavailable(reason: error.reason, isOpen: false))
            throw .limitsUnavailable
        }
    }

    /// Notes the verification; written with others within a second.
    private func concluded(_ verdict: ReceiptVerdict, _ digest: String, _ caller: Caller) throws(ServiceError) -> ReceiptVerdict {
        let entry = entry(
            "receipt.verify", digest,
            [JSONMember("image_id", .string(Hex.text(verdict.imageID))), JSONMember("valid", .bool(verdict.isAccepted))], by: caller)
        if !audit.append(entry) { try keepBooks() }
        return verdict
    }
}
