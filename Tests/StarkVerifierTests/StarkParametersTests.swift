import Foundation
import Hashing
import StarkVerifier
import Testing

@Suite("Parameters and their security") struct StarkParametersTests {
    private static let sets = [StarkParameters.standard, .withoutHiding]

    @Test func setsAreFoundByTheirNumber() {
        for number in UInt8.min...UInt8.max {
            #expect(StarkParameters(identifier: number) == Self.sets.first { $0.identifier == number })
        }
        #expect(Set(Self.sets.map(\.identifier)).count == Self.sets.count)
        #expect(StarkParameters.standard.encoded() != StarkParameters.withoutHiding.encoded())
    }

    /// Every polynomial of a table fits below 17/32 of its domain, and half the domain would be too small for one of them or for the rows.
    @Test func domainsAreTheLeastThatHoldTheMaskedPolynomials() {
        for parameters in Self.sets {
            for logRows in StarkParameters.logRowsRange {
                let rows = 1 << logRows
                let log = parameters.logDomain(logRows: logRows)
                // Columns below n + h; chunks below n + (3h + 1)/2 + quotient mask; both chunks together hold 2n + 3h − 2 coefficients.
                let longest = max(rows + parameters.maskLength, rows + parameters.chunkExcess + parameters.quotientMaskLength)
                #expect(longest <= StarkParameters.degreeBound(logDomain: log), "2^\(logRows) rows")
                #expect(2 * (rows + parameters.chunkExcess) >= 2 * rows + 3 * parameters.maskLength - 2)
                #expect(log > logRows && log >= parameters.finalLog)
                #expect(log <= 24, "beyond the field's two-adicity")
                if log > max(logRows + 1, parameters.finalLog) {
                    #expect(longest > StarkParameters.degreeBound(logDomain: log - 1), "2^\(logRows) rows")
                }
                #expect(32 * StarkParameters.degreeBound(logDomain: log) == 17 << log, "the bound is exact")
            }
        }
    }

    /// Masks have a coefficient for each value that is revealed, salts 128 bits.
    @Test func masksAreAsLongAsWhatIsRevealed() {
        let standard = StarkParameters.standard
        #expect(standard.maskLength == 2 * standard.queries + 8)
        #expect(standard.quotientMaskLength == standard.queries + 4)
        #expect(standard.saltWords * 32 == 128)
        let bare = StarkParameters.withoutHiding
        #expect(bare.maskLength + bare.quotientMaskLength + bare.chunkExcess + bare.saltWords == 0)
    }

    /// Folding stops at every domain where tables join, makes steps of at most eight and ends at 2^9 points.
    @Test func foldingStopsWhereTablesJoin() {
        let parameters = StarkParameters.standard
        var state: UInt32 = 1
        for _ in 0..<2000 {
            state = state &* 1_664_525 &+ 1_013_904_223
            let logs = (parameters.finalLog...22).filter { state >> UInt32($0) & 1 == 1 }
            guard let top = logs.max() else { continue }
            let schedule = parameters.foldSchedule(from: top, joining: logs)
            var current = top
            var stops: Set<Int> = [top]
            for step in schedule {
                #expect(step >= 1 && step <= parameters.foldLog)
                current -= step
                stops.insert(current)
            }
            #expect(current == parameters.finalLog)
            #expect(stops.isSuperset(of: logs))
        }
    }

    /// A system with a narrow and a wide chip of every height and many instances.
    private static let system: TableSystem = {
        func chip(_ width: Int) -> Chip {
            var b = ChipBuilder("chip \(width)")
            let columns = b.columns("a", width)
            let bus = Bus(number: 1, name: "bus", arity: min(width, 8))
            for column in columns { b.constrain(column * column * (b.next(column) - 1), "cubic") }
            for index in 0..<(width / 4) {
                b.send(bus, (0..<min(width, 8)).map { columns[($0 + index) % width] }, multiplicity: columns[0])
            }
            b.blind(with: b.columns("free", 4))
            return b.build()
        }
        return TableSystem(
            [4, 40, 200].map { ChipEntry(chip($0), instances: 0...96, logRows: 5...21, isCounted: false) }, maximumCountedRows: 0,
            publicValueCount: 0, fixedRoot: Digest())
    }()

