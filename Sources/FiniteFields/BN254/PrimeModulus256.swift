/// Four 64-bit words of an integer below 2^256, least significant first.
public typealias Words256 = (UInt64, UInt64, UInt64, UInt64)

/// An odd prime below 2^254 with the constants of Montgomery arithmetic for R = 2^256.
///
/// The two spare bits let a product be reduced without keeping a carry beyond the fourth word (Botrel, El Housni, "EdMSM",
/// eprint 2022/1400, section 4).
public protocol PrimeModulus256: Sendable {
    static var modulus: Words256 { get }
    /// −modulus^-1 mod 2^64.
    static var negatedInverse: UInt64 { get }
    /// R mod modulus: the representative of one.
    static var radix: Words256 { get }
    /// R² mod modulus: multiplying by it enters Montgomery form.
    static var radixSquared: Words256 { get }
}

/// The modulus q of the coordinates of BN254.
public enum BN254BaseModulus: PrimeModulus256 {
    @inlinable public static var modulus: Words256 {
        (0x3c20_8c16_d87c_fd47, 0x9781_6a91_6871_ca8d, 0xb850_45b6_8181_585d, 0x3064_4e72_e131_a029)
    }
    @inlinable public static var negatedInverse: UInt64 { 0x87d2_0782_e486_6389 }
    @inlinable public static var radix: Words256 {
        (0xd35d_438d_c58f_0d9d, 0x0a78_eb28_f5c7_0b3d, 0x666e_a36f_7879_462c, 0x0e0a_77c1_9a07_df2f)
    }
    @inlinable public static var radixSquared: Words256 {
        (0xf32c_fc5b_538a_fa89, 0xb5e7_1911_d445_01fb, 0x47ab_1eff_0a41_7ff6, 0x06d8_9f71_cab8_351f)
    }
}

/// The order r of the groups of BN254.
public enum BN254ScalarModulus: PrimeModulus256 {
    @inlinable public static var modulus: Words256 {
        (0x43e1_f593_f000_0001, 0x2833_e848_79b9_7091, 0xb850_45b6_8181_585d, 0x3064_4e72_e131_a029)
    }
    @inlinable public static var negatedInverse: UInt64 { 0xc2e1_f593_efff_ffff }
    @inlinable public static var radix: Words256 {
        (0xac96_341c_4fff_fffb, 0x36fc_7695_9f60_cd29, 0x666e_a36f_7879_462e, 0x0e0a_77c1_9a07_df2f)
    }
    @inlinable public static var radixSquared: Words256 {
        (0x1bb8_e645_ae21_6da7, 0x53fe_3ab1_e35c_59e3, 0x8c49_833d_53bb_8085, 0x0216_d0b1_7f4e_44a5)
    }
}

/// Fq: coordinates of points of BN254.
public typealias BN254Base = PrimeField256<BN254BaseModulus>

/// Fr: scalars of BN254, values of circuits over it.
public typealias BN254Scalar = PrimeField256<BN254ScalarModulus>

extension BN254Scalar {
    /// r − 1 is divisible by 2^28 and no higher power of two.
    @inlinable public static var twoAdicity: Int { 28 }
    /// The least quadratic non-residue, 5; a generator of the 2-part of the multiplicative group comes from it.
    @inlinable public static var nonResidue: BN254Scalar { BN254Scalar(5) }

    /// The generator 5^((r − 1) / 2^`logOrder`) of the subgroup of order 2^`logOrder`; `logOrder` in 0 ... 28.
    @inlinable
    public static func twoAdicGenerator(_ logOrder: Int) -> BN254Scalar {
        precondition(logOrder >= 0 && logOrder <= twoAdicity, "subgroup order out of range")
        let root = BN254Scalar(
            uncheckedMontgomery: (0x636e_7355_80d1_3d9c, 0xa22b_f374_2445_ffd6, 0x5645_2ac0_1eb2_03d8, 0x1860_ef94_2963_f9e7))
        return root.squared(times: twoAdicity - logOrder)
    }
}
