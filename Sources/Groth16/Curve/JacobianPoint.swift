import FiniteFields

/// A point (X / Z², Y / Z³) of a curve; infinity has Z = 0.
///
/// Formulas of the Explicit-Formulas Database for a = 0 (dbl-2009-l, add-2007-bl, madd-2007-bl), complete by distinction of cases. Time depends
/// on the points and scalars: nothing here is meant for long-term secrets.
@frozen
public struct JacobianPoint<Curve: ShortWeierstrassCurve>: Sendable {
    public var x, y, z: Curve.Coordinate

    @inlinable
    public init(uncheckedX x: Curve.Coordinate, y: Curve.Coordinate, z: Curve.Coordinate) {
        self.x = x
        self.y = y
        self.z = z
    }

    @inlinable
    public init(_ point: AffinePoint<Curve>) {
        self = point.isInfinity ? .infinity : JacobianPoint(uncheckedX: point.x, y: point.y, z: .one)
    }

    @inlinable public static var infinity: Self { JacobianPoint(uncheckedX: .one, y: .one, z: .zero) }
    @inlinable public static var generator: Self { JacobianPoint(Curve.generator) }
    @inlinable public var isInfinity: Bool { z.isZero }

    /// The coordinates; one inversion.
    @inlinable
    public var affine: AffinePoint<Curve> {
        guard let inverse = z.inverse else { return .infinity }
        let square = inverse.squared
        return AffinePoint(uncheckedX: x * square, y: y * square * inverse)
    }

    /// The coordinates of all points with a single inversion.
    @inlinable
    public static func affine(_ points: [Self]) -> [AffinePoint<Curve>] {
        let inverses = Curve.Coordinate.batchInverse(points.map { $0.isInfinity ? .one : $0.z }) ?? []
        return zip(points, inverses).map { point, inverse in
            if point.isInfinity { return .infinity }
            let square = inverse.squared
            return AffinePoint(uncheckedX: point.x * square, y: point.y * square * inverse)
        }
    }

    @inlinable
    public var doubled: Self {
        let a = x.squared
        let b = y.squared
        let c = b.squared
        let d = ((x + b).squared - a - c).doubled
        let e = a.doubled + a
        let x3 = e.squared - d.doubled
        return JacobianPoint(uncheckedX: x3, y: e * (d - x3) - c.doubled.doubled.doubled, z: (y * z).doubled)
    }

    @inlinable
    public static func + (a: Self, b: Self) -> Self {
        if a.isInfinity { return b }
        if b.isInfinity { return a }
        let z1z1 = a.z.squared
        let z2z2 = b.z.squared
        let u1 = a.x * z2z2
        let s1 = a.y * b.z * z2z2
        let h = b.x * z1z1 - u1
        let half = b.y * a.z * z1z1 - s1
        if h.isZero { return half.isZero ? a.doubled : .infinity }
        let i = h.doubled.squared
        let j = h * i
        let r = half.doubled
        let v = u1 * i
        let x3 = r.squared - j - v.doubled
        return JacobianPoint(
            uncheckedX: x3, y: r * (v - x3) - (s1 * j).doubled, z: ((a.z + b.z).squared - z1z1 - z2z2) * h)
    }

    @inlinable
    public static func + (a: Self, b: AffinePoint<Curve>) -> Self {
        if b.isInfinity { return a }
        if a.isInfinity { return JacobianPoint(b) }
        let z1z1 = a.z.squared
        let h = b.x * z1z1 - a.x
        let half = b.y * a.z * z1z1 - a.y
        if h.isZero { return half.isZero ? a.doubled : .infinity }
        let hh = h.squared
        let i = hh.doubled.doubled
        let j = h * i
        let r = half.doubled
        let v = a.x * i
        let x3 = r.squared - j - v.doubled
        return JacobianPoint(
            uncheckedX: x3, y: r * (v - x3) - (a.y * j).doubled, z: (a.z + h).squared - z1z1 - hh)
    }

    @inlinable public static prefix func - (a: Self) -> Self { JacobianPoint(uncheckedX: a.x, y: -a.y, z: a.z) }
    @inlinable public static func - (a: Self, b: Self) -> Self { a + (-b) }
    @inlinable public static func - (a: Self, b: AffinePoint<Curve>) -> Self { a + (-b) }
    @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
    @inlinable public static func += (a: inout Self, b: AffinePoint<Curve>) { a = a + b }

    /// The multiple by a scalar, windows of four bits. Time depends on both.
    @inlinable public static func * (a: Self, scalar: BN254Scalar) -> Self { a.multiplied(by: scalar.canonical) }

    /// The multiple by an integer below 2^256, least significant word first. Time depends on both.
    @inlinable
    public func multiplied(by integer: Words256) -> Self {
        var multiples = [Self.infinity, self]
        multiples.reserveCapacity(16)
        for i in 2..<16 { multiples.append(i % 2 == 0 ? multiples[i / 2].doubled : multiples[i - 1] + self) }
        var result = Self.infinity
        for word in [integer.3, integer.2, integer.1, integer.0] {
            var shift: UInt64 = 64
            while shift > 0 {
                shift -= 4
                if !result.isInfinity { result = result.doubled.doubled.doubled.doubled }
                let digit = Int(truncatingIfNeeded: (word >> shift) & 15)
                if digit != 0 { result = result + multiples[digit] }
            }
        }
        return result
    }
}

extension JacobianPoint: Equatable {
    /// Equality of the points, whatever their Z.
    @inlinable
    public static func == (a: Self, b: Self) -> Bool {
        if a.isInfinity || b.isInfinity { return a.isInfinity && b.isInfinity }
        let z1z1 = a.z.squared
        let z2z2 = b.z.squared
        return a.x * z2z2 == b.x * z1z1 && a.y * b.z * z2z2 == b.y * a.z * z1z1
    }
}
