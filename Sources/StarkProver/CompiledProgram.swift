import CKernels
import FiniteFields
import StarkVerifier

/// A constraint program with its challenges, in the form that the kernels read.
@safe final class CompiledProgram: @unchecked Sendable {  // Sendable: immutable after init.
    let source: ConstraintProgram
    private let instructions: UnsafeMutablePointer<burhan_air_instruction>
    private let values: UnsafeMutablePointer<UInt16>
    private let offsets: Words
    private let gammas: Words
    private let lambdas: Words
    private(set) var kernel: burhan_air_program

    /// - Parameter weight: what the first constraint is multiplied by; each further one by λ more.
    init(_ source: ConstraintProgram, challenges: ConstraintChallenges, sumPerRow: KoalaBear4, weight: KoalaBear4 = .one) {
        self.source = source
        unsafe instructions = .allocate(capacity: max(source.instructions.count, 1))
        for (index, step) in source.instructions.enumerated() {
            unsafe instructions[index] = burhan_air_instruction(code: UInt16(step.code.rawValue), dst: step.dst, a: step.a, b: step.b)
        }
        unsafe values = .allocate(capacity: max(source.values.count, 1))
        for (index, value) in source.values.enumerated() { unsafe values[index] = value }
        offsets = Self.table(source.fingerprintBuses.map { challenges.alpha + KoalaBear($0) })
        gammas = Self.table(Array(challenges.gamma.powers(33).dropFirst()))
        lambdas = Self.table(challenges.lambda.powers(source.combinedCount).map { $0 * weight })
        unsafe kernel = burhan_air_program()
        unsafe kernel.instructions = UnsafePointer(instructions)
        unsafe kernel.count = source.instructions.count
        unsafe kernel.values = UnsafePointer(values)
        unsafe kernel.logup_columns = source.logUpColumns
        unsafe kernel.offsets = Self.quadruples(offsets)
        unsafe kernel.gammas = Self.quadruples(gammas)
        unsafe kernel.lambdas = Self.quadruples(lambdas)
        unsafe kernel.sum_per_row = sumPerRow.rawWords
    }

    deinit {
        unsafe instructions.deallocate()
        unsafe values.deallocate()
    }

    /// Extension elements as consecutive groups of four words.
    static func table(_ elements: [KoalaBear4]) -> Words {
        let words = Words(max(4 * elements.count, 4))
        for (index, element) in elements.enumerated() {
            for k in 0..<4 { words[4 * index + k] = element[k].raw }
        }
        return words
    }

    typealias Quadruple = (UInt32, UInt32, UInt32, UInt32)

    static func quadruples(_ words: Words) -> UnsafePointer<Quadruple> {
        unsafe UnsafeRawPointer(words.pointer).assumingMemoryBound(to: Quadruple.self)
    }
}

extension KoalaBear4 {
    var rawWords: (UInt32, UInt32, UInt32, UInt32) { (c0.raw, c1.raw, c2.raw, c3.raw) }
}

/// One thread's working set for running a program over blocks of rows: slot pointers, constants, temporaries, scratch.
@safe final class BlockContext {
    static let rows = Int(BURHAN_AIR_BLOCK)
    let program: CompiledProgram
    /// One pointer for each slot; the owner sets those of the columns for each block.
    private(set) var slots: [UnsafeMutablePointer<UInt32>?]
    let scratch = Words(Int(BURHAN_AIR_SCRATCH))
    /// Constants, public values, temporaries, next rows and selectors of the block.
    private let storage: Words

    init(_ program: CompiledProgram, publicValues: [KoalaBear]) {
        self.program = program
        let source = program.source
        let scalars = source.constants.map { KoalaBear($0) } + publicValues
        let owned = source.slotCount - source.nextBase
        storage = Words(max(owned, 1) * Self.rows)
        unsafe slots = [UnsafeMutablePointer<UInt32>?](repeating: nil, count: source.slotCount)
        for slot in source.nextBase..<source.slotCount {
            unsafe slots[slot] = storage.pointer + (slot - source.nextBase) * Self.rows
        }
        for (index, scalar) in scalars.enumerated() {
            unsafe slots[source.constantBase + index]?.initialize(repeating: scalar.raw, count: Self.rows)
        }
    }

    func setMain(_ column: Int, _ pointer: UnsafeMutablePointer<UInt32>) { unsafe slots[column] = pointer }
    func setPreprocessed(_ column: Int, _ pointer: UnsafeMutablePointer<UInt32>) {
        unsafe slots[program.source.preprocessedBase + column] = pointer
    }
    /// Buffer of the block's values of the `index`th next-row column.
    func next(_ index: Int) -> UnsafeMutablePointer<UInt32> {
        unsafe storage.pointer + index * Self.rows
    }
    /// Buffer of the block's values of selector 0 (first row) or 1 (last row).
    func selector(_ index: Int) -> UnsafeMutablePointer<UInt32> {
        unsafe storage.pointer + (program.source.nextColumns.count + index) * Self.rows
    }
}
