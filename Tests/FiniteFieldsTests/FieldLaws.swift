import FiniteFields
import Testing

/// The laws that every field must satisfy, checked on all triples of the given elements.
func expectFieldLaws<F: Field>(on elements: [F], _ location: SourceLocation = #_sourceLocation) {
    for a in elements {
        #expect(a + .zero == a && a * .one == a && a * .zero == .zero, sourceLocation: location)
        #expect(a - a == .zero && a + (-a) == .zero && -(-a) == a, sourceLocation: location)
        #expect(a.squared == a * a && a.doubled == a + a, sourceLocation: location)
        if a.isZero {
            #expect(a.inverse == nil, sourceLocation: location)
        } else {
            #expect(a.inverse.map { $0 * a } == .one, sourceLocation: location)
        }
        for b in elements {
            #expect(a + b == b + a && a * b == b * a && a - b == -(b - a), sourceLocation: location)
            #expect((a * b == .zero) == (a == .zero || b == .zero), sourceLocation: location)
            for c in elements {
                #expect((a + b) + c == a + (b + c) && (a * b) * c == a * (b * c), sourceLocation: location)
                #expect(a * (b + c) == a * b + a * c && a * (b - c) == a * b - a * c, sourceLocation: location)
            }
        }
    }
}

/// Powers agree with repeated multiplication and exponents add.
func expectPowerLaws<F: Field>(on elements: [F], _ location: SourceLocation = #_sourceLocation) {
    for a in elements {
        for (exponent, power) in a.powers(20).enumerated() {
            #expect(a.power(UInt64(exponent)) == power, sourceLocation: location)
        }
        #expect(a.power(123_456_789) * a.power(987_654_321) == a.power(1_111_111_110), sourceLocation: location)
        #expect(a.squared(times: 7) == a.power(128), sourceLocation: location)
    }
}

/// Batch inversion agrees with single inversions and refuses zero anywhere.
func expectBatchInversion<F: Field>(of elements: [F], _ location: SourceLocation = #_sourceLocation) {
    let units = elements.filter { !$0.isZero }
    for count in 0...units.count {
        let part = Array(units.prefix(count))
        #expect(F.batchInverse(part) == part.compactMap(\.inverse), sourceLocation: location)
        #expect(F.batchInverse(part + [.zero]) == nil && F.batchInverse([.zero] + part) == nil, sourceLocation: location)
    }
}
