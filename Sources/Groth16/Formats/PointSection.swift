import FiniteFields

/// The points of a section in place: affine, coordinates in Montgomery form, infinity all zeros.
public struct PointSection<Curve: FileCurve>: Sendable {
    public let bytes: ByteRange
    public let count: Int

    /// - Throws: `FormatError.wrongSectionSize` unless the part holds exactly `count` points.
    init(_ bytes: ByteRange, count: Int, _ what: String) throws(FormatError) {
        try bytes.expectCount(UInt64(count) * UInt64(AffinePoint<Curve>.byteCount), "\(count) points of \(Curve.name), \(what)")
        self.bytes = bytes
        self.count = count
    }

    private init(unchecked bytes: ByteRange, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    /// The point at an index below `count`, as it stands in the file: whether it is reduced and on the curve says `check()`.
    @inlinable
    public subscript(index: Int) -> AffinePoint<Curve> {
        precondition(index >= 0 && index < count, "point out of range")
        let size = AffinePoint<Curve>.byteCount
        return unsafe AffinePoint(uncheckedMontgomery: bytes.raw.baseAddress.unsafelyUnwrapped + index * size)
    }

    /// The points of a range inside 0 ..< `count`.
    public func part(_ range: Range<Int>) -> PointSection {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "points out of range")
        let size = AffinePoint<Curve>.byteCount
        let start = bytes.range.lowerBound
        let part = ByteRange(bytes.file, section: bytes.section, start + range.lowerBound * size..<start + range.upperBound * size)
        return PointSection(unchecked: part, count: range.count)
    }

    /// A copy of the points.
    public var points: [AffinePoint<Curve>] { (0..<count).map { self[$0] } }

    /// Checks that every point is reduced, on the curve and in the subgroup of order r.
    ///
    /// - Throws: `FormatError.wrongValue` at the first that is not.
    /// - Parameter isInfinityAllowed: whether the point at infinity may stand for a wire that is not used.
    public func check(isInfinityAllowed: Bool) throws(FormatError) {
        let size = AffinePoint<Curve>.byteCount
        let faults = Cores.map(count, grain: 1 << 10) { range -> FormatError? in
            for index in range {
                if let fault = self[index].fault(isInfinityAllowed: isInfinityAllowed) {
                    return .wrongValue(bytes.place(index * size), what: "point \(index)", expected: fault.expected, found: fault.found)
                }
            }
            return nil
        }
        for case .some(let fault) in faults { throw fault }
    }
}

extension AffinePoint where Curve: FileCurve {
    /// Why a point from a file is not acceptable, nil if it is.
    func fault(isInfinityAllowed: Bool) -> (expected: String, found: String)? {
        guard x.isReduced && y.isReduced else { return ("coordinates below q", "a larger one") }
        if isInfinity { return isInfinityAllowed ? nil : ("a point of \(Curve.name) other than infinity", "infinity") }
        guard isOnCurve else { return ("a point of \(Curve.name)", "coordinates that are not on the curve") }
        guard isInSubgroup else { return ("a point of \(Curve.name)", "a point outside the subgroup of order r") }
        return nil
    }
}

extension ByteRange {
    /// The point at `offset`: reduced, on the curve, in the subgroup of order r, and not infinity.
    ///
    /// - Throws: `FormatError.truncated`, `FormatError.wrongValue`.
    func point<Curve: FileCurve>(_ offset: Int, _ what: String, in curve: Curve.Type = Curve.self) throws(FormatError) -> AffinePoint<Curve>
    {
        let part = try part(offset, AffinePoint<Curve>.byteCount, what)
        let point = unsafe AffinePoint<Curve>(uncheckedMontgomery: part.raw.baseAddress.unsafelyUnwrapped)
        if let fault = point.fault(isInfinityAllowed: false) {
            throw .wrongValue(part.place(), what: what, expected: fault.expected, found: fault.found)
        }
        return point
    }
}

extension ByteCursor {
    /// Reads a point that must be reduced, on the curve, in the subgroup of order r, and not infinity.
    mutating func point<Curve: FileCurve>(_ what: String, in curve: Curve.Type = Curve.self) throws(FormatError) -> AffinePoint<Curve> {
        let part = try part(AffinePoint<Curve>.byteCount, what)
        return try part.point(0, what)
    }
}
