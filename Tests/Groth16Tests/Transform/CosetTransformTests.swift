import CKernels
import FiniteFields
import Groth16
import Testing

@Suite struct CosetTransformTests {
    /// Sizes below and above what the lanes need, against evaluation of the polynomials point by point.
    @Test(arguments: [1, 2, 3, 5, 6, 7, 9]) func givesTheProductOnTheOddCoset(log: Int) {
        let size = 1 << log
        let g = BN254Scalar.twoAdicGenerator(log + 1)
        let polynomials = (0..<3).map { k in (0..<size).map { BN254Scalar(UInt64($0 * 3 + k + 2)).power(1_000_003) } }
        func value(_ k: Int, at x: BN254Scalar) -> BN254Scalar { polynomials[k].reversed().reduce(.zero) { $0 * x + $1 } }
        let onDomain = (0..<3).map { k in g.squared.powers(size).map { value(k, at: $0) } }
        let expected = (0..<size).map { j in
            let x = g.power(UInt64(2 * j + 1))
            return value(0, at: x) * value(1, at: x) - value(2, at: x)
        }
        onEveryGroth16Path { path in
            let transform = CosetTransform(log: log)
            let values = (0..<3).map { _ in SecretArray<BN254Scalar>(count: size) }
            for k in 0..<3 {
                for i in 0..<size { unsafe values[k].buffer[i] = onDomain[k][i] }
                unsafe transform.transform(values[k].buffer)
            }
            let products = SecretArray<Words256>(count: size)
            defer { withExtendedLifetime((values, products)) {} }
            unsafe transform.products(values[0].buffer, values[1].buffer, values[2].buffer, range: 0..<size, into: products.buffer)
            #expect(unsafe products.buffer.map { BN254Scalar(canonical: $0) } == expected.map(Optional.some), "\(path)")
        }
    }
}
