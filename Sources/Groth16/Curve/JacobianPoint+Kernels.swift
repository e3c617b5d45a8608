import CKernels
import FiniteFields

extension JacobianPoint where Curve == BN254G1 {
    /// `multiplied(by:)` by the C kernel, for integers below 2^254.
    package func multiple(by integer: Words256) -> Self {
        var product = self
        unsafe withUnsafeBytes(of: integer) { unsafe burhan_bn254_g1_multiple(&product, $0.baseAddress) }
        return product
    }
}

extension JacobianPoint where Curve == BN254G2 {
    /// `multiplied(by:)` by the C kernel, for integers below 2^254 and points of any order.
    package func multiple(by integer: Words256) -> Self {
        var product = self
        unsafe withUnsafeBytes(of: integer) { unsafe burhan_bn254_g2_multiple(&product, $0.baseAddress) }
        return product
    }
}
