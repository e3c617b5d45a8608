import CKernels
import FiniteFields
import Synchronization

/// Work that falls apart into windows, each on any thread.
protocol WindowedWork: Sendable {
    /// Relative cost of one window.
    var windowCost: Double { get }
    var windowCount: Int { get }
    func computeWindow(_ window: Int, _ workspace: inout MSMWorkspace)
}

/// Σ scalarᵢ · pointᵢ by Pippenger's buckets with signed digits: windows are computed in any order and put together at the end.
///
/// Scalars of zero cost nothing, small ones only the windows they reach, and points at infinity are left out beforehand by `indices`. Time depends
/// on the scalars.
///
/// GLV decomposition is left out on purpose: additions in buckets dominate, it does not make them fewer, and the image of a point under the
/// endomorphism would cost one product more in six.
final class WindowedSum<Curve: BucketCurve>: WindowedWork {
    /// The memory is only read, except for `windows`, of which every element is written by one thread.
    @safe private struct Memory: @unchecked Sendable {
        let bases: UnsafePointer<UInt8>
        let scalars: UnsafePointer<UInt8>
        let order: UnsafeMutableBufferPointer<UInt32>
        let windows: UnsafeMutableBufferPointer<JacobianPoint<Curve>>
    }

    private let memory: Memory
    /// Windows that are not finished, and what to do when none is left.
    private let unfinished: Atomic<Int>
    private let whenFinished: @Sendable () -> Void
    /// Scalars that are not zero by class, see `burhan_bn254_sort_scalars`.
    private let classes: (Int, Int, Int, Int)
    /// Bits of a window.
    let width: Int
    let windowCount: Int

    /// - Parameters:
    ///   - bases: affine points in the form of key files, at least up to the last index; must outlive this object, as must `scalars`.
    ///   - scalars: 32 bytes each, little-endian, below r.
    ///   - indices: the scalars to take into account; nil for 0 ..< count.
    ///   - whenFinished: called when the bases have been read for the last time.
    init(
        bases: UnsafePointer<UInt8>, scalars: UnsafePointer<UInt8>, indices: [UInt32]?, count: Int,
        whenFinished: @escaping @Sendable () -> Void = {}
    ) {
        let order = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: indices?.count ?? count)
        let number = indices?.count ?? count
        func sort(_ width: Int) -> (Int, Int, Int, Int) {
            var counts = [0, 0, 0, 0]
            if let indices {
                unsafe burhan_bn254_sort_scalars(order.baseAddress, &counts, scalars, indices, number, UInt32(width))
            } else {
                unsafe burhan_bn254_sort_scalars(order.baseAddress, &counts, scalars, nil, number, UInt32(width))
            }
            return (counts[0], counts[1], counts[2], counts[3])
        }
        // The width for the number of wide scalars; the others hardly count.
        let trial = sort(8)
        let width = Self.bestWidth(trial.0 + trial.1 / 2 + trial.2 / 4)
        classes = width == 8 ? trial : sort(width)
        self.width = width
        windowCount = (255 + width - 1) / width
        unfinished = Atomic(windowCount)
        self.whenFinished = whenFinished
        let windows = UnsafeMutableBufferPointer<JacobianPoint<Curve>>.allocate(capacity: windowCount)
        unsafe windows.initialize(repeating: .infinity)
        memory = unsafe Memory(bases: bases, scalars: scalars, order: order, windows: windows)
    }

    deinit {
        unsafe memory.order.deallocate()
        unsafe memory.windows.deinitialize().deallocate()
    }

    /// The width with the least products: about 7 for a scalar in a window (an affine addition and its sorting), 24 for a bucket.
    static func bestWidth(_ count: Int) -> Int {
        func cost(_ width: Int) -> Int { (255 + width - 1) / width * (7 * count + 24 << (width - 1)) }
        return (4...16).min { cost($0) < cost($1) } ?? 4
    }

    var windowCost: Double {
        let buckets = Double(1 << (width - 1))
        let additions = Double(classes.0) * 7 + buckets * 24
        return Curve.self == BN254G2.self ? 3 * additions : additions
    }

    /// Scalars with a digit other than zero in a window; the classes are in order of size.
    private func scalarCount(in window: Int) -> Int {
        var count = classes.0
        // A carry can reach one window further than a scalar's own bits.
        if window * width < 130 { count += classes.1 }
        if window * width < 66 { count += classes.2 }
        if window == 0 { count += classes.3 }
        return count
    }

    func computeWindow(_ window: Int, _ workspace: inout MSMWorkspace) {
        addBuckets(window, &workspace)
        if unfinished.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 { whenFinished() }
    }

    private func addBuckets(_ window: Int, _ workspace: inout MSMWorkspace) {
        let count = scalarCount(in: window)
        guard count > 0 else { return }
        let buckets = 1 << (width - 1)
        workspace.reserve(scalars: count, buckets: buckets, bytes: Curve.workspaceSize(buckets: buckets))
        guard let entries = unsafe workspace.entries.baseAddress, let digits = unsafe workspace.digits.baseAddress,
            let offsets = unsafe workspace.offsets.baseAddress, let bytes = unsafe workspace.memory.baseAddress,
            let parts = unsafe workspace.parts.baseAddress
        else { return }
        let found = unsafe burhan_bn254_sort_digits(
            entries, offsets, digits, memory.scalars, memory.order.baseAddress, count, UInt32(width), UInt32(window))
        guard found > 0 else { return }
        let made = unsafe Curve.bucketSum(
            parts.assumingMemoryBound(to: UInt8.self), memory.bases, entries, offsets, buckets, bytes.assumingMemoryBound(to: UInt8.self))
        unsafe memory.windows[window] = Self.join(parts.assumingMemoryBound(to: Part.self), count: made, share: buckets / made)
    }

    /// One share of the buckets: its weighted and its plain sum.
    private struct Part {
        var weighted, plain: (x: Curve.Coordinate, y: Curve.Coordinate, z: Curve.Coordinate)
    }

    /// Σ weightedᵢ + i · share · plainᵢ; `share` is a power of two.
    private static func join(_ parts: UnsafePointer<Part>, count: Int, share: Int) -> JacobianPoint<Curve> {
        var weighted = JacobianPoint<Curve>.infinity
        var running = JacobianPoint<Curve>.infinity
        var raised = JacobianPoint<Curve>.infinity
        for index in (0..<count).reversed() {
            weighted += unsafe point(parts[index].weighted)
            if index > 0 {
                running += unsafe point(parts[index].plain)
                raised += running
            }
        }
        for _ in 0..<share.trailingZeroBitCount { raised = raised.doubled }
        return weighted + raised
    }

    /// (X / Z, Y / Z) as (X Z / Z², Y Z² / Z³).
    private static func point(_ a: (x: Curve.Coordinate, y: Curve.Coordinate, z: Curve.Coordinate)) -> JacobianPoint<Curve> {
        if a.z.isZero { return .infinity }
        return JacobianPoint(uncheckedX: a.x * a.z, y: a.y * a.z.squared, z: a.z)
    }

    /// The sum, once all windows are computed. Cost: 255 doublings.
    func total() -> JacobianPoint<Curve> {
        var sum = JacobianPoint<Curve>.infinity
        for window in (0..<windowCount).reversed() {
            for _ in 0..<width { sum = sum.doubled }
            sum += unsafe memory.windows[window]
        }
        return sum
    }
}
