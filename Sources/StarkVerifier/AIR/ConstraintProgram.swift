/// A chip compiled to one straight-line program, run by the prover over blocks of rows and by the verifier once over extension values.
///
/// Operands are slots: first the main columns, then the preprocessed ones, the needed next-row columns, the two row selectors, the scalars
/// (constants, then public values), and last the temporaries. Equal subexpressions are computed once; temporaries are reused after their
/// last use, so a block's working set stays small.
public struct ConstraintProgram: Sendable {
    public enum Code: UInt8, Sendable {
        /// slot[dst] = slot[a] + slot[b]
        case add = 0
        /// slot[dst] = slot[a] − slot[b]
        case subtract = 1
        /// slot[dst] = slot[a] · slot[b]
        case multiply = 2
        /// The next constraint is slot[a] = 0.
        case constraint = 3
        /// fingerprint[dst] = α + bus + Σ γ^(i+1) · slot[values[a + i]], i < b; the bus number follows from `fingerprintBuses`.
        case fingerprint = 4
        /// Closes LogUp column dst with multiplicities slot[a] and slot[b]; b = 0xffff: only one interaction.
        case pair = 5
    }

    public struct Instruction: Sendable, Equatable {
        public let code: Code
        public let dst: UInt16
        public let a: UInt16
        public let b: UInt16
    }

    public static let none: UInt16 = 0xffff

    public private(set) var instructions: [Instruction] = []
    /// Slots of tuple entries, referred to by `fingerprint` instructions.
    public private(set) var values: [UInt16] = []
    /// Bus number of each `fingerprint` instruction, in order.
    public private(set) var fingerprintBuses: [UInt32] = []
    public let mainCount: Int
    public let preprocessedCount: Int
    /// Main columns that are also read in the next row, ascending.
    public private(set) var nextColumns: [Int] = []
    /// Canonical constants.
    public private(set) var constants: [UInt32] = []
    public let publicValueCount: Int
    public private(set) var temporaryCount = 0
    /// `constraint` instructions; the LogUp columns add one more constraint each.
    public private(set) var constraintCount = 0
    /// Extension columns of LogUp: two interactions each; the last is the running sum.
    public private(set) var logUpColumns = 0

    public var preprocessedBase: Int { mainCount }
    public var nextBase: Int { mainCount + preprocessedCount }
    public var selectorBase: Int { nextBase + nextColumns.count }
    public var constantBase: Int { selectorBase + 2 }
    public var publicBase: Int { constantBase + constants.count }
    public var temporaryBase: Int { publicBase + publicValueCount }
    public var slotCount: Int { temporaryBase + temporaryCount }

    /// Compiles a chip's constraints and interactions, or only its interactions (for the prover's LogUp columns).
    public init(_ chip: Chip, publicValueCount: Int, interactionsOnly: Bool = false) {
        mainCount = chip.width
        preprocessedCount = chip.preprocessedWidth
        self.publicValueCount = publicValueCount
        var compiler = ConstraintCompiler(publicValueCount: publicValueCount)
        if !interactionsOnly {
            for constraint in chip.constraints { compiler.emit(.constraint, [compiler.visit(constraint.expression.node)]) }
        }
        logUpColumns = (chip.interactions.count + 1) / 2
        for pair in 0..<logUpColumns {
            let members = chip.interactions[(2 * pair)..<min(2 * pair + 2, chip.interactions.count)]
            for (index, interaction) in members.enumerated() {
                fingerprintBuses.append(interaction.bus.number)
                compiler.emit(.fingerprint(register: index), interaction.values.map { compiler.visit($0.node) })
            }
            compiler.emit(.pair(column: pair), members.map { compiler.visit($0.multiplicity.node) })
        }
        nextColumns = compiler.nextColumns.sorted()
        constants = compiler.constants
        var layout = SlotLayout(compiler: compiler)
        layout.base = temporaryBase
        for step in compiler.steps {
            layout.lower(step, program: self)
        }
        instructions = layout.instructions
        values = layout.values
        temporaryCount = layout.temporaryCount
        constraintCount = interactionsOnly ? 0 : chip.constraints.count
    }

    /// The canonical bytes of the program, absorbed into the proof system's digest.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        func put(_ value: Int) { for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) } }
        for value in [mainCount, preprocessedCount, publicValueCount, temporaryCount, constraintCount, logUpColumns] { put(value) }
        put(nextColumns.count)
        for column in nextColumns { put(column) }
        put(constants.count)
        for constant in constants { put(Int(constant)) }
        put(instructions.count)
        for instruction in instructions {
            bytes.append(instruction.code.rawValue)
            put(Int(instruction.dst) | Int(instruction.a) << 16)
            put(Int(instruction.b))
        }
        put(values.count)
        for value in values { put(Int(value)) }
        put(fingerprintBuses.count)
        for bus in fingerprintBuses { put(Int(bus)) }
        return bytes
    }
}

/// Turns expression graphs into a list of steps over virtual values.
struct ConstraintCompiler {
    enum Action {
        case arithmetic(ConstraintProgram.Code, result: Int)
        case constraint
        case fingerprint(register: Int)
        case pair(column: Int)
    }

    struct Step {
        let action: Action
        let operands: [Int]
    }

    enum Source {
        case main(Int), preprocessed(Int), next(Int), selector(Int), constant(Int), publicValue(Int), temporary
    }

