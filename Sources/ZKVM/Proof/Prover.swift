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
    ///   - progress: called at the start of each phase, and within long ones, from whichever thread brings the news.
    ///   - shouldStop: asked every few milliseconds to seconds; true ends the work with `cancelled`.
    public static func prove(
        _ image: Image, input: [UInt8], options: ProveOptions = ProveOptions(),
        progress: @escaping @Sendable (ProvingProgress) -> Void = { _ in },
        shouldStop: @escaping () -> Bool = { false }
    ) throws(ProveError) -> (receipt: Receipt, statistics: ProveStatistics) {
        var statistics = ProveStatistics()
        let clock = ContinuousClock()
        var (start, cpu) = (clock.now, ProcessUsage.cpuSeconds)
        func lap(_ name: String) {
            statistics.phases.append((name, Self.seconds(clock.now - start), ProcessUsage.cpuSeconds - cpu))
            (start, cpu) = (clock.now, ProcessUsage.cpuSeconds)
        }
        let origin = start
        let meter = ProgressMeter(now: { Self.seconds(clock.now - origin) }, report: progress)
        meter.begin("execution")
        let record: ExecutionRecord
        do throws(ProgramFault) {
            record = try Machine.record(image.program, input: input, limits: options.limits, shouldStop: shouldStop)
        } catch {
            throw error.cause == .cancelled ? .cancelled : .fault(error)
        }
        statistics.cycles = record.report.cycles
        lap("execution")
        if shouldStop() { throw .cancelled }
        let shape = ProofShape(image.program, record, parameters: options.parameters)
        let storesExtensions = try plan(shape, options)
        statistics.storedExtensions = storesExtensions
        let cells = shape.committedCells
        meter.plan(cells: cells)
        meter.begin("tables")
        let tables = ordered(ExecutionTables.build(image.tables, record, threads: options.threads))
        lap("tables")
        let unsealed = Receipt(
            image: image.header, exitCode: record.report.exitCode, journalStream: record.report.journalStream,
            journal: record.report.journal)
        let prover = StarkProver(
            ProofSystem.system, parameters: options.parameters, threads: options.threads, storesExtensions: storesExtensions)
        /// Processor seconds at the begin of each of the following phases, and at the end.
        var marks: [Double] = []
        let seal: (proof: [UInt8], profile: StarkProver.Profile)
        do throws(ProverError) {
            seal = try prover.prove(
                consume tables, preprocessed: image.commitment, statement: unsealed.statement(options.parameters),
                masks: options.masks ?? MaskSource(),
                progress: { phase in
                    marks.append(ProcessUsage.cpuSeconds)
                    meter.begin(phase.rawValue)
                }, advance: { meter.advance(cells: Int($0 * Double(cells))) }, shouldStop: shouldStop)
        } catch {
            switch error {
            case .cancelled: throw .cancelled
            case .shape(let problem): throw .tooLarge(problem)
            case .table, .invalidTrace: throw .selfCheckFailed("\(error)")
            }
        }
        marks.append(ProcessUsage.cpuSeconds)
        for (index, (phase, nanoseconds)) in seal.profile.phases.enumerated() {
            statistics.phases.append((phase.rawValue, Double(nanoseconds) * 1e-9, marks[index + 1] - marks[index]))
        }
        statistics.committedCells = seal.profile.committedCells
        statistics.tables = shape.tables
        (start, cpu) = (clock.now, ProcessUsage.cpuSeconds)
        meter.begin("selfCheck")
        let receipt = unsealed.sealed(with: seal.proof)
        if case .rejected(let reason) = receipt.verify(imageID: image.id, minimumSecurityBits: minimumBits(options.parameters)) {
            throw .selfCheckFailed("\(reason)")
        }
        lap("selfCheck")
        return (receipt, statistics)
    }

    /// Bits that a receipt has at least. Proofs that hide nothing only measure the cost of hiding; by default no verifier takes fewer than 100.
    private static func minimumBits(_ parameters: StarkParameters) -> Double { parameters.isHiding ? 100 : 0 }

    /// Whether extended columns are to be kept; throws before the work begins when the proof would not be made or not be accepted.
    private static func plan(_ shape: ProofShape, _ options: ProveOptions) throws(ProveError) -> Bool {
        let shapes = shape.layout.shapes
        if let problem = ProofSystem.system.problem(in: shapes) { throw .tooLarge(problem) }
        let report = SecurityReport(ProofSystem.system, ProofHeader(parameters: options.parameters, shapes: shapes))
        guard report.bits >= minimumBits(options.parameters) else { throw .security(bits: report.bits) }
        guard let limit = options.memoryLimit, ProvingEstimate.peakBytes(shape) > limit else { return true }
        let least = ProvingEstimate.peakBytes(shape, storesExtensions: false)
        guard least <= limit else { throw .memory(needed: least, limit: limit) }
        return false
    }

    /// Tables by chip number, instances tallest first.
    private static func ordered(_ tables: [Table]) -> [(chip: Int, trace: Trace)] {
        let numbered = tables.map { (chip: ProofSystem.index(of: $0.chip), trace: $0.main) }
        return numbered.sorted { ($0.chip, $1.trace.rows) < ($1.chip, $0.trace.rows) }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
