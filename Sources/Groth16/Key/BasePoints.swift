import Glibc

/// A section of points that proofs sum up, in place, and which of them are not infinity.
struct BasePoints<Curve: FileCurve & BucketCurve>: Sendable {
    let section: PointSection<Curve>
    /// Indices of the points that are not infinity; nil if none is.
    let indices: [UInt32]?

    /// One pass over the section.
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
    }

    /// Σ scalarᵢ · pointᵢ, to be computed window by window.
    func sum(scalars: UnsafeRawPointer) -> WindowedSum<Curve>? {
        guard let bases = unsafe section.bytes.raw.baseAddress else { return nil }
        return unsafe WindowedSum(
            bases: bases.assumingMemoryBound(to: UInt8.self), scalars: scalars.assumingMemoryBound(to: UInt8.self), indices: indices,
            count: section.count)
    }

    /// Tells the system that the section's pages will not be needed soon; they come back from the file when they are.
    func discardPages() {
        let bytes = unsafe section.bytes.raw
        guard section.bytes.file.isMapped, let start = bytes.baseAddress else { return }
        let page = Int(getpagesize())
        let first = (Int(bitPattern: start) + page - 1) / page * page
        let end = (Int(bitPattern: start) + bytes.count) / page * page
        guard end > first, let pointer = unsafe UnsafeMutableRawPointer(bitPattern: first) else { return }
        unsafe madvise(pointer, end - first, MADV_DONTNEED)
    }
}
