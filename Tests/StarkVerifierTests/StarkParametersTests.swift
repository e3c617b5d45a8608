import Foundation
import Hashing
import StarkVerifier
import Testing

@Suite("Parameters and their security") struct StarkParametersTests {
    private static let sets = [StarkParameters.standard, .withoutHiding, .compact]

    @Test func setsAreFoundByTheirNumber() {
        for number in UInt8.min...UInt8.max {
            #expect(StarkParameters(identifier: number) == Self.sets.first { $0.identifier == number })
        }
        #expect(Set(Self.sets.map(\.identifier)).count == Self.sets.count)
        #expect(Set(Self.sets.map { $0.encoded() }).count == Self.sets.count)
    }

    /// Every column of a table fits below 65/128 (65/512) of its domain, and half the domain would be too small for it or for the rows.
    @Test func domainsAreTheLeastThatHoldTheMaskedPolynomials() {
        for parameters in Self.sets {
            for logRows in StarkParameters.logRowsRange {
                let rows = 1 << logRows
                let log = parameters.logDomain(logRows: logRows)
                let least = max(logRows + parameters.blowUpLog, parameters.finalLog - 1)
                #expect(rows + parameters.maskLength <= parameters.degreeBound(logDomain: log), "2^\(logRows) rows")
                // Both chunks together hold the quotient of three masked columns' product: 2n + 3h − 2 coefficients.
                #expect(2 * (rows + parameters.chunkExcess) >= 2 * rows + 3 * parameters.maskLength - 2)
                #expect(log >= least)
                #expect(log <= 24, "beyond the field's two-adicity")
                if log > least { #expect(rows + parameters.maskLength > parameters.degreeBound(logDomain: log - 1), "2^\(logRows) rows") }
                #expect(64 * (parameters.degreeBound(logDomain: log) << parameters.blowUpLog) == 65 << log, "the bound is exact")
            }
        }
    }

    /// Masks have a coefficient for each value that is revealed, salts 128 bits.
    @Test func masksAreAsLongAsWhatIsRevealed() {
        let standard = StarkParameters.standard
        #expect(standard.maskLength == 2 * standard.queries + 8)
        #expect(standard.mainMaskLength(readsNext: true) == standard.maskLength)
        #expect(standard.mainMaskLength(readsNext: false) == standard.queries + 4)
        #expect(standard.quotientMaskLength == standard.queries + 4)
        #expect(standard.saltWords * 32 == 128)
        let bare = StarkParameters.withoutHiding
        #expect(bare.maskLength + bare.quotientMaskLength + bare.chunkExcess + bare.saltWords == 0)
    }

    /// Folding stops at every domain where tables join, makes steps of at most sixteen and ends at 2^11 points.
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
            publicValueCount: 0)
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

    /// Tables of 2^20, 2^10 and 2^5 rows on 2^21, 2^12 and 2^10 points; their packed polynomials as `ProofLayoutTests` counts them.
    @Test(arguments: [StarkParameters.standard, .compact]) func eachTermIsItsFormula(parameters: StarkParameters) {
        let shapes = [(0, 20), (1, 10), (3, 5)].map { TableShape(chip: $0, logRows: $1) }
        let layout = ProofLayout(Self.system, shapes, parameters)
        let report = SecurityReport(Self.system, ProofHeader(parameters: parameters, shapes: shapes))
        let field = 4 * log2(2_130_706_433.0)
        // Tuples per row: 1 + 1, 10 + 1, 1.
        let tuples = Double(2 << 20 + 11 << 10 + 32 + 32_768)
        let top = Double(1 << layout.logTop)
        var words = 1
        for group in layout.groups {
            let packed = (group.columns.count + 1 << group.logPacking - 1) / (1 << group.logPacking)
            words += group.isOpenedNext ? 2 * packed : packed
        }
        let smallest = pow(2, Double(layout.logDomains.min()!))
        let (agreement, list, slope, constant): (Double, Double, Double, Double)
        if parameters == .compact {
            let rate = 65.0 / 512 + 1 / smallest
            let theta = 1 - rate.squareRoot() * (1 + 1.0 / 6)
            agreement = 1 - theta
            list = 3 / rate
            slope = (2 * pow(3.5, 5) + 3 * 3.5 * theta * rate) / (3 * pow(rate, 1.5))
            constant = 3.5 / rate.squareRoot()
        } else {
            (agreement, list, slope, constant) = ((1 + 65.0 / 128 + 1 / smallest) / 2, 1, 1, 0)
        }
        var folded = 0.0
        var size = top
        for step in layout.foldSchedule {
            size /= pow(2, Double(step))
            folded += pow(2, Double(step)) * (slope * size + constant)
        }
        // A constraint for each column, and a LogUp column for every two tuples: 4 + 1, 40 + 6, 1.
        let constraints = 5.0 + 46 + 1
        let expected = [
            field - log2(16 * tuples * list) + Double(parameters.logUpGrinding),
            field - log2(constraints * list) + Double(parameters.constraintGrinding),
            field - log2(3 * top * list) + Double(parameters.pointGrinding),
            field - log2(Double(words) * (slope * top + constant)) + Double(parameters.batchGrinding),
            field - log2(folded) + Double(parameters.foldGrinding),
            -Double(parameters.queries) * log2(agreement) + Double(parameters.queryGrinding),
            208 - log2(3) - 100,
        ]
        #expect(report.terms.count == expected.count)
        for (term, value) in zip(report.terms, expected) { #expect(abs(term - value) < 0.05, "\(term), expected \(value)") }
        #expect(abs(report.bits + log2(expected.reduce(0) { $0 + pow(2, -$1) })) < 0.05)
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
