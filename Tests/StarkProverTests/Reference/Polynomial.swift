import FiniteFields

/// A polynomial over the base field by its coefficients, with textbook algorithms that share nothing with the kernels.
struct Polynomial: Equatable {
    var coefficients: [KoalaBear]

    init(_ coefficients: [KoalaBear]) { self.coefficients = coefficients }

    /// The polynomial of degree below the number of values that takes them on shift·⟨w⟩, in the order of the exponents of w.
    init(values: [KoalaBear], shift: KoalaBear = .one) {
        let log = values.count.trailingZeroBitCount
        let scale = KoalaBear(values.count).inverse!
        let generator = KoalaBear.twoAdicGenerator(log).inverse!
        let back = shift.inverse!.powers(values.count)
        coefficients = zip(Self.transform(values, generator), back).map { $0 * $1 * scale }
    }

    /// Values on shift·⟨w⟩ with 2^log points, in the order of the exponents of w; any degree.
    func values(log: Int, shift: KoalaBear = .one) -> [KoalaBear] {
        // Modulo X^N − shift^N, then a plain transform of the scaled coefficients.
        var reduced = [KoalaBear](repeating: .zero, count: 1 << log)
        let powers = shift.powers(1 << log)
        let wrap = shift.squared(times: log)
        var factor = KoalaBear.one
        for start in stride(from: 0, to: coefficients.count, by: 1 << log) {
            for index in start..<min(start + 1 << log, coefficients.count) {
                reduced[index - start] += coefficients[index] * factor * powers[index - start]
            }
            factor *= wrap
        }
        return Self.transform(reduced, KoalaBear.twoAdicGenerator(log))
    }

    /// Σ aᵢ root^(ij) for every j: the recursive radix-2 transform.
    private static func transform(_ a: [KoalaBear], _ root: KoalaBear) -> [KoalaBear] {
        guard a.count > 1 else { return a }
        let half = a.count / 2
        let even = transform((0..<half).map { a[2 * $0] }, root.squared)
        let odd = transform((0..<half).map { a[2 * $0 + 1] }, root.squared)
        var result = a
        var power = KoalaBear.one
        for index in 0..<half {
            let term = odd[index] * power
            result[index] = even[index] + term
            result[index + half] = even[index] - term
            power *= root
        }
        return result
    }

    func callAsFunction(_ point: KoalaBear4) -> KoalaBear4 {
        var value = KoalaBear4.zero
        for coefficient in coefficients.reversed() { value = value * point + coefficient }
        return value
    }

    /// this + (Xⁿ − 1)·mask.
    func masked(_ mask: [KoalaBear], rows: Int) -> Polynomial { self + Polynomial(mask).shifted(rows) - Polynomial(mask) }

    /// X^count · this.
    func shifted(_ count: Int) -> Polynomial { Polynomial([KoalaBear](repeating: .zero, count: count) + coefficients) }

    /// Σ Xⁱ fᵢ(Xʷ) for w = 2^logPacking columns or fewer.
    init(packing columns: [Polynomial], logPacking: Int) {
        coefficients = [KoalaBear](
            repeating: .zero, count: (columns.map(\.coefficients.count).max() ?? 0) << logPacking)
        for (slot, column) in columns.enumerated() {
            for (index, value) in column.coefficients.enumerated() { coefficients[index << logPacking + slot] = value }
        }
    }

    /// f(factor · X).
    func scaled(_ factor: KoalaBear) -> Polynomial {
        Polynomial(zip(coefficients, factor.powers(coefficients.count)).map { $0 * $1 })
    }

    /// Highest exponent with a coefficient other than zero, −1 for the zero polynomial.
    var degree: Int { coefficients.lastIndex { !$0.isZero } ?? -1 }

    static func + (a: Polynomial, b: Polynomial) -> Polynomial {
        var sum = a.coefficients + [KoalaBear](repeating: .zero, count: max(0, b.coefficients.count - a.coefficients.count))
        for (index, value) in b.coefficients.enumerated() { sum[index] += value }
        return Polynomial(sum)
    }

    static prefix func - (a: Polynomial) -> Polynomial { Polynomial(a.coefficients.map { -$0 }) }
    static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + -b }
}

/// Codewords of the extension field as four base polynomials.
struct ExtensionPolynomial {
    var parts: [Polynomial]

    init(_ coefficients: [KoalaBear4]) {
        parts = (0..<4).map { k in Polynomial(coefficients.map { $0[k] }) }
    }

    init(values: [KoalaBear4], shift: KoalaBear = .one) {
        parts = (0..<4).map { k in Polynomial(values: values.map { $0[k] }, shift: shift) }
    }

    var coefficients: [KoalaBear4] {
        (0..<parts[0].coefficients.count).map { i in
            KoalaBear4(parts[0].coefficients[i], parts[1].coefficients[i], parts[2].coefficients[i], parts[3].coefficients[i])
        }
    }

    func values(log: Int, shift: KoalaBear = .one) -> [KoalaBear4] {
        let columns = parts.map { $0.values(log: log, shift: shift) }
        return (0..<(1 << log)).map { KoalaBear4(columns[0][$0], columns[1][$0], columns[2][$0], columns[3][$0]) }
    }
}

/// `values` in the order of bit-reversed positions.
func bitReversed<T>(_ values: [T]) -> [T] {
    let bits = values.count.trailingZeroBitCount
    return values.indices.map { position in
        var reversed = 0
        for bit in 0..<bits where position >> bit & 1 == 1 { reversed |= 1 << (bits - 1 - bit) }
        return values[reversed]
    }
}
