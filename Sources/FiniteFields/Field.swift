/// A finite field whose elements are small values.
///
/// Operations are total: the inverse of zero is `nil`. Generic code over this protocol specialises, since every requirement of
/// the conforming types here is inlinable.
public protocol Field: Equatable, Sendable {
    static var zero: Self { get }
    static var one: Self { get }
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static prefix func - (a: Self) -> Self
    /// The multiplicative inverse, `nil` for zero.
    var inverse: Self? { get }
}

extension Field {
    @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
    @inlinable public static func -= (a: inout Self, b: Self) { a = a - b }
    @inlinable public static func *= (a: inout Self, b: Self) { a = a * b }

    @inlinable public var isZero: Bool { self == .zero }
    @inlinable public var squared: Self { self * self }
    @inlinable public var doubled: Self { self + self }

    /// `self` to the power `exponent`; anything to the power 0 is one. Cost: at most 2 log2(exponent) multiplications.
    @inlinable
    public func power(_ exponent: UInt64) -> Self {
        var result = Self.one
        var base = self
        var rest = exponent
        while rest != 0 {
            if rest & 1 == 1 { result = result * base }
            base = base * base
            rest >>= 1
        }
        return result
    }

    /// `self` to the power 2^`count`. Cost: `count` squarings.
    @inlinable
    public func squared(times count: Int) -> Self {
        var result = self
        var left = count
        while left > 0 {
            result = result * result
            left -= 1
        }
        return result
    }

    /// The first `count` powers of `self`, from one on.
    @inlinable
    public func powers(_ count: Int) -> [Self] {
        var result: [Self] = []
        result.reserveCapacity(count)
        var current = Self.one
        while result.count < count {
            result.append(current)
            current = current * self
        }
        return result
    }

    /// Inverses of all elements by Montgomery's trick, or `nil` when one of them is zero.
    ///
    /// Cost: one inversion and 3n multiplications.
    @inlinable
    public static func batchInverse(_ elements: [Self]) -> [Self]? {
        var result: [Self] = []
        result.reserveCapacity(elements.count)
        var product = Self.one
        for element in elements {
            result.append(product)
            product = product * element
        }
        guard var inverse = product.inverse else { return nil }
        var i = elements.count
        while i > 0 {
            i -= 1
            result[i] = result[i] * inverse
            inverse = inverse * elements[i]
        }
        return result
    }
}
