import FiniteFields

/// A point by its coordinates; (0, 0), which is on neither curve, stands for infinity.
///
/// In memory the coordinates follow each other in Montgomery form, little-endian: 64 bytes in G1 and 128 in G2, as in key files.
@frozen
public struct AffinePoint<Curve: ShortWeierstrassCurve>: Hashable, Sendable {
    public var x, y: Curve.Coordinate

    /// The point with these coordinates, which the caller knows to be on the curve, or (0, 0) for infinity.
    @inlinable
    public init(uncheckedX x: Curve.Coordinate, y: Curve.Coordinate) {
        self.x = x
        self.y = y
    }

    /// The point with these coordinates, `nil` if it is not on the curve; (0, 0) is infinity.
    @inlinable
    public init?(x: Curve.Coordinate, y: Curve.Coordinate) {
        self.init(uncheckedX: x, y: y)
        guard isOnCurve else { return nil }
    }

    @inlinable public static var infinity: Self { AffinePoint(uncheckedX: .zero, y: .zero) }
    @inlinable public static var generator: Self { Curve.generator }
    @inlinable public var isInfinity: Bool { x.isZero && y.isZero }

    /// Whether the coordinates satisfy the curve's equation, or stand for infinity.
    @inlinable public var isOnCurve: Bool { isInfinity || y.squared == x.squared * x + Curve.b }

    /// Whether the point, which is on the curve, lies in the subgroup of order r.
    @inlinable public var isInSubgroup: Bool { Curve.isInSubgroup(self) }

    @inlinable public static prefix func - (a: Self) -> Self { AffinePoint(uncheckedX: a.x, y: -a.y) }

    @inlinable public static func * (a: Self, scalar: BN254Scalar) -> JacobianPoint<Curve> { JacobianPoint(a) * scalar }
}
