import FiniteFields

/// The sum of bytes that are no point with a point, as snarkjs computes it for a circuit's hash.
///
/// Powers of tau that are just large enough for a circuit lack the last power that its hash covers (see `BLAKE2b.update(differencesOf:size:)`). snarkjs then
/// takes the 64 bytes that follow the section as coordinates, which are not below q, and adds with them. The hash must agree, so the
/// additions here leave out the same reductions: an addition or subtraction of 256-bit integers reduces once at most, and a product gives
/// (a · b + m · q) / 2^256, less q once if it can be taken off.
enum UnreducedPoint {
    private typealias Integer = [UInt64]

    /// The affine sum by the chord through both, in Jacobian coordinates that are then reduced.
    static func sum(x x1: Words256, y y1: Words256, _ point: G1Affine) -> G1Point {
        let (x1, y1) = ([x1.0, x1.1, x1.2, x1.3], [y1.0, y1.1, y1.2, y1.3])
        let (x2, y2) = (integer(point.x.montgomery), integer(point.y.montgomery))
        let h = subtract(x2, x1)
        let slope = subtract(y2, y1)
        let square = multiply(h, h)
        let twice = add(square, square)
        let i = add(twice, twice)
        let j = multiply(h, i)
        let r = add(slope, slope)
        let v = multiply(x1, i)
        let x3 = subtract(subtract(multiply(r, r), j), add(v, v))
        let product = multiply(y1, j)
        let y3 = subtract(multiply(subtract(v, x3), r), add(product, product))
        return G1Point(uncheckedX: element(x3), y: element(y3), z: element(add(h, h)))
    }

    private static let q = integer(BN254Base.modulus)

    private static func integer(_ words: Words256) -> Integer { [words.0, words.1, words.2, words.3] }

    /// The element with these words of Montgomery form, reduced.
    private static func element(_ value: Integer) -> BN254Base {
        BN254Base(reducing: (value[0], value[1], value[2], value[3])) * BN254Base(uncheckedMontgomery: (1, 0, 0, 0))
    }

    private static func sum(_ a: Integer, _ b: Integer) -> (Integer, carry: Bool) {
        var result = a
        var carry = false
        for index in 0..<4 {
            let (first, overflow) = a[index].addingReportingOverflow(b[index])
            let (second, again) = first.addingReportingOverflow(carry ? 1 : 0)
            result[index] = second
            carry = overflow || again
        }
        return (result, carry)
    }

    private static func difference(_ a: Integer, _ b: Integer) -> (Integer, borrow: Bool) {
        var result = a
        var borrow = false
        for index in 0..<4 {
            let (first, overflow) = a[index].subtractingReportingOverflow(b[index])
            let (second, again) = first.subtractingReportingOverflow(borrow ? 1 : 0)
            result[index] = second
            borrow = overflow || again
        }
        return (result, borrow)
    }

    /// Takes q off once if the integer, of which `carry` is the 257th bit, is not below it.
    private static func reduce(_ value: Integer, carry: Bool) -> Integer {
        let (reduced, borrow) = difference(value, q)
        return carry || !borrow ? reduced : value
    }

    private static func add(_ a: Integer, _ b: Integer) -> Integer {
        let (value, carry) = sum(a, b)
        return reduce(value, carry: carry)
    }

    private static func subtract(_ a: Integer, _ b: Integer) -> Integer {
        let (value, borrow) = difference(a, b)
        return borrow ? sum(value, q).0 : value
    }

    private static func multiply(_ a: Integer, _ b: Integer) -> Integer {
        var t = Integer(repeating: 0, count: 9)
        for (place, word) in b.enumerated() { addProduct(&t, a, word, place) }
        for place in 0..<4 { addProduct(&t, q, t[place] &* BN254BaseModulus.negatedInverse, place) }
        return reduce(Array(t[4..<8]), carry: t[8] != 0)
    }

    /// t += a · word · 2^(64 · place).
    private static func addProduct(_ t: inout Integer, _ a: Integer, _ word: UInt64, _ place: Int) {
        var carry: UInt64 = 0
        for index in place..<9 {
            let (high, low) = index - place < 4 ? a[index - place].multipliedFullWidth(by: word) : (0, 0)
            let (first, overflow) = t[index].addingReportingOverflow(low)
            let (second, again) = first.addingReportingOverflow(carry)
            t[index] = second
            carry = high &+ (overflow ? 1 : 0) &+ (again ? 1 : 0)
        }
    }
}
