import FiniteFields
import Hashing

/// EdDSA on Baby Jubjub with Poseidon as its hash: signatures that circomlib's `EdDSAPoseidonVerifier` and `circomlibjs` accept.
///
/// A signature (R8, S) of a message m under a public key A satisfies S · Base8 = R8 + 8 · h · A with h = Poseidon(R8.x, R8.y, A.x, A.y, m).
public enum EdDSA {
    public struct PublicKey: Equatable, Sendable {
        public let point: BabyJubjubPoint

        /// Nil unless the point is on the curve and of order l.
        public init?(_ point: BabyJubjubPoint) {
            guard point.isInSubgroup, point != .identity else { return nil }
            self.point = point
        }

        init(unchecked point: BabyJubjubPoint) { self.point = point }

        /// Whether the signature is of this message: S below l by its type, R8 on the curve.
        ///
        /// Not constant-time in the signature: what is verified is public.
        public func verify(_ signature: Signature, of message: BN254Scalar) -> Bool {
            guard signature.r8.isOnCurve else { return false }
            let hash = EdDSA.challenge(signature.r8, point, message)
            // 8 · h · A with h as an integer: A may have been made with a part outside the subgroup, 8 · A has not.
            let doubled = point + point
            let quadrupled = doubled + doubled
            let right = signature.r8 + BabyJubjubPoint.multiply(quadrupled + quadrupled, hash.canonical, bits: 254)
            return signature.s * BabyJubjubPoint.base8 == right
        }
    }

    public struct Signature: Equatable, Sendable {
        public let r8: BabyJubjubPoint
        public let s: BabyJubjubScalar

        public init(r8: BabyJubjubPoint, s: BabyJubjubScalar) {
            self.r8 = r8
            self.s = s
        }
    }

    /// A private key. Signing takes the same steps for all keys and messages.
    public struct PrivateKey: Sendable {
        /// The scalar s with A = s / 8 · Base8 in circomlib's terms: `secret` = s / 8.
        let secret: BabyJubjubScalar
        /// What nonces are derived from.
        private let nonceKey: [UInt8]
        public let publicKey: PublicKey

        /// A key from 32 uniformly random bytes; nil for another count.
        ///
        /// The secret and the nonce key are BLAKE2b-512 of the seed under two domains, the secret reduced modulo l from 512 bits. (Keys of
        /// `circomlibjs` come from BLAKE-512, SHA-3's finalist; import those by their scalar.)
        public init?(seed: [UInt8]) {
            guard seed.count == 32 else { return nil }
            self.init(
                secret: EdDSA.scalar(BLAKE2b.hash(Array("burhan.eddsa.secret.v1".utf8) + seed)),
                nonceKey: BLAKE2b.hash(Array("burhan.eddsa.nonce.v1".utf8) + seed))
        }

        private init?(secret: BabyJubjubScalar, nonceKey: [UInt8]) {
            guard !secret.isZero else { return nil }
            self.secret = secret
            self.nonceKey = nonceKey
            publicKey = PublicKey(unchecked: secret * .base8)
        }

        /// The same key and message always give the same signature, so no randomness is needed that could fail.
        public func sign(_ message: BN254Scalar) -> Signature {
            let nonce = EdDSA.scalar(BLAKE2b.hash(nonceKey + message.littleEndianBytes))
            let r8 = nonce * .base8
            let hash = EdDSA.challenge(r8, publicKey.point, message)
            // S · Base8 = R8 + 8 · h · A, with A = secret · Base8.
            let s = nonce + BabyJubjubScalar(reducing: hash.canonical) * secret * BabyJubjubScalar(BabyJubjubPoint.cofactor)
            return Signature(r8: r8, s: s)
        }
    }

    static func challenge(_ r8: BabyJubjubPoint, _ key: BabyJubjubPoint, _ message: BN254Scalar) -> BN254Scalar {
        Poseidon.hash([r8.x, r8.y, key.x, key.y, message])
    }

    /// 64 bytes as a number, least significant first, modulo l.
    private static func scalar(_ bytes: [UInt8]) -> BabyJubjubScalar {
        var sum = BabyJubjubScalar.zero
        for byte in bytes.reversed() { sum = sum * 256 + BabyJubjubScalar(UInt64(byte)) }
        return sum
    }
}
