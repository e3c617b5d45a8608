import FiniteFields

/// A line through points of the twist, up to a factor of Fq2: at P = (x, y) of G1 it is `atY` · y + (`atX` · x + `constant` v) w.
package struct LineCoefficients: Equatable, Sendable {
    package var atY, atX, constant: BN254Base2

    package init(atY: BN254Base2, atX: BN254Base2, constant: BN254Base2) {
        (self.atY, self.atX, self.constant) = (atY, atX, constant)
    }
}

/// The lines of the Miller loop of one point of G2, in the order in which the loop uses them.
///
/// Made once for points that are paired often (gamma and delta of a verification key): 88 lines, 16896 bytes.
package struct PreparedG2: Sendable {
    package let lines: [LineCoefficients]
    let isInfinity: Bool
    /// Whether the point is of order r or infinity; for points of the twist.
    ///
    /// The loop ends at [6x + 2] Q + ψ(Q) − ψ²(Q), which is −ψ³(Q) for Q of order r and no other point of the twist. A point where
    /// f(ψ) = 6x + 2 + ψ − ψ² + ψ³ vanishes is annihilated by the resultant of f and ψ's polynomial X² − (6x² + 1) X + q, which is
    /// divisible by r once and prime to the cofactor 2q − r. (The method of Dai, Lin, Zhao, Zhou, eprint 2022/348, for this relation.)
    package let isInSubgroup: Bool

    package init(_ point: G2Affine) {
        isInfinity = point.isInfinity
        guard !point.isInfinity else {
            lines = []
            isInSubgroup = true
            return
        }
        let first = BN254G2.endomorphism(point)
        let second = BN254G2.endomorphism(first)
        (lines, isInSubgroup) = Self.lines(of: (point, first, -second, -BN254G2.endomorphism(second)))
    }

    /// The same lines without the C kernels, as the reference for tests: for a point that is not infinity.
    package static func referenceLines(of point: G2Affine) -> [LineCoefficients] {
        var lines: [LineCoefficients] = []
        lines.reserveCapacity(88)
        var moving = MovingPoint(point)
        for digit in Pairing.loopDigits {
            lines.append(moving.double())
            if digit == 1 { lines.append(moving.add(point)) }
            if digit == -1 { lines.append(moving.add(-point)) }
        }
        let first = BN254G2.endomorphism(point)
        lines.append(moving.add(first))
        lines.append(moving.add(-BN254G2.endomorphism(first)))
        return lines
    }
}

/// The multiple of a point of G2 that the Miller loop has reached, in homogeneous coordinates (X / Z, Y / Z).
///
/// Formulas of Costello, Lange, Naehrig, "Faster pairing computations on curves with high-degree twists" (PKC 2010), as arranged by Aranha,
/// Karabina, Longa, Gebotys, López, "Faster explicit formulas for computing pairings over ordinary curves" (Eurocrypt 2011, section 4).
private struct MovingPoint {
    var x, y, z: BN254Base2

    init(_ point: G2Affine) { (x, y, z) = (point.x, point.y, .one) }

    /// Doubles the point; the tangent there.
    mutating func double() -> LineCoefficients {
        let a = (x * y) * Self.half
        let b = y.squared
        let c = z.squared
        let e = (c.doubled + c) * BN254G2.b
        let f = e.doubled + e
        let g = (b + f) * Self.half
        let h = (y + z).squared - (b + c)
        let i = e - b
        let xx = x.squared
        let ee = e.squared
        x = a * (b - f)
        y = g.squared - (ee.doubled + ee)
        z = b * h
        return LineCoefficients(atY: -h, atX: xx.doubled + xx, constant: i)
    }

    /// Adds `point`; the line through both. The points differ, for points of order r.
    mutating func add(_ point: G2Affine) -> LineCoefficients {
        let theta = y - point.y * z
        let lambda = x - point.x * z
        let c = theta.squared
        let d = lambda.squared
        let e = lambda * d
        let f = z * c
        let g = x * d
        let h = e + f - g.doubled
        x = lambda * h
        y = theta * (g - h) - e * y
        z = z * e
        return LineCoefficients(atY: lambda, atX: -theta, constant: theta * point.x - lambda * point.y)
    }

    private static var half: BN254Base {
        BN254Base(uncheckedMontgomery: (0x87be_e7d2_4f06_0572, 0xd0fd_2add_2f1c_6ae5, 0x8f5f_7492_fcfd_4f44, 0x1f37_631a_3d9c_bfac))
    }
}
