import RISCV
import StarkProver
import StarkVerifier

/// Makes receipts.
public enum Prover {
    /// Executes `image` on `input` and proves the execution in zero knowledge.
    ///
    /// Runs on plain threads for as long as it takes: call it off the event loop and off Swift's cooperative pool. The finished receipt is
    /// verified before it is returned.
    /// - Parameters:
    ///   - input: private content of the input stream; never stored or logged.
    ///   - progress: called at the start of each phase.
    ///   - shouldStop: asked every few milliseconds to seconds; true ends the work with `cancelled`.
    public static func prove(
        _ image: Image, input: [UInt8], options: ProveOptions = ProveOptions(), progress: (ProveProgress) -> Void = { _ in },
        shouldStop: () -> Bool = { false }
    ) throws(ProveError) -> (receipt: Receipt, statistics: ProveStatistics) {
        var statistics = ProveStatistics()
        let clock = ContinuousClock()
        var start = clock.now
        func lap(_ name: String) {
            let elapsed = (clock.now - start).components
            statistics.phases.append((name, Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18))
            start = clock.now
        }
        progress(ProveProgress(phase: "execution", fraction: 0))
        let record: ExecutionRecord
        do throws(ProgramFault) {
            record = try Machine.record(image.program, input: input, limits: options.limits, shouldStop: shouldStop)
        } catch {
            throw error.cause == .cancelled ? .cancelled : .fault(error)
        }
        statistics.cycles = record.report.cycles
        lap("execution")
        if shouldStop() { throw .cancelled }
        progress(ProveProgress(phase: "tables", fraction: 0.03))
        let tables = ordered(ExecutionTables.build(image.tables, record))
        lap("tables")
        let unsealed = Receipt(
            image: image.header, exitCode: record.report.exitCode, journalStream: record.report.journalStream,
            journal: record.report.journal)
        let prover = StarkProver(ProofSystem.system, parameters: options.parameters, threads: options.threads)
        let seal: (proof: [UInt8], profile: StarkProver.Profile)
        do throws(ProverError) {
            seal = try prover.prove(
                tables, preprocessed: image.commitment, statement: unsealed.statement(options.parameters), masks: options.masks ?? MaskSource(),
                progress: { progress(ProveProgress(phase: $0.rawValue, fraction: fraction(of: $0))) }, shouldStop: shouldStop)
        } catch {
            switch error {
            case .cancelled: throw .cancelled
            case .shape(let problem): throw .tooLarge(problem)
            case .table, .invalidTrace: throw .selfCheckFailed("\(error)")
            }
        }
        for (phase, nanoseconds) in seal.profile.phases { statistics.phases.append((phase.rawValue, Double(nanoseconds) * 1e-9)) }
        statistics.committedCells = seal.profile.committedCells
        statistics.tables = tables.map { (ProofSystem.chipNames[$0.chip], $0.trace.rows.trailingZeroBitCount) }
        start = clock.now
        let receipt = unsealed.sealed(with: seal.proof)
        if case .rejected(let reason) = receipt.verify(imageID: image.id, minimumSecurityBits: 100) {
            throw .selfCheckFailed("\(reason)")
        }
        lap("selfCheck")
        return (receipt, statistics)
    }

    /// Tables by chip number, instances tallest first.
    private static func ordered(_ tables: [Table]) -> [(chip: Int, trace: Trace)] {
        let numbered = tables.map { (chip: ProofSystem.index(of: $0.chip), trace: $0.main) }
        return numbered.sorted { ($0.chip, $1.trace.rows) < ($1.chip, $0.trace.rows) }
    }

    /// Share of the work that is typically done when a phase begins.
    private static func fraction(of phase: ProvingPhase) -> Double {
        switch phase {
        case .mainCommitment: 0.1
        case .logUp: 0.3
        case .logUpCommitment: 0.4
        case .quotient: 0.5
        case .quotientCommitment: 0.75
        case .openings: 0.8
        case .batching: 0.85
        case .folding: 0.93
        case .queries: 0.99
        }
    }
}
