import FiniteFields

/// The order l of Baby Jubjub's prime subgroup (ERC-2494): a prime below 2^251.
public enum BabyJubjubScalarModulus: PrimeModulus256 {
    @inlinable public static var modulus: Words256 {
        (0x6772_97dc_3921_26f1, 0xab3e_edb8_3920_ee0a, 0x370a_08b6_d030_2b0b, 0x060c_89ce_5c26_3405)
    }
    @inlinable public static var negatedInverse: UInt64 { 0x532c_e5ae_bc48_f5ef }
    @inlinable public static var radix: Words256 {
        (0x0733_15de_a08f_9c76, 0xe7ac_ffc6_a098_f24b, 0xf85a_9201_d818_f015, 0x01f1_6424_e1bb_7724)
    }
    @inlinable public static var radixSquared: Words256 {
        (0x35e4_4abe_e7ec_b21e, 0x7464_6cac_f5f8_4ec4, 0xe472_df20_3faa_158f, 0x0445_b524_f1ba_50a8)
    }
}

/// Scalars of Baby Jubjub's prime subgroup.
public typealias BabyJubjubScalar = PrimeField256<BabyJubjubScalarModulus>

/// A point of the twisted Edwards curve Baby Jubjub, a·x² + y² = 1 + d·x²·y² over the scalars of BN254 (ERC-2494), as circomlib uses it.
///
/// a is a square and d is not, so the addition law holds for all points without exception (Bernstein, Birkner, Joye, Lange, Peters, "Twisted
/// Edwards Curves", eprint 2008/013, section 6).
public struct BabyJubjubPoint: Equatable, Sendable {
    public let x: BN254Scalar
    public let y: BN254Scalar

    public static let a = BN254Scalar(168_700)
    public static let d = BN254Scalar(168_696)
    /// The curve has 8·l points.
    public static let cofactor: UInt64 = 8
    public static let identity = BabyJubjubPoint(unchecked: .zero, .one)
    /// circomlib's Base8, a generator of the subgroup of order l.
    public static let base8 = BabyJubjubPoint(
        unchecked: element((0x2893_f3f6_bb95_7051, 0x2ab8_d801_0534_e0b6, 0x4eac_b2e0_9d62_77c1, 0x0bb7_7a6a_d63e_739b)),
        element((0x4b3c_257a_872d_7d8b, 0xfce0_051f_b9e1_3377, 0x2557_2e1c_d16b_f9ed, 0x2579_7203_f7a0_b249)))

    private static func element(_ words: Words256) -> BN254Scalar { BN254Scalar(reducing: words) }

    init(unchecked x: BN254Scalar, _ y: BN254Scalar) {
        self.x = x
        self.y = y
    }

    /// Nil if the point is not on the curve.
    public init?(x: BN254Scalar, y: BN254Scalar) {
        self.init(unchecked: x, y)
        guard isOnCurve else { return nil }
    }

    public var isOnCurve: Bool {
        let (x2, y2) = (x.squared, y.squared)
        return Self.a * x2 + y2 == .one + Self.d * x2 * y2
    }

    /// Whether the point is in the subgroup of prime order l.
    public var isInSubgroup: Bool { isOnCurve && Self.multiply(self, BabyJubjubScalar.modulus, bits: 251) == .identity }

    /// Cost: one inversion in the field and ten products.
    public static func + (p: BabyJubjubPoint, q: BabyJubjubPoint) -> BabyJubjubPoint {
        BabyJubjubProjective(p).adding(BabyJubjubProjective(q)).affine
    }

    public static prefix func - (p: BabyJubjubPoint) -> BabyJubjubPoint { BabyJubjubPoint(unchecked: -p.x, p.y) }

    /// The point `scalar` times. Takes the same steps for all scalars and points.
    public static func * (scalar: BabyJubjubScalar, point: BabyJubjubPoint) -> BabyJubjubPoint {
        multiply(point, scalar.canonical, bits: 251)
    }

    /// The point times an integer of so many bits, one doubling and one addition a bit whatever the bit.
    static func multiply(_ point: BabyJubjubPoint, _ scalar: Words256, bits: Int) -> BabyJubjubPoint {
        let words = [scalar.0, scalar.1, scalar.2, scalar.3]
        var result = BabyJubjubProjective(.identity)
        for bit in (0..<bits).reversed() {
            result = result.adding(result)
            // The point if the bit is set, else the identity (0, 1), without a branch.
            let factor = BN254Scalar(words[bit >> 6] >> UInt64(bit & 63) & 1)
            let summand = BabyJubjubPoint(unchecked: point.x * factor, .one + (point.y - .one) * factor)
            result = result.adding(BabyJubjubProjective(summand))
        }
        return result.affine
    }
}

/// A point with coordinates X/Z and Y/Z, so that sums need no inversion.
private struct BabyJubjubProjective {
    var x, y, z: BN254Scalar

    init(_ point: BabyJubjubPoint) { (x, y, z) = (point.x, point.y, .one) }

    private init(_ x: BN254Scalar, _ y: BN254Scalar, _ z: BN254Scalar) { (self.x, self.y, self.z) = (x, y, z) }

    /// The unified addition of eprint 2008/013, section 6: ten products and a square.
    func adding(_ other: BabyJubjubProjective) -> BabyJubjubProjective {
        let a = z * other.z
        let b = a.squared
        let c = x * other.x
        let d = y * other.y
        let e = BabyJubjubPoint.d * c * d
        let f = b - e
        let g = b + e
        let cross = (x + y) * (other.x + other.y) - c - d
        return BabyJubjubProjective(a * f * cross, a * g * (d - BabyJubjubPoint.a * c), f * g)
    }

    /// Z is never zero for points of the curve, since the addition law is complete.
    var affine: BabyJubjubPoint {
        let inverse = z.inverse ?? .zero
        return BabyJubjubPoint(unchecked: x * inverse, y * inverse)
    }
}
