import Foundation
import RISCV
import StarkProver
import StarkVerifier

/// How to make a proof.
public struct ProveOptions: Sendable {
    /// Bounds on the execution.
    public var limits: ExecutionLimits
    /// Threads to use, at least 1.
    public var threads: Int
    /// `.withoutHiding` only to measure what zero knowledge costs: such a receipt reveals its inputs and carries another image ID.
    public var parameters: StarkParameters
    /// Resident memory that the process should stay below, in bytes; nil for no limit. Where keeping everything would exceed it, extended columns are
    /// computed again instead of kept (about a third more time); where that does not suffice, there is no proof.
    public var memoryLimit: Int?
    /// Randomness of this proof; a fixed seed is for tests only.
    public var masks: MaskSource?

    /// The machine's cores.
    public static let allCores = ProcessInfo.processInfo.activeProcessorCount

    public init(
        limits: ExecutionLimits = ExecutionLimits(), threads: Int = allCores, parameters: StarkParameters = .standard,
        memoryLimit: Int? = nil, masks: MaskSource? = nil
    ) {
        self.limits = limits
        self.threads = threads
        self.parameters = parameters
        self.memoryLimit = memoryLimit
        self.masks = masks
    }
}

/// Why no receipt was made.
public enum ProveError: Error, Sendable, Equatable {
    /// The program did not end with `exit`.
    case fault(ProgramFault)
    case cancelled
    /// The execution needs more tables than a proof may have.
    case tooLarge(ShapeProblem)
    /// The memory limit does not suffice, even if columns are computed again. Bytes.
    case memory(needed: Int, limit: Int)
    /// The proof would have fewer proven bits than every receipt must have; parameter sets differ in how far they reach.
    case security(bits: Double)
    /// A defect of the prover: its proof does not verify. No receipt leaves.
    case selfCheckFailed(String)
}

/// What a proof took.
public struct ProveStatistics: Sendable {
    /// Wall-clock seconds by phase, in order, and the processor seconds of the whole process meanwhile.
    public package(set) var phases: [(name: String, seconds: Double, cpuSeconds: Double)] = []
    public internal(set) var cycles = 0
    /// Whether extended columns were kept in memory; false when the memory limit made the prover compute them again.
    public internal(set) var storedExtensions = true
    /// Cells of main, LogUp and quotient columns on the rows.
    public package(set) var committedCells = 0
    /// Each table's chip and rows.
    public internal(set) var tables: [ProofShape.Table] = []

    package init() {}

    public var seconds: Double { phases.reduce(0) { $0 + $1.seconds } }
}