    let publicValueCount: Int
    private(set) var steps: [Step] = []
    private(set) var sources: [Source] = []
    private(set) var nextColumns: [Int] = []
    private(set) var constants: [UInt32] = []
    /// Hash-consing: (operation, operand, operand) in a sorted list would be slower; a flat dictionary keyed by one integer suffices.
    private var known: [UInt64: Int] = [:]
    private var nodes: [ObjectIdentifier: Int] = [:]

    init(publicValueCount: Int) { self.publicValueCount = publicValueCount }

    mutating func emit(_ action: Action, _ operands: [Int]) { steps.append(Step(action: action, operands: operands)) }

    private mutating func value(key: UInt64, _ source: Source) -> Int {
        if let index = known[key] { return index }
        sources.append(source)
        known[key] = sources.count - 1
        return sources.count - 1
    }

    /// The virtual value that holds `node`.
    mutating func visit(_ node: Expression.Node) -> Int {
        if let index = nodes[ObjectIdentifier(node)] { return index }
        let index: Int
        switch node.kind {
        case .constant(let value):
            if !constants.contains(value) { constants.append(value) }
            index = self.value(key: 1 << 60 | UInt64(value), .constant(constants.firstIndex(of: value) ?? 0))
        case .main(let column): index = value(key: 2 << 60 | UInt64(column), .main(column))
        case .preprocessed(let column): index = value(key: 3 << 60 | UInt64(column), .preprocessed(column))
        case .next(let column):
            if !nextColumns.contains(column) { nextColumns.append(column) }
            index = value(key: 4 << 60 | UInt64(column), .next(column))
        case .publicValue(let number):
            precondition(number < publicValueCount, "no such public value")
            index = value(key: 5 << 60 | UInt64(number), .publicValue(number))
        case .isFirstRow: index = value(key: 6 << 60, .selector(0))
        case .isLastRow: index = value(key: 6 << 60 | 1, .selector(1))
        case .add(let a, let b): index = arithmetic(.add, visit(a), visit(b), commutes: true)
        case .subtract(let a, let b): index = arithmetic(.subtract, visit(a), visit(b), commutes: false)
        case .multiply(let a, let b): index = arithmetic(.multiply, visit(a), visit(b), commutes: true)
        }
        nodes[ObjectIdentifier(node)] = index
        return index
    }

    private mutating func arithmetic(_ code: ConstraintProgram.Code, _ a: Int, _ b: Int, commutes: Bool) -> Int {
        let (x, y) = commutes && b < a ? (b, a) : (a, b)
        let key = UInt64(8 + code.rawValue) << 60 | UInt64(x) << 30 | UInt64(y)
        if let index = known[key] { return index }
        sources.append(.temporary)
        known[key] = sources.count - 1
        steps.append(Step(action: .arithmetic(code, result: sources.count - 1), operands: [x, y]))
        return sources.count - 1
    }
}

/// Assigns slots to virtual values, reusing temporaries after their last use.
private struct SlotLayout {
    var base = 0
    private(set) var instructions: [ConstraintProgram.Instruction] = []
    private(set) var values: [UInt16] = []
    private(set) var temporaryCount = 0
    private let sources: [ConstraintCompiler.Source]
    private var lastUse: [Int]
    private var assigned: [Int: Int] = [:]
    private var free: [Int] = []
    private var position = 0

    init(compiler: ConstraintCompiler) {
        sources = compiler.sources
        lastUse = [Int](repeating: -1, count: sources.count)
        for (index, step) in compiler.steps.enumerated() {
            for operand in step.operands { lastUse[operand] = index }
        }
    }

    private func slot(_ value: Int, _ program: ConstraintProgram) -> UInt16 {
        switch sources[value] {
        case .main(let column): UInt16(column)
        case .preprocessed(let column): UInt16(program.preprocessedBase + column)
        case .next(let column): UInt16(program.nextBase + (program.nextColumns.firstIndex(of: column) ?? 0))
        case .selector(let index): UInt16(program.selectorBase + index)
        case .constant(let index): UInt16(program.constantBase + index)
        case .publicValue(let index): UInt16(program.publicBase + index)
        case .temporary: UInt16(base + (assigned[value] ?? 0))
        }
    }

    mutating func lower(_ step: ConstraintCompiler.Step, program: ConstraintProgram) {
        let operands = step.operands.map { slot($0, program) }
        // In operand order: the program must come out the same in every process, for its digest is part of every proof.
        for (place, operand) in step.operands.enumerated() where lastUse[operand] == position {
            guard case .temporary = sources[operand], let index = assigned[operand] else { continue }
            if !step.operands[..<place].contains(operand) { free.append(index) }
        }
        switch step.action {
        case .arithmetic(let code, let result):
            let index: Int
            if let reused = free.popLast() {
                index = reused
            } else {
                index = temporaryCount
                temporaryCount += 1
            }
            assigned[result] = index
            append(code, UInt16(base + index), operands[0], operands[1])
        case .constraint: append(.constraint, 0, operands[0], 0)
        case .fingerprint(let register):
            append(.fingerprint, UInt16(register), UInt16(values.count), UInt16(operands.count))
            values += operands
        case .pair(let column):
            append(.pair, UInt16(column), operands[0], operands.count > 1 ? operands[1] : ConstraintProgram.none)
        }
        position += 1
    }

    private mutating func append(_ code: ConstraintProgram.Code, _ dst: UInt16, _ a: UInt16, _ b: UInt16) {
        instructions.append(.init(code: code, dst: dst, a: a, b: b))
    }
}
