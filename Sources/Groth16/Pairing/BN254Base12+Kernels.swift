import CKernels
import FiniteFields

/// Steps of the pairing by the C kernels of `bn254_pairing.c`; the operators of the same names in Swift are their reference.
extension BN254Base12 {
    /// `self * b`.
    package func multiplied(by b: BN254Base12) -> BN254Base12 {
        var product = self
        unsafe withUnsafeBytes(of: b) { unsafe burhan_bn254_fq12_multiply(&product, $0.baseAddress) }
        return product
    }

    /// `self` becomes `squared`.
    package mutating func square() { unsafe burhan_bn254_fq12_square(&self) }

    /// `cyclotomicSquared`, for elements of the cyclotomic subgroup.
    package var cyclotomicSquare: BN254Base12 {
        var square = self
        unsafe burhan_bn254_fq12_cyclotomic_square(&square)
        return square
    }

    /// `powerOfParameter`, for elements of the cyclotomic subgroup, by signed digits: 62 squarings and 21 products.
    package var cyclotomicPowerOfParameter: BN254Base12 {
        var power = self
        unsafe burhan_bn254_fq12_cyclotomic_power(&power)
        return power
    }

    /// `times(line:)` for the value of a line at a point of G1 that is not infinity.
    package mutating func multiply(by line: LineCoefficients, at point: G1Affine) {
        unsafe withUnsafeBytes(of: line) { line in
            unsafe withUnsafeBytes(of: point) { unsafe burhan_bn254_multiply_line(&self, line.baseAddress, $0.baseAddress) }
        }
    }
}

extension PreparedG2 {
    /// The lines of a point Q of the twist that is not infinity, given Q, ψ(Q), −ψ²(Q) and −ψ³(Q), and whether Q is of order r.
    static func lines(of points: (G2Affine, G2Affine, G2Affine, G2Affine)) -> (lines: [LineCoefficients], isInSubgroup: Bool) {
        let zero = LineCoefficients(atY: .zero, atX: .zero, constant: .zero)
        var lines = [LineCoefficients](repeating: zero, count: Pairing.lineCount)
        let isInSubgroup = unsafe withUnsafeBytes(of: points) { points in
            unsafe burhan_bn254_g2_lines(&lines, points.baseAddress, Pairing.loopDigits, Pairing.loopDigits.count) != 0
        }
        return (lines, isInSubgroup)
    }
}
