import RISCV
import StarkProver
import StarkVerifier

/// A program prepared for proving: its tables, their commitment and its identity.
///
/// Making one costs a few milliseconds for a small guest (two preprocessed tables are extended and hashed); share it between proofs.
public struct Image: Sendable {
    public let program: Program
    public let header: ImageHeader
    public let id: ImageID
    /// Memory that the image takes while it is kept: its columns, their extension and the commitment's tree.
    public let preparedBytes: Int
    let tables: ImageTables
    package let commitment: PreprocessedCommitment

    /// Loads an ELF executable, with rule data or the like written at `symbol` when given.
    public init(elf: [UInt8], data: (bytes: [UInt8], symbol: String)? = nil, threads: Int = ProveOptions.allCores) throws(ELFError) {
        var program = try Program(elf: elf)
        if let data { program = try program.withData(data.bytes, atSymbol: data.symbol) }
        self.init(program, threads: threads)
    }

    /// Prepares a loaded program.
    public init(_ program: Program, parameters: StarkParameters = .standard, threads: Int = ProveOptions.allCores) {
        self.program = program
        tables = ImageTables(program)
        let chips = RISCVMachine.chips.map(\.chip)
        var committed = ProofSystem.fixedTables(parameters)
        for (index, chip) in chips.enumerated() where chip.preprocessedSource == .image {
            if let trace = ExecutionTables.preprocessed(chip, tables) {
                committed.append(PreprocessedTable(chip: index, trace, parameters: parameters, threads: threads))
            }
        }
        commitment = PreprocessedCommitment(committed, parameters: parameters, threads: threads)
        header = ImageHeader(
            parameterSet: parameters.identifier, entry: program.entry, imageEnd: program.imageEnd,
            programLogRows: UInt8(tables.programColumns.rows.trailingZeroBitCount),
            memoryLogRows: UInt8(tables.memoryColumns.rows.trailingZeroBitCount), root: commitment.root)
        id = header.id
        var words = 0
        // The tables that all images share are in its tree, too.
        var logTop = parameters.logDomain(logRows: LookupTable.logRows)
        for trace in [tables.programColumns, tables.memoryColumns] {
            let logDomain = parameters.logDomain(logRows: trace.rows.trailingZeroBitCount)
            words += trace.width * (2 * trace.rows + 1 << logDomain)
            logTop = max(logTop, logDomain)
        }
        preparedBytes = 4 * words + 64 << logTop
    }
}
