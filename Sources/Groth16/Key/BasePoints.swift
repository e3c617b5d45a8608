/// A section of points that proofs sum up, in place, and which of them are not infinity.
struct BasePoints<Curve: FileCurve & BucketCurve>: Sendable {
    let section: PointSection<Curve>
    /// Indices of the points that are not infinity; nil if none is.
    let indices: [UInt32]?

    /// One pass over the section, whose pages are given back: of the whole key, only what a proof reads at a time needs to be in memory.
    init(_ section: PointSection<Curve>) {
        self.section = section
        var indices: [UInt32] = []
        var hasInfinity = false
        for index in 0..<section.count {
            if !section[index].isInfinity {
                if hasInfinity { indices.append(UInt32(index)) }
            } else if !hasInfinity {
                hasInfinity = true
                indices.reserveCapacity(section.count)
                for before in 0..<index { indices.append(UInt32(before)) }
            }
        }
        self.indices = hasInfinity ? indices : nil
        section.bytes.discardPages()
    }

    /// Σ scalarᵢ · pointᵢ, to be computed window by window; with `discards` the section's pages are given back afterwards.
    func sum(scalars: UnsafeRawPointer, discards: Bool) -> WindowedSum<Curve>? {
        guard let bases = unsafe section.bytes.raw.baseAddress else { return nil }
        let section = section
        let whenFinished: @Sendable () -> Void = { if discards { section.bytes.discardPages() } }
        return unsafe WindowedSum(
            bases: bases.assumingMemoryBound(to: UInt8.self), scalars: scalars.assumingMemoryBound(to: UInt8.self), indices: indices,
            count: section.count, whenFinished: whenFinished)
    }
}
