import RISCV
import StarkProver
import StarkVerifier

/// A chip of the machine and how often and how tall it may occur in a proof; the verifier checks both.
public struct MachineChip: Sendable {
    public let chip: Chip
    /// Number of tables of this chip in one proof.
    public let instances: ClosedRange<Int>
    /// Binary logarithm of the number of rows of each.
    public let logRows: ClosedRange<Int>
    /// Whether a row is a cycle of the machine.
    public let countsCycles: Bool
}

/// The RV32IM machine as a system of chips (`docs/arithmetization.md`).
public enum RISCVMachine {
    /// The fewest rows of a table.
    public static let minimumRows = 32
    /// The most rows of a table other than the image's; one is left to blinding.
    public static let maximumRows = 1 << 20
    /// The most rows, padding included, of all tables whose rows are cycles: clocks then stay below 2^29.
    public static let maximumCycleRows = (1 << 26) + (1 << 24)

    /// All chips, in the order in which their tables stand in a proof.
    public static let chips: [MachineChip] =
        instructionChips.map { machineChip($0.chip(), 0...96, countsCycles: true) } + [
            machineChip(SystemChip.chip(), 1...96, countsCycles: true),
            MachineChip(chip: SHA256Chip.chip(), instances: 0...64, logRows: 6...20, countsCycles: false),
            MachineChip(chip: SHA256RoundTable.chip(), instances: 1...1, logRows: 6...6, countsCycles: false),
            machineChip(ZeroMemoryTable.chip(), 1...64),
            MachineChip(chip: InitialMemoryTable.chip(), instances: 1...1, logRows: 6...21, countsCycles: false),
            MachineChip(chip: ProgramTable.chip(), instances: 1...1, logRows: 5...20, countsCycles: false),
            MachineChip(
                chip: LookupTable.chip(), instances: 1...1, logRows: LookupTable.logRows...LookupTable.logRows, countsCycles: false),
        ]

    /// The chips whose rows are filled from instruction events one by one.
    package static let instructionChips: [any InstructionChip.Type] = [
        AddChip.self, AddImmediateChip.self, ConstantChip.self, BitwiseChip.self, ShiftChip.self, CompareChip.self,
        BranchChip.self, JumpRegisterChip.self, WordMemoryChip.self, SubwordMemoryChip.self, MultiplyChip.self, DivideChip.self,
    ]

    private static func machineChip(_ chip: Chip, _ instances: ClosedRange<Int>, countsCycles: Bool = false) -> MachineChip {
        MachineChip(chip: chip, instances: instances, logRows: 5...20, countsCycles: countsCycles)
    }

    /// What the verifier itself puts on the buses: start, halt, journal, and the ends of the chain of zero memory.
    ///
    /// `journalStream` is the journal as words, framing included. The proof has no scalar public values besides.
    public static func publicContributions(
        entry: UInt32, imageEnd: UInt32, exitCode: UInt32, journalStream: [UInt32]
    ) -> [PublicContribution] {
        var contributions = [
            PublicContribution(bus: MachineBus.state, values: [entry, 4], multiplicity: 1),
            PublicContribution(
                bus: MachineBus.halt, values: [exitCode.low, exitCode.high, UInt32(journalStream.count)], multiplicity: -1),
            PublicContribution(bus: MachineBus.zeroOrder, values: [imageEnd / 4 - 1], multiplicity: 1),
            PublicContribution(bus: MachineBus.zeroOrder, values: [ZeroMemoryTable.lastIndex], multiplicity: -1),
        ]
        for (index, word) in journalStream.enumerated() {
            contributions.append(
                PublicContribution(bus: MachineBus.journal, values: [UInt32(index), word.low, word.high], multiplicity: -1))
        }
        return contributions
    }

    /// Rows of a table with `rows` rows in use and one or more of padding.
    static func height(forRows rows: Int) -> Int { height(atLeast: rows + 1) }

    /// Heights of the tables for `rows` rows: as many instances as they need, each with a row of padding; none for no rows.
    static func heights(forRows rows: Int) -> [Int] {
        stride(from: 0, to: rows, by: maximumRows - 1).map { height(forRows: min(rows - $0, maximumRows - 1)) }
    }

    /// The power of two at or above `rows`, at least `minimumRows`.
    static func height(atLeast rows: Int) -> Int {
        var height = minimumRows
        while height < rows { height *= 2 }
        return height
    }
}
