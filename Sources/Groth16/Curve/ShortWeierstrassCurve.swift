import FiniteFields

/// A curve y² = x³ + b over a field of the BN254 tower, with a point that generates its subgroup of order r.
///
/// Neither curve has points of order two, and (0, 0) lies on neither, so that it can stand for the point at infinity as in key files.
public protocol ShortWeierstrassCurve: Sendable {
    associatedtype Coordinate: Field & Hashable
    static var b: Coordinate { get }
    static var generator: AffinePoint<Self> { get }
    /// Whether a point of the curve lies in the subgroup of order r.
    static func isInSubgroup(_ point: AffinePoint<Self>) -> Bool
}

/// y² = x³ + 3 over Fq; all its r points form the group G1.
public enum BN254G1: ShortWeierstrassCurve {
    @inlinable public static var b: BN254Base { 3 }
    @inlinable public static var generator: AffinePoint<BN254G1> { AffinePoint(uncheckedX: 1, y: 2) }
    /// The curve has prime order.
    @inlinable public static func isInSubgroup(_ point: AffinePoint<BN254G1>) -> Bool { true }
}

public typealias G1Affine = AffinePoint<BN254G1>
public typealias G1Point = JacobianPoint<BN254G1>
public typealias G2Affine = AffinePoint<BN254G2>
public typealias G2Point = JacobianPoint<BN254G2>
