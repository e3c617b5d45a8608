import CKernels
import FiniteFields
import StarkVerifier

/// Memory for one call of the constraint kernels: a program, its slots over a block of rows, LogUp columns and scratch.
@safe final class KernelBlock {
    let rows: Int
    let program: ConstraintProgram
    private var allocations: [UnsafeMutableRawPointer] = unsafe []
    private var kernel = unsafe burhan_air_program()
    private var slots: [UnsafeMutablePointer<UInt32>?] = unsafe []
    private var logUp: [UnsafeMutablePointer<UInt32>?] = unsafe []
    private var sumNext: [UnsafeMutablePointer<UInt32>?] = unsafe []
    private var out: [UnsafeMutablePointer<UInt32>?] = unsafe []

    init(_ program: ConstraintProgram, _ challenges: ConstraintChallenges, sumPerRow: KoalaBear4, places: [Place<KoalaBear>]) {
        self.program = program
        rows = places.count
        unsafe slots = column(program.slotCount)
        unsafe logUp = column(4 * program.logUpColumns)
        unsafe sumNext = column(4)
        unsafe out = column(4)
        let steps = unsafe allocate(burhan_air_instruction.self, program.instructions.count)
        for (index, step) in program.instructions.enumerated() {
            unsafe steps[index] = burhan_air_instruction(code: UInt16(step.code.rawValue), dst: step.dst, a: step.a, b: step.b)
        }
        let values = unsafe allocate(UInt16.self, program.values.count)
        for (index, value) in program.values.enumerated() { unsafe values[index] = value }
        unsafe kernel.instructions = UnsafePointer(steps)
        unsafe kernel.count = program.instructions.count
        unsafe kernel.values = UnsafePointer(values)
        unsafe kernel.logup_columns = program.logUpColumns
        unsafe kernel.offsets = quadruples(program.fingerprintBuses.map { challenges.alpha + KoalaBear($0) })
        unsafe kernel.gammas = quadruples(Array(challenges.gamma.powers(33).dropFirst()))
        unsafe kernel.lambdas = quadruples(challenges.lambda.powers(program.constraintCount + program.logUpColumns))
        unsafe kernel.sum_per_row = (sumPerRow.c0.raw, sumPerRow.c1.raw, sumPerRow.c2.raw, sumPerRow.c3.raw)
        for (row, place) in places.enumerated() {
            var values = place.main + place.preprocessed + program.nextColumns.map { place.next[$0] } + [place.isFirst, place.isLast]
            values += program.constants.map { KoalaBear($0) } + place.publicValues
            for (slot, value) in values.enumerated() { unsafe slots[slot]![row] = value.raw }
        }
    }

    deinit { unsafe allocations.forEach { unsafe $0.deallocate() } }

    private func allocate<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<T>.stride, alignment: 64)
        unsafe allocations.append(memory)
        return unsafe memory.bindMemory(to: type, capacity: max(count, 1))
    }

    private func column(_ count: Int) -> [UnsafeMutablePointer<UInt32>?] {
        unsafe (0..<count).map { _ in unsafe allocate(UInt32.self, Int(BURHAN_AIR_BLOCK)) }
    }

    private func quadruples(_ elements: [KoalaBear4]) -> UnsafePointer<(UInt32, UInt32, UInt32, UInt32)> {
        let result = unsafe allocate((UInt32, UInt32, UInt32, UInt32).self, elements.count)
        for (index, e) in elements.enumerated() { unsafe result[index] = (e.c0.raw, e.c1.raw, e.c2.raw, e.c3.raw) }
        return unsafe UnsafePointer(result)
    }

    private static func read(_ columns: ArraySlice<UnsafeMutablePointer<UInt32>?>, _ row: Int) -> KoalaBear4 {
        let words = unsafe columns.map { unsafe KoalaBear(raw: $0![row])! }
        return KoalaBear4(words[0], words[1], words[2], words[3])
    }

    /// Σ λᵏ Cₖ of every row, with these LogUp columns and next running sums.
    func constraints(logUp values: [[KoalaBear4]], sumNext next: [KoalaBear4]) -> [KoalaBear4] {
        for row in 0..<rows {
            for k in 0..<4 {
                for (column, value) in values.enumerated() { unsafe logUp[4 * column + k]![row] = value[row][k].raw }
                unsafe sumNext[k]![row] = next[row][k].raw
            }
        }
        let scratch = unsafe allocate(UInt32.self, Int(BURHAN_AIR_SCRATCH))
        let logUp: [UnsafePointer<UInt32>?] = unsafe logUp.map { unsafe UnsafePointer($0) }
        let sumNext: [UnsafePointer<UInt32>?] = unsafe sumNext.map { unsafe UnsafePointer($0) }
        unsafe burhan_air_constraints(out, &kernel, slots, logUp, sumNext, scratch, rows)
        return (0..<rows).map { unsafe Self.read(out[...], $0) }
    }

    /// LogUp columns of every row: the fractions of each pair, in the last column those of all pairs.
    func fractions() -> [[KoalaBear4]] {
        let scratch = unsafe allocate(UInt32.self, Int(BURHAN_AIR_SCRATCH))
        unsafe burhan_air_logup(logUp, &kernel, slots, scratch, rows)
        return (0..<program.logUpColumns).map { column in
            (0..<rows).map { unsafe Self.read(logUp[(4 * column)..<(4 * column + 4)], $0) }
        }
    }
}