    /// Heights and numbers of instances at random and at the extremes: what is allowed has 100 bits.
    @Test func everyAllowedShapeHasOneHundredBits() {
        var state: UInt64 = 5
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var allowed = 0
        var least = Double.infinity
        func check(_ heights: [[Int]]) {
            var shapes = heights.enumerated().flatMap { chip, logs in
                logs.sorted(by: >).map { TableShape(chip: chip, logRows: $0) }
            }
            shapes.append(TableShape(chip: 3, logRows: shapes.count < 32 ? 5 : 7))
            guard Self.system.problem(in: shapes) == nil else { return }
            allowed += 1
            let report = SecurityReport(Self.system, ProofHeader(parameters: .standard, shapes: shapes))
            least = min(least, report.bits)
            #expect(report.bits >= 100, "\(heights)")
            #expect(report.bits <= (report.terms.min() ?? 0), "the sum of the errors is no less than any of them")
        }
        for log in StarkParameters.logRowsRange {
            for count in 0...96 { for chip in 0..<3 { check((0..<3).map { $0 == chip ? [Int](repeating: log, count: count) : [] }) } }
        }
        for _ in 0..<5000 {
            let top = 6 + random(16)
            check((0..<3).map { _ in (0..<random(40)).map { _ in 5 + random(top - 4) } })
        }
        // As many tuples, heights and columns as the limits allow, greedily.
        check([Array(5...21), Array(5...21), Array(5...15)])
        #expect(allowed > 3000)
        #expect(least < 100.9, "the sweep reaches the least secure shapes")
    }

    @Test func eachTermIsItsFormula() {
        let shapes = [(0, 20), (1, 10), (3, 5)].map { TableShape(chip: $0, logRows: $1) }
        let report = SecurityReport(Self.system, ProofHeader(parameters: .standard, shapes: shapes))
        let field = 4 * log2(2_130_706_433.0)
        // Tuples per row: 1 + 1, 10 + 1, 1; domains of 2^21, 2^12 and 2^11 points.
        let tuples = Double(2 << 20 + 11 << 10 + 32 + 32_768)
        let domain = Double(1 << 21)
        let columns = Double((8 + 4 + 4 + 12) + (44 + 40 + 24 + 12) + (5 + 4 + 12))
        let expected = [
            field - log2(16 * tuples) + 16, field - log2(40 + 6) + 4, field - log2(3 * domain) + 8,
            field - log2((columns + 1) * domain) + 16, field - log2(8 * 5 * domain) + 8,
            -210 * log2((1 + 17.0 / 32 + 1 / 2048) / 2) + 20,
        ]
        #expect(report.terms.count == expected.count)
        for (term, value) in zip(report.terms, expected) { #expect(abs(term - value) < 0.01, "\(term), expected \(value)") }
        #expect(abs(report.bits + log2(expected.reduce(0) { $0 + pow(2, -$1) })) < 0.01)
    }

    @Test func logarithmAndPowerAgreeWithTheMathematicsLibrary() {
        var value = 1e-300
        while value < 1e300 {
            #expect(abs(Binary.log2(value) - log2(value)) <= 1e-12 * max(1, abs(log2(value))), "log2 \(value)")
            value *= 1.37
        }
        for value in [1.0, 2, 0.5, 1024, 1.414_213_562_373_095, 1.414_213_562_373_096, 0.999_999, 1.000_001] {
            #expect(abs(Binary.log2(value) - log2(value)) <= 1e-12 * max(1, abs(log2(value))))
        }
        for value in stride(from: -900.0, to: 900, by: 0.37) {
            #expect(abs(Binary.exp2(value) / pow(2, value) - 1) < 1e-12, "exp2 \(value)")
        }
        #expect(Binary.log2(0) == -.infinity && Binary.log2(-1) == -.infinity)
        #expect(Binary.exp2(-2000) == 0 && Binary.exp2(2000) == .infinity)
    }
}
