import Rules
import Synchronization

/// How often proofs were found in each tier.
public struct ProofCacheCounts: Sendable, Equatable {
    /// By tier, first to last; names may repeat.
    public var tiers: [(name: String, hits: Int, failures: Int)]
    public var misses: Int

    public static func == (left: ProofCacheCounts, right: ProofCacheCounts) -> Bool {
        left.misses == right.misses && left.tiers.map(\.name) == right.tiers.map(\.name)
            && left.tiers.map(\.hits) == right.tiers.map(\.hits) && left.tiers.map(\.failures) == right.tiers.map(\.failures)
    }
}

/// Finished proofs of deployments that keep them, found again by everything they depend on.
///
/// The key is HMAC-SHA-256, under a secret of the tenant derived from the operator's key, over the length-framed image, request
/// (parameters, date, challenge, audience, scope), private inputs, salt, and format: without the secret nothing can be tried out
/// against it, and another tenant's key is another one. Values are sealed with AES-256-GCM under the operator's key, bound to their
/// key. A kept receipt is the same receipt: who sees it twice knows it. A fresh challenge asks for a fresh proof.
final class ProofCache: Sendable {
    private final class CountedTier: Sendable {
        let tier: any ProofCacheTier
        let hits = Atomic<Int>(0)
        let failures = Atomic<Int>(0)

        init(_ tier: any ProofCacheTier) { self.tier = tier }
    }

    private let tiers: [CountedTier]
    private let misses = Atomic<Int>(0)
    private let secret: ServiceKey
    private let format: String
    private let milliseconds: Int

    /// `key`: the operator's; `format` names the receipts' format; a proof is kept for `milliseconds`.
    init(tiers: [any ProofCacheTier], key: ServiceKey, format: String, milliseconds: Int) {
        self.tiers = tiers.map(CountedTier.init)
        secret = key
        self.format = format
        self.milliseconds = milliseconds
    }

    /// The key of a proof; nil when libcrypto fails, and then nothing is kept.
    func key(tenant: String, _ imageID: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs) -> [UInt8]? {
        var message = Framed()
        message.append(Array(format.utf8))
        message.append(Array(tenant.utf8))
        message.append(imageID)
        message.append(request.json(choosesSalt: false).canonicalBytes)
        message.append(inputs.salt ?? [])
        message.append(inputs.json.bytes)
        return try? secret.mac("burhan kept proof of \(tenant)", message.bytes)
    }

    /// The kept proof of a key, from the first tier that has it; tiers before are given it too.
    func proof(_ key: [UInt8]?, now: Int) -> RuleProof? {
        guard let key, !tiers.isEmpty else { return nil }
        for (index, box) in tiers.enumerated() {
            let sealed: [UInt8]?
            do throws(ProofCacheError) { sealed = try box.tier.value(of: key, now: now) } catch {
                box.failures.add(1, ordering: .relaxed)
                continue
            }
            guard let sealed, let text = try? secret.open(sealed, context: Self.context(key)) else { continue }
            guard let kept = KeptProof(text.bytes), kept.expiresAt > now else { continue }
            box.hits.add(1, ordering: .relaxed)
            for earlier in tiers.prefix(index) { keep(sealed, in: earlier, key, until: kept.expiresAt, now) }
            return kept.proof
        }
        misses.add(1, ordering: .relaxed)
        return nil
    }

    /// Keeps a proof in every tier.
    func keep(_ proof: RuleProof, as key: [UInt8]?, now: Int) {
        guard let key, !tiers.isEmpty else { return }
        let expiresAt = now + milliseconds
        guard let sealed = try? secret.seal(KeptProof(proof: proof, expiresAt: expiresAt).bytes, context: Self.context(key)) else { return }
        for box in tiers { keep(sealed, in: box, key, until: expiresAt, now) }
    }

    private func keep(_ sealed: [UInt8], in box: CountedTier, _ key: [UInt8], until expiresAt: Int, _ now: Int) {
        do throws(ProofCacheError) { try box.tier.keep(sealed, as: key, until: expiresAt, now: now) } catch {
            box.failures.add(1, ordering: .relaxed)
        }
    }

    var counts: ProofCacheCounts {
        ProofCacheCounts(
            tiers: tiers.map {
                ($0.tier.name, $0.hits.load(ordering: .relaxed), $0.failures.load(ordering: .relaxed))
            }, misses: misses.load(ordering: .relaxed))
    }

    private static func context(_ key: [UInt8]) -> String { "burhan kept proof 1:\(Hex.text(key))" }
}

/// Byte strings one after the other, each behind its length (8 bytes, little endian), so that no two lists read alike.
struct Framed {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ part: [UInt8]) {
        unsafe withUnsafeBytes(of: UInt64(part.count).littleEndian) { unsafe bytes.append(contentsOf: $0) }
        bytes += part
    }

    /// The parts of framed bytes; nil when they are not framed.
    static func parts(_ bytes: [UInt8]) -> [[UInt8]]? {
        var rest = bytes[...]
        var parts: [[UInt8]] = []
        while !rest.isEmpty {
            guard rest.count >= 8 else { return nil }
            let length = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(8)
            guard length <= UInt64(rest.count) else { return nil }
            parts.append(Array(rest.prefix(Int(length))))
            rest = rest.dropFirst(Int(length))
        }
        return parts
    }
}

/// A proof as a tier keeps it, before sealing.
private struct KeptProof {
    let proof: RuleProof
    let expiresAt: Int

    init(proof: RuleProof, expiresAt: Int) {
        self.proof = proof
        self.expiresAt = expiresAt
    }

    var bytes: [UInt8] {
        var framed = Framed()
        framed.append(proof.imageID)
        framed.append(proof.receipt)
        framed.append(proof.journal)
        framed.append(proof.statement.canonicalBytes)
        framed.append(Array("\(proof.cycles) \(expiresAt)".utf8))
        return framed.bytes
    }

    init?(_ bytes: [UInt8]) {
        guard let parts = Framed.parts(bytes), parts.count == 5,
            let statement = JSONParser.parse(parts[3], limits: .inputs).value
        else { return nil }
        let numbers = String(decoding: parts[4], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2 else { return nil }
        proof = RuleProof(imageID: parts[0], receipt: parts[1], journal: parts[2], statement: statement, cycles: numbers[0])
        expiresAt = numbers[1]
    }
}
