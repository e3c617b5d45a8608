import RISCV
import StarkVerifier

/// The tables that the proof of an execution will have, known from the execution's report before anything is recorded.
///
/// From a report exact but for the table of zero memory, whose rows (the words beyond the image that are accessed) are then bounded from above by
/// the pages and by the accesses; from a record exact.
public struct ProofShape: Sendable {
    /// One table of the proof.
    public struct Table: Sendable, Equatable {
        /// Name of its chip.
        public let chip: String
        /// Rows that hold something.
        public let usedRows: Int
        /// Rows, padding included: a power of two.
        public let rows: Int
        /// Base-field cells committed to for each row: main and LogUp columns.
        public let cellsPerRow: Int

        public var cells: Int { rows * cellsPerRow }
    }

    /// Executed instructions.
    public let cycles: Int
    /// In the order of the proof, the blinding table last.
    public let tables: [Table]
    /// Cells of the quotient, which all tables share.
    public let quotientCells: Int
    package let layout: ProofLayout
    package let parameters: StarkParameters

    /// Base-field cells of all columns on their rows, as `ProveStatistics.committedCells` counts them.
    public var committedCells: Int { tables.reduce(quotientCells) { $0 + $1.cells } }
    /// Cells committed to for each executed instruction: padding, memory and look-up tables included.
    public var cellsPerInstruction: Double { Double(committedCells) / Double(max(cycles, 1)) }

    /// The tables for an execution of `program`. Cost: linear in the program's length.
    public init(_ program: Program, _ report: ExecutionReport, parameters: StarkParameters = .standard) {
        self.init(program, report, zeroMemoryRows: Self.mostZeroMemoryRows(program, report), parameters)
    }

    /// The tables for a recorded execution of `program`. Cost: linear in the lengths of the program and of the accessed memory.
    public init(_ program: Program, _ record: ExecutionRecord, parameters: StarkParameters = .standard) {
        self.init(program, record.report, zeroMemoryRows: ZeroMemoryTable.usedRows(record, program), parameters)
    }

    private init(_ program: Program, _ report: ExecutionReport, zeroMemoryRows: Int, _ parameters: StarkParameters) {
        cycles = report.cycles
        let system = ProofSystem.system
        var tables: [Table] = []
        var shapes: [TableShape] = []
        func add(_ chip: Int, usedRows: Int, heights: [Int]) {
            let (name, width) = Self.columns[chip]
            var left = usedRows
            for rows in heights {
                let used = min(left, rows)
                left -= used
                tables.append(Table(chip: name, usedRows: used, rows: rows, cellsPerRow: width))
                shapes.append(TableShape(chip: chip, logRows: rows.trailingZeroBitCount))
            }
        }
        let instructionRows = Self.instructionRows(program, report)
        for (index, entry) in RISCVMachine.chips.enumerated() {
            let used =
                entry.chip.name == ZeroMemoryTable.name
                ? zeroMemoryRows : instructionRows[entry.chip.name] ?? Self.otherRows(entry.chip, program, report)
            add(index, usedRows: used, heights: Self.heights(entry.chip, program, report, rows: used))
        }
        var blindingRows = 1 << StarkParameters.logRowsRange.lowerBound
        while blindingRows <= shapes.count { blindingRows *= 2 }
        add(system.blindingChip, usedRows: shapes.count, heights: [blindingRows])
        self.tables = tables
        self.parameters = parameters
        layout = ProofLayout(system, shapes, parameters)
        quotientCells = ProofLayout.quotientColumns << (layout.quotientLogDomain - parameters.blowUpLog)
    }

    /// Name and committed columns of each chip: main and LogUp.
    private static let columns = zip(ProofSystem.system.chips, ProofSystem.system.programs).map { chip, program in
        (name: chip.name, width: chip.width + 4 * program.logUpColumns)
    }

    /// Rows of the chips whose rows are executed instructions, by name.
    private static func instructionRows(_ program: Program, _ report: ExecutionReport) -> [String: Int] {
        var executions = [Int](repeating: 0, count: Operation.allCases.count)
        for (instruction, executed) in zip(program.instructions, report.executionCounts) where executed > 0 {
            executions[Int(instruction.operation.rawValue)] += Int(executed)
        }
        return provenOperations.mapValues { operations in operations.reduce(0) { $0 + executions[Int($1.rawValue)] } }
    }

    /// The operations whose executions are rows of a chip, by the chip's name.
    private static let provenOperations = Dictionary(
        uniqueKeysWithValues: RISCVMachine.instructionChips.map { chip in
            (
                chip.name,
                Operation.allCases.filter { operation in
                    operation.family.map { chip.families.contains($0) && chip.proves(operation) } ?? false
                }
            )
        })

    private static func otherRows(_ chip: Chip, _ program: Program, _ report: ExecutionReport) -> Int {
        switch chip.name {
        case SystemChip.name: report.cycles(of: .system)
        case SHA256Chip.name: SHA256RoundTable.rounds * report.compressions
        case SHA256RoundTable.name: SHA256RoundTable.rounds
        case InitialMemoryTable.name: InitialMemoryTable.usedRows(program)
        case ProgramTable.name: program.instructions.count
        case LookupTable.name: 1 << LookupTable.logRows
        default: 0
        }
    }

    /// The most words beyond the image that the execution can have accessed, and the row that ends the chain.
    private static func mostZeroMemoryRows(_ program: Program, _ report: ExecutionReport) -> Int {
        let accesses =
            report.cycles(of: .wordMemory) + report.cycles(of: .subwordMemory) + report.cycles(of: .system) + 24 * report.compressions
        return min(accesses, report.touchedPages * ExecutionLimits.pageSize / 4) + 1
    }

    private static func heights(_ chip: Chip, _ program: Program, _ report: ExecutionReport, rows: Int) -> [Int] {
        switch chip.name {
        case SHA256Chip.name: SHA256Traces.heights(report.compressions)
        case SHA256RoundTable.name, LookupTable.name: [rows]
        case InitialMemoryTable.name: [RISCVMachine.height(forRows: rows)]
        case ProgramTable.name: [RISCVMachine.height(atLeast: rows)]
        case ZeroMemoryTable.name where program.imageEnd >= Program.memoryEnd: [RISCVMachine.minimumRows]
        default: RISCVMachine.heights(forRows: rows)
        }
    }
}
