import CKernels
import FiniteFields

/// A curve whose bucket sums the kernels compute.
protocol BucketCurve: ShortWeierstrassCurve {
    /// Bytes of working memory for that many buckets.
    static func workspaceSize(buckets: Int) -> Int
    /// See `burhan_bn254_g1_bucket_sum`.
    static func bucketSum(
        _ out: UnsafeMutablePointer<UInt8>, _ bases: UnsafePointer<UInt8>, _ entries: UnsafePointer<UInt32>,
        _ offsets: UnsafePointer<UInt32>, _ buckets: Int, _ memory: UnsafeMutablePointer<UInt8>
    ) -> Int
}

extension BN254G1: BucketCurve {
    static func workspaceSize(buckets: Int) -> Int { burhan_bn254_g1_workspace(buckets) }

    static func bucketSum(
        _ out: UnsafeMutablePointer<UInt8>, _ bases: UnsafePointer<UInt8>, _ entries: UnsafePointer<UInt32>,
        _ offsets: UnsafePointer<UInt32>, _ buckets: Int, _ memory: UnsafeMutablePointer<UInt8>
    ) -> Int {
        unsafe burhan_bn254_g1_bucket_sum(out, bases, entries, offsets, buckets, memory)
    }
}

extension BN254G2: BucketCurve {
    static func workspaceSize(buckets: Int) -> Int { burhan_bn254_g2_workspace(buckets) }

    static func bucketSum(
        _ out: UnsafeMutablePointer<UInt8>, _ bases: UnsafePointer<UInt8>, _ entries: UnsafePointer<UInt32>,
        _ offsets: UnsafePointer<UInt32>, _ buckets: Int, _ memory: UnsafeMutablePointer<UInt8>
    ) -> Int {
        unsafe burhan_bn254_g2_bucket_sum(out, bases, entries, offsets, buckets, memory)
    }
}
