import FiniteFields

/// y² = x³ + 3 / ξ over Fq2, ξ = 9 + u, the sextic twist; its points of order r form the group G2.
public enum BN254G2: ShortWeierstrassCurve {
    @inlinable public static var b: BN254Base2 {
        BN254Base2(
            BN254Base(uncheckedMontgomery: (0x3bf9_38e3_77b8_02a8, 0x020b_1b27_3633_535d, 0x26b7_edf0_4975_5260, 0x2514_c632_4384_a86d)),
            BN254Base(uncheckedMontgomery: (0x38e7_eccc_d1dc_ff67, 0x65f0_b37d_93ce_0d3e, 0xd749_d0dd_22ac_00aa, 0x0141_b9ce_4a68_8d4d)))
    }

    /// The generator of EIP-197.
    @inlinable public static var generator: AffinePoint<BN254G2> {
        AffinePoint(
            uncheckedX: BN254Base2(
                BN254Base(
                    uncheckedMontgomery: (0x8e83_b5d1_02bc_2026, 0xdceb_1935_497b_0172, 0xfbb8_2647_9781_1adf, 0x1957_3841_af96_503b)),
                BN254Base(uncheckedMontgomery: (0xafb4_737d_a84c_6140, 0x6043_dd5a_5802_d8c4, 0x09e9_50fc_52a0_2f86, 0x14fe_f083_3aea_7b6b))
            ),
            y: BN254Base2(
                BN254Base(
                    uncheckedMontgomery: (0x619d_fa9d_886b_e9f6, 0xfe7f_d297_f59e_9b78, 0xff9e_1a62_231b_7dfe, 0x28fd_7eeb_ae9e_4206)),
                BN254Base(uncheckedMontgomery: (0x6409_5b56_c718_56ee, 0xdc57_f922_327d_3cbb, 0x55f9_35be_3335_1076, 0x0da4_a0e6_93fd_6482))
            ))
    }

    /// ξ^((q − 1) / 3) and ξ^((q − 1) / 2): what the endomorphism multiplies conjugated coordinates with.
    @inlinable static var endomorphismX: BN254Base2 {
        BN254Base2(
            BN254Base(uncheckedMontgomery: (0xb577_3b10_4563_ab30, 0x347f_91c8_a9aa_6454, 0x7a00_7127_242e_0991, 0x1956_bcd8_1182_14ec)),
            BN254Base(uncheckedMontgomery: (0x6e84_9f1e_a0aa_4757, 0xaa1c_7b6d_89f8_9141, 0xb6e7_13cd_fae0_ca3a, 0x2669_4fbb_4e82_ebc3)))
    }
    @inlinable static var endomorphismY: BN254Base2 {
        BN254Base2(
            BN254Base(uncheckedMontgomery: (0xe4bb_dd0c_2936_b629, 0xbb30_f162_e133_bacb, 0x31a9_d1b6_f964_5366, 0x2535_70be_a500_f8dd)),
            BN254Base(uncheckedMontgomery: (0xa1d7_7ce4_5ffe_77c7, 0x07af_fd11_7826_d1db, 0x6d16_bd27_bb7e_dc6b, 0x2c87_2002_85de_fecc)))
    }

    /// ψ: the q-power Frobenius carried to the twist; multiplies points of G2 by q mod r.
    @inlinable
    static func endomorphism(_ point: AffinePoint<BN254G2>) -> AffinePoint<BN254G2> {
        AffinePoint(uncheckedX: point.x.conjugate * endomorphismX, y: point.y.conjugate * endomorphismY)
    }

    @inlinable
    static func endomorphism(_ point: JacobianPoint<BN254G2>) -> JacobianPoint<BN254G2> {
        JacobianPoint(uncheckedX: point.x.conjugate * endomorphismX, y: point.y.conjugate * endomorphismY, z: point.z.conjugate)
    }

    /// [x + 1] P + ψ([x] P) + ψ²([x] P) = ψ³([2x] P), x the curve's parameter: holds for points of G2 and no others of the twist (Dai, Lin,
    /// Zhao, Zhou, "Fast subgroup membership testings", eprint 2022/348, section 5). About 63 doublings.
    public static func isInSubgroup(_ point: AffinePoint<BN254G2>) -> Bool {
        if point.isInfinity { return true }
        let multiple = G2Point(point).multiple(by: (BN254.parameter, 0, 0, 0))
        let once = endomorphism(multiple)
        let twice = endomorphism(once)
        return multiple + point + once + twice == endomorphism(twice).doubled
    }
}

/// Numbers of the curve BN254 (alt_bn128, bn128).
public enum BN254 {
    /// The parameter x of the Barreto–Naehrig family: q = 36x⁴ + 36x³ + 24x² + 6x + 1.
    @inlinable public static var parameter: UInt64 { 4_965_661_367_192_848_881 }
}
