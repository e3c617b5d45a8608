import FiniteFields

/// The deterministic stream from which ceremonies draw public points and beacons their factors: ChaCha20's block function with a 128-bit
/// counter from zero (RFC 8439, section 2.3, with the nonce as the counter's upper words).
struct ChaChaStream {
    private var state: InlineArray<16, UInt32>
    private var block = InlineArray<16, UInt32>(repeating: 0)
    private var used = 16

    /// - Parameter seed: the first 32 bytes are the key, as eight words with the most significant byte first.
    init(seed: [UInt8]) {
        let constants: InlineArray<4, UInt32> = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]
        state = InlineArray<16, UInt32> { index in
            guard index >= 4 else { return constants[index] }
            guard index < 12, 4 * (index - 4) + 4 <= seed.count else { return 0 }
            return seed[4 * (index - 4)..<4 * (index - 4) + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    mutating func word32() -> UInt32 {
        if used == 16 { refill() }
        used += 1
        return block[used - 1]
    }

    /// The first of two words is the upper half.
    mutating func word64() -> UInt64 {
        let high = word32()
        return UInt64(high) << 32 | UInt64(word32())
    }

    /// An element whose Montgomery representative is the next 254 bits below the modulus; the least significant word comes first.
    mutating func element<Modulus: PrimeModulus256>(_ modulus: Modulus.Type = Modulus.self) -> PrimeField256<Modulus> {
        while true {
            let words: Words256 = (word64(), word64(), word64(), word64() & (1 << 62 - 1))
            if let element = PrimeField256<Modulus>(montgomery: words) { return element }
        }
    }

    /// A point of G1 by its x and the sign of its y.
    mutating func g1() -> G1Affine {
        while true {
            let x: BN254Base = element()
            let isNegative = word32() & 1 == 1
            guard let y = (x.squared * x + BN254G1.b).squareRoot else { continue }
            return G1Affine(uncheckedX: x, y: y.isNegative == isNegative ? y : -y)
        }
    }

    /// A point of the twist by its x and the sign of its y, times the cofactor 2q − r.
    mutating func g2() -> G2Affine {
        while true {
            let c0: BN254Base = element()
            let x = BN254Base2(c0, element())
            let isNegative = word32() & 1 == 1
            guard let y = (x.squared * x + BN254G2.b).squareRoot else { continue }
            let point = G2Affine(uncheckedX: x, y: y.isNegative == isNegative ? y : -y)
            return G2Point(point).multiplied(by: Self.cofactor).affine
        }
    }

    /// 2q − r, the number of points of the twist over r.
    private static let cofactor: Words256 = (0x345f_2299_c0f9_fa8d, 0x06ce_ecda_572a_2489, 0xb850_45b6_8181_585e, 0x3064_4e72_e131_a029)

    private mutating func refill() {
        var x = state
        for _ in 0..<10 {
            Self.quarterRound(&x, 0, 4, 8, 12)
            Self.quarterRound(&x, 1, 5, 9, 13)
            Self.quarterRound(&x, 2, 6, 10, 14)
            Self.quarterRound(&x, 3, 7, 11, 15)
            Self.quarterRound(&x, 0, 5, 10, 15)
            Self.quarterRound(&x, 1, 6, 11, 12)
            Self.quarterRound(&x, 2, 7, 8, 13)
            Self.quarterRound(&x, 3, 4, 9, 14)
        }
        block = InlineArray<16, UInt32> { x[$0] &+ state[$0] }
        used = 0
        for index in 12..<16 {
            state[index] &+= 1
            if state[index] != 0 { break }
        }
    }

    private static func quarterRound(_ x: inout InlineArray<16, UInt32>, _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
        x[a] = x[a] &+ x[b]
        x[d] = rotate(x[d] ^ x[a], 16)
        x[c] = x[c] &+ x[d]
        x[b] = rotate(x[b] ^ x[c], 12)
        x[a] = x[a] &+ x[b]
        x[d] = rotate(x[d] ^ x[a], 8)
        x[c] = x[c] &+ x[d]
        x[b] = rotate(x[b] ^ x[c], 7)
    }

    private static func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 { x &<< count | x &>> (32 &- count) }
}

extension BN254Base {
    /// A square root, nil if there is none: a^((q + 1) / 4), for q ≡ 3 mod 4.
    var squareRoot: BN254Base? {
        let root = power((0x4f08_2305_b61f_3f52, 0x65e0_5aa4_5a1c_72a3, 0x6e14_116d_a060_5617, 0x0c19_139c_b84c_680a))
        return root.squared == self ? root : nil
    }
}

extension BN254Base2 {
    /// A square root, nil if there is none, from the norm's root (the complex method; Adj, Rodríguez-Henríquez, "Square root computation over even
    /// extension fields", eprint 2012/685, algorithm 8).
    var squareRoot: BN254Base2? {
        if c1.isZero {
            if let root = c0.squareRoot { return BN254Base2(root, .zero) }
            return (-c0).squareRoot.map { BN254Base2(.zero, $0) }
        }
        guard let norm = (c0.squared + c1.squared).squareRoot, let half = BN254Base(2).inverse else { return nil }
        for sign in [norm, -norm] {
            guard let real = ((c0 + sign) * half).squareRoot, let inverse = real.doubled.inverse else { continue }
            let root = BN254Base2(real, c1 * inverse)
            if root.squared == self { return root }
        }
        return nil
    }
}
