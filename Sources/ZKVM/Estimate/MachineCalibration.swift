import Foundation
import RISCV
import ShippedGuests
import StarkProver
import StarkVerifier
import Synchronization

/// What proving costs on one machine: for each phase a fixed time and a time per committed cell.
public struct MachineCalibration: Sendable, Equatable {
    public struct Phase: Sendable, Equatable {
        /// As in `ProveStatistics.phases`.
        public let name: String
        /// Seconds that do not depend on the program: the look-up table, proofs of work.
        public let fixedSeconds: Double
        public let secondsPerCell: Double

        public init(name: String, fixedSeconds: Double, secondsPerCell: Double) {
            self.name = name
            self.fixedSeconds = fixedSeconds
            self.secondsPerCell = secondsPerCell
        }
    }

    /// Threads that the measured proofs used.
    public let threads: Int
    public let phases: [Phase]
    /// Committed cells of the larger measured proof.
    public let cells: Int

    public init(threads: Int, phases: [Phase], cells: Int) {
        self.threads = threads
        self.phases = phases
        self.cells = cells
    }

    /// A line through two proofs, phase by phase; a phase that took less time for more cells counts as fixed.
    public init(threads: Int, smaller: ProveStatistics, larger: ProveStatistics) {
        let difference = Double(max(larger.committedCells - smaller.committedCells, 1))
        let phases = zip(smaller.phases, larger.phases).map { small, large in
            let slope = max(0, large.seconds - small.seconds) / difference
            return Phase(
                name: large.name, fixedSeconds: max(0, small.seconds - slope * Double(smaller.committedCells)), secondsPerCell: slope)
        }
        self.init(threads: threads, phases: phases, cells: larger.committedCells)
    }

    /// Growth of the time per cell with each doubling beyond the measured proofs: transforms gain a level, and the columns leave the caches.
    private static let growthPerDoubling = 0.01

    /// Expected wall-clock seconds for a proof of so many committed cells.
    public func seconds(cells: Int) -> Double { phases.reduce(0) { $0 + seconds(of: $1, cells: cells) } }

    /// Expected wall-clock seconds for a proof of this shape: larger blow-ups extend each cell to more words than the measured proofs did.
    public func seconds(for shape: ProofShape) -> Double {
        seconds(cells: shape.committedCells << (shape.parameters.blowUpLog - StarkParameters.standard.blowUpLog))
    }

    /// Expected seconds of one phase of it.
    public func seconds(of phase: Phase, cells: Int) -> Double {
        let doublings = max(0, log2(Double(max(cells, 1)) / Double(max(self.cells, 1))))
        return phase.fixedSeconds + phase.secondsPerCell * Double(cells) * (1 + Self.growthPerDoubling * doublings)
    }

    /// The same machine when it is `factor` times slower.
    public func scaled(by factor: Double) -> MachineCalibration {
        MachineCalibration(
            threads: threads,
            phases: phases.map {
                Phase(name: $0.name, fixedSeconds: $0.fixedSeconds * factor, secondsPerCell: $0.secondsPerCell * factor)
            }, cells: cells)
    }

    // MARK: Measuring

    private static let measurements = Mutex<[Int: MachineCalibration]>([:])

    /// What `shared(threads:)` has measured in this process, nil before.
    public static func known(threads: Int) -> MachineCalibration? { measurements.withLock { $0[threads] } }

    /// The calibration for this process and this number of threads, measured when first asked for.
    ///
    /// Cost when measured: four small proofs, about half a second on two cores.
    public static func shared(threads: Int) throws(ProveError) -> MachineCalibration {
        if let found = known(threads: threads) { return found }
        let found = try measured(threads: threads)
        measurements.withLock { $0[threads] = found }
        return found
    }

    /// Proves 2^10 and 2^16 cycles twice each, after one proof that makes the tables common to all, and takes the faster.
    public static func measured(threads: Int) throws(ProveError) -> MachineCalibration {
        let image: Image
        do throws(ELFError) { image = try Image(elf: ShippedGuest.fibonacci.elf, threads: threads) } catch {
            throw .selfCheckFailed("the fibonacci guest of this program is not usable: \(error)")
        }
        func proof(steps: UInt32) throws(ProveError) -> ProveStatistics {
            let input = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: steps >> $0) }
            return try Prover.prove(image, input: input, options: ProveOptions(threads: threads)).statistics
        }
        func faster(steps: UInt32) throws(ProveError) -> ProveStatistics {
            let (first, second) = (try proof(steps: steps), try proof(steps: steps))
            return first.seconds < second.seconds ? first : second
        }
        _ = try proof(steps: 2)
        return MachineCalibration(
            threads: threads, smaller: try faster(steps: 400), larger: try faster(steps: (1 << 15) - 128))
    }
}
