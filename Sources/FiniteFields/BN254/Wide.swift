/// Arithmetic of four-word integers, the same steps for all values.
@usableFromInline
enum Wide {
    /// a · b + c + d; never overflows two words.
    @inline(__always) @inlinable
    static func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> (low: UInt64, high: UInt64) {
        let value = UInt128(a) &* UInt128(b) &+ UInt128(c) &+ UInt128(d)
        return (UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value &>> 64))
    }

    @inline(__always) @inlinable
    static func addWithCarry(_ a: UInt64, _ b: UInt64, _ carry: UInt64) -> (sum: UInt64, carry: UInt64) {
        let (first, over) = a.addingReportingOverflow(b)
        let (second, overAgain) = first.addingReportingOverflow(carry)
        return (second, (over ? 1 : 0) | (overAgain ? 1 : 0))
    }

    @inline(__always) @inlinable
    static func subtractWithBorrow(_ a: UInt64, _ b: UInt64, _ borrow: UInt64) -> (difference: UInt64, borrow: UInt64) {
        let (first, under) = a.subtractingReportingOverflow(b)
        let (second, underAgain) = first.subtractingReportingOverflow(borrow)
        return (second, (under ? 1 : 0) | (underAgain ? 1 : 0))
    }

    @inline(__always) @inlinable
    static func add(_ a: Words256, _ b: Words256) -> (sum: Words256, carry: UInt64) {
        let (s0, c0) = addWithCarry(a.0, b.0, 0)
        let (s1, c1) = addWithCarry(a.1, b.1, c0)
        let (s2, c2) = addWithCarry(a.2, b.2, c1)
        let (s3, c3) = addWithCarry(a.3, b.3, c2)
        return ((s0, s1, s2, s3), c3)
    }

    @inline(__always) @inlinable
    static func subtract(_ a: Words256, _ b: Words256) -> (difference: Words256, borrow: UInt64) {
        let (d0, b0) = subtractWithBorrow(a.0, b.0, 0)
        let (d1, b1) = subtractWithBorrow(a.1, b.1, b0)
        let (d2, b2) = subtractWithBorrow(a.2, b.2, b1)
        let (d3, b3) = subtractWithBorrow(a.3, b.3, b2)
        return ((d0, d1, d2, d3), b3)
    }

    @inline(__always) @inlinable
    static func isLess(_ a: Words256, _ b: Words256) -> Bool {
        subtract(a, b).borrow == 1
    }

    /// a, less p if that leaves no borrow: reduces values below 2p.
    @inline(__always) @inlinable
    static func reduceOnce(_ a: Words256, _ p: Words256) -> Words256 {
        let (lowered, borrow) = subtract(a, p)
        let keep = 0 &- borrow
        return (
            lowered.0 ^ ((lowered.0 ^ a.0) & keep), lowered.1 ^ ((lowered.1 ^ a.1) & keep),
            lowered.2 ^ ((lowered.2 ^ a.2) & keep), lowered.3 ^ ((lowered.3 ^ a.3) & keep)
        )
    }

    /// t = (t + a · b) / 2^64 mod p, one step of Montgomery's product for p below 2^254.
    @inline(__always) @inlinable
    static func multiplyAddReduce(_ t: inout Words256, _ a: Words256, _ b: UInt64, _ p: Words256, _ negatedInverse: UInt64) {
        let (s0, a0) = multiplyAdd(a.0, b, t.0, 0)
        let m = s0 &* negatedInverse
        let (_, c0) = multiplyAdd(m, p.0, s0, 0)
        let (s1, a1) = multiplyAdd(a.1, b, t.1, a0)
        let (r0, c1) = multiplyAdd(m, p.1, s1, c0)
        let (s2, a2) = multiplyAdd(a.2, b, t.2, a1)
        let (r1, c2) = multiplyAdd(m, p.2, s2, c1)
        let (s3, a3) = multiplyAdd(a.3, b, t.3, a2)
        let (r2, c3) = multiplyAdd(m, p.3, s3, c2)
        t = (r0, r1, r2, a3 &+ c3)
    }
}
