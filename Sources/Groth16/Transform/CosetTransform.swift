import CKernels
import FiniteFields

/// The table of a domain of size 2^log for going from the values of polynomials on the domain to their values on its odd coset.
///
/// The coset is g ⟨g²⟩ for g the generator of order 2^(log + 1): together with the domain it makes the domain of twice the size.
package final class CosetTransform: Sendable {
    // Written before `init` returns and only read from then on.
    @safe private struct Table: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer
    }

    let log: Int
    private let table: Table

    var size: Int { 1 << log }

    /// - Parameter log: 1 ... 27. Cost: about 2^(log + 1) products; 32 bytes for each element of the domain.
    package init(log: Int) {
        precondition(log >= 1 && log < BN254Scalar.twoAdicity, "domain out of range")
        self.log = log
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: burhan_bn254_table_size(UInt32(log)), alignment: 64)
        let root = BN254Scalar.twoAdicGenerator(log + 1)
        unsafe withUnsafeBytes(of: root.montgomery) { root in
            unsafe burhan_bn254_fill_table(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(log), root.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
        table = unsafe Table(bytes: bytes)
    }

    deinit { unsafe table.bytes.deallocate() }

    private var pointer: UnsafePointer<UInt8>? { unsafe UnsafePointer(table.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)) }

    /// Replaces `size` values on the domain by those on the coset, in the kernels' own form.
    package func transform(_ values: UnsafeMutableBufferPointer<BN254Scalar>) {
        precondition(values.count == size, "wrong number of values")
        unsafe burhan_bn254_coset_values(UnsafeMutableRawPointer(values.baseAddress)?.assumingMemoryBound(to: UInt8.self), pointer)
    }

    /// Numbers a b − c at the coset's points g^(2j + 1), for those j that the i of the range belong to (see `burhan_bn254_quotient`); the range's
    /// bounds are multiples of eight, or the whole domain.
    package func products(
        _ a: UnsafeMutableBufferPointer<BN254Scalar>, _ b: UnsafeMutableBufferPointer<BN254Scalar>,
        _ c: UnsafeMutableBufferPointer<BN254Scalar>, range: Range<Int>, into numbers: UnsafeMutableBufferPointer<Words256>
    ) {
        func bytes(_ values: UnsafeMutableBufferPointer<BN254Scalar>) -> UnsafeMutablePointer<UInt8>? {
            unsafe UnsafeMutableRawPointer(values.baseAddress)?.assumingMemoryBound(to: UInt8.self)
        }
        precondition(range.lowerBound >= 0 && range.upperBound <= size && numbers.count == size, "range outside the domain")
        unsafe burhan_bn254_quotient(
            UnsafeMutableRawPointer(numbers.baseAddress)?.assumingMemoryBound(to: UInt8.self), bytes(a), bytes(b), bytes(c), pointer,
            range.lowerBound, range.upperBound)
    }
}
