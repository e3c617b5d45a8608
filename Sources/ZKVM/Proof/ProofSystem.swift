import Hashing
import StarkProver
import StarkVerifier

/// The machine's chips, compiled, with their fixed tables: what every proof and every verification shares.
public enum ProofSystem {
    public static let system = system(fixedRoot: FixedRoot.standard)
    /// The same for proofs that hide nothing, which serve only to measure the cost of hiding.
    static let systemWithoutHiding = system(fixedRoot: FixedRoot.withoutHiding)

    package static func system(_ parameters: StarkParameters) -> TableSystem { parameters.isHiding ? system : systemWithoutHiding }

    private static func system(fixedRoot: Digest) -> TableSystem {
        TableSystem(
            RISCVMachine.chips.map { ChipEntry($0.chip, instances: $0.instances, logRows: $0.logRows, isCounted: $0.countsCycles) },
            maximumCountedRows: RISCVMachine.maximumCycleRows, publicValueCount: 0, fixedRoot: fixedRoot)
    }

    /// The fixed columns, extended and committed, for the prover.
    static let fixed = fixedCommitment(.standard)
    static let fixedWithoutHiding = fixedCommitment(.withoutHiding)

    package static func fixed(_ parameters: StarkParameters) -> PreprocessedCommitment {
        parameters.isHiding ? fixed : fixedWithoutHiding
    }

    package static func fixedCommitment(_ parameters: StarkParameters) -> PreprocessedCommitment {
        var traces: [(chip: Int, trace: Trace)] = []
        for (index, entry) in RISCVMachine.chips.enumerated() where entry.chip.preprocessedSource == .fixed {
            if let trace = FixedTables.preprocessed(entry.chip) { traces.append((index, trace)) }
        }
        return PreprocessedCommitment(traces, parameters: parameters, threads: ProveOptions.allCores)
    }

    /// Index of the chip with this name.
    static func index(of chip: Chip) -> Int { indices[chip.name] ?? 0 }
    private static let indices: [String: Int] = {
        var result: [String: Int] = [:]
        for (index, entry) in RISCVMachine.chips.enumerated() { result[entry.chip.name] = index }
        return result
    }()

    /// Names of the chips in the order of their numbers in proofs, the blinding table last.
    public static var chipNames: [String] { system.chips.map(\.name) }
}
