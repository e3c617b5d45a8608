import Hashing
import StarkProver
import StarkVerifier

/// The machine's chips, compiled, with their fixed tables: what every proof and every verification shares.
public enum ProofSystem {
    public static let system = TableSystem(
        RISCVMachine.chips.map { ChipEntry($0.chip, instances: $0.instances, logRows: $0.logRows, isCounted: $0.countsCycles) },
        maximumCountedRows: RISCVMachine.maximumCycleRows, publicValueCount: 0)

    /// The columns that all images share, extended once for each parameter set.
    package static func fixedTables(_ parameters: StarkParameters) -> [PreprocessedTable] {
        switch parameters.identifier {
        case StarkParameters.compact.identifier: fixedCompact
        case StarkParameters.withoutHiding.identifier: fixedWithoutHiding
        default: fixed
        }
    }
    private static let fixed = extendFixed(.standard)
    private static let fixedWithoutHiding = extendFixed(.withoutHiding)
    private static let fixedCompact = extendFixed(.compact)

    private static func extendFixed(_ parameters: StarkParameters) -> [PreprocessedTable] {
        RISCVMachine.chips.enumerated().compactMap { index, entry in
            FixedTables.preprocessed(entry.chip).map {
                PreprocessedTable(chip: index, $0, parameters: parameters, threads: ProveOptions.allCores)
            }
        }
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
