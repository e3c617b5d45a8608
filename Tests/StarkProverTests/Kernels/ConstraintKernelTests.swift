import CKernels
import FiniteFields
import StarkProver
import StarkVerifier
import Testing

/// Runs `body` once on each vector path that this processor has; the path holds for this thread only.
func onEveryPath(_ body: (_ path: String) -> Void) {
    for path in [BURHAN_PATH_SCALAR, BURHAN_PATH_AVX2, BURHAN_PATH_AVX512] where burhan_force_path_on_this_thread(Int32(path)) == 0 {
        body(unsafe String(cString: burhan_cpu_path()))
    }
    _ = burhan_force_path_on_this_thread(Int32(BURHAN_PATH_AUTOMATIC))
}

/// Compiled programs, run by the kernels and by the verifier, against the expression graphs that they were made from.
@Suite("Constraint programs mean what their chips say") struct ConstraintKernelTests {
    @Test(arguments: [16, 48, 512]) func kernelsEvaluateRandomChips(rows: Int) {
        var random = Randomness(UInt64(rows))
        for number in 0..<(rows == 512 ? 10 : 60) {
            let subject = RandomChip(&random)
            let chip = subject.chip
            let program = ConstraintProgram(chip, publicValueCount: subject.publicValueCount)
            let challenges = ConstraintChallenges(&random)
            let perRow = random.extensionElement()
            var publicValues: [KoalaBear]?
            let places = (0..<rows).map { _ in
                var place = subject.place(&random)
                place.publicValues = publicValues ?? place.publicValues
                publicValues = place.publicValues
                return place
            }
            let logUp = (0..<program.logUpColumns).map { _ in (0..<rows).map { _ in random.extensionElement() } }
            let sumNext = (0..<rows).map { _ in random.extensionElement() }
            let expected = places.enumerated().map { row, place in
                place.extended.terms(chip, challenges, sumPerRow: perRow, column: { logUp[$0][row] }, sumNext: sumNext[row])
                    .reversed().reduce(KoalaBear4.zero) { $0 * challenges.lambda + $1 }
            }
            onEveryPath { path in
                let block = KernelBlock(program, challenges, sumPerRow: perRow, places: places)
                #expect(block.constraints(logUp: logUp, sumNext: sumNext) == expected, "chip \(number), \(path)")
            }
        }
    }

    @Test(arguments: [16, 512]) func kernelsMakeLogUpColumnsOfRandomChips(rows: Int) {
        var random = Randomness(1000 + UInt64(rows))
        for number in 0..<(rows == 512 ? 10 : 60) {
            let subject = RandomChip(&random)
            let chip = subject.chip
            let program = ConstraintProgram(chip, publicValueCount: subject.publicValueCount, interactionsOnly: true)
            let challenges = ConstraintChallenges(&random)
            let places = (0..<rows).map { _ in subject.place(&random) }
            let pairs = stride(from: 0, to: chip.interactions.count, by: 2).map {
                chip.interactions[$0..<min($0 + 2, chip.interactions.count)]
            }
            var expected = pairs.map { pair in
                places.map { place in
                    pair.reduce(KoalaBear4.zero) { sum, interaction in
                        sum + place.extended.fingerprint(interaction, challenges).inverse! * place(interaction.multiplicity)
                    }
                }
            }
            for row in 0..<rows { expected[pairs.count - 1][row] = expected.reduce(.zero) { $0 + $1[row] } }
            onEveryPath { path in
                let block = KernelBlock(program, challenges, sumPerRow: .zero, places: places)
                #expect(block.fractions() == expected, "chip \(number), \(path)")
            }
        }
    }

    @Test func theVerifierEvaluatesRandomChips() {
        var random = Randomness(7)
        for number in 0..<300 {
            let subject = RandomChip(&random)
            let chip = subject.chip
            let program = ConstraintProgram(chip, publicValueCount: subject.publicValueCount)
            let challenges = ConstraintChallenges(&random)
            let perRow = random.extensionElement()
            func elements(_ count: Int) -> [KoalaBear4] { (0..<count).map { _ in random.extensionElement() } }
            var opened = OpenedTable()
            opened.main = elements(chip.width)
            opened.preprocessed = elements(chip.preprocessedWidth)
            opened.next = elements(program.nextColumns.count)
            opened.logUp = elements(4 * program.logUpColumns)
            opened.sumNext = elements(4)
            var next = [KoalaBear4](repeating: .zero, count: chip.width)
            for (column, value) in zip(program.nextColumns, opened.next) { next[column] = value }
            let place = Place(
                main: opened.main, next: next, preprocessed: opened.preprocessed, isFirst: random.extensionElement(),
                isLast: random.extensionElement(), publicValues: elements(subject.publicValueCount)
            ) { KoalaBear4($0) }
            let logUp = opened.logUp
            let expected = place.terms(
                chip, challenges, sumPerRow: perRow, column: { KoalaBear4.combining(logUp, at: 4 * $0) },
                sumNext: KoalaBear4.combining(opened.sumNext, at: 0)
            ).reversed().reduce(KoalaBear4.zero) { $0 * challenges.lambda + $1 }
            let found = program.evaluate(
                opened, isFirst: place.isFirst, isLast: place.isLast, publicValues: place.publicValues, sumPerRow: perRow,
                challenges: challenges)
            #expect(found == expected, "chip \(number)")
        }
    }

    /// The exact checker reports a constraint in a row just where the graph is not zero there.
    @Test func theTraceCheckerAgreesOnRandomChips() {
        var random = Randomness(8)
        for number in 0..<60 {
            let subject = RandomChip(&random)
            let chip = subject.chip
            let rows = 8
            func trace(_ width: Int) -> Trace {
                let trace = Trace(rows: rows, width: width)
                for row in 0..<rows { for column in 0..<width { trace[row, column] = UInt32(random.below(3)) } }
                return trace
            }
            let main = trace(chip.width)
            let fixed = trace(chip.preprocessedWidth)
            let publicValues = (0..<subject.publicValueCount).map { _ in UInt32(random.below(3)) }
            var expected = Set<String>()
            for row in 0..<rows {
                let place = Place(
                    main: (0..<chip.width).map { KoalaBear(main[row, $0]) },
                    next: (0..<chip.width).map { KoalaBear(main[(row + 1) % rows, $0]) },
                    preprocessed: (0..<chip.preprocessedWidth).map { KoalaBear(fixed[row, $0]) }, isFirst: row == 0 ? .one : .zero,
                    isLast: row == rows - 1 ? .one : .zero, publicValues: publicValues.map { KoalaBear($0) }
                ) { $0 }
                for constraint in chip.constraints where !place(constraint.expression).isZero {
                    expected.insert("\(TraceViolation.constraint(chip: chip.name, label: constraint.label, row: row))")
                }
            }
            let table = Table(chip: chip, main: main, preprocessed: chip.preprocessedWidth > 0 ? fixed : nil)
            let found = TraceChecker().violations([table], publicValues: publicValues, limit: 10_000).filter {
                if case .constraint = $0 { return true } else { return false }
            }
            #expect(Set(found.map { "\($0)" }) == expected, "chip \(number)")
            #expect(found.count == expected.count)
        }
    }
}
