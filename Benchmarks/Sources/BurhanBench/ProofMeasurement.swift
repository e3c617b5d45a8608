import RISCV
import StarkVerifier
import ZKVM

/// What proving one workload took: the fastest of several proofs, made in a process of their own.
struct ProofMeasurement: Codable, Sendable {
    struct Phase: Codable, Sendable {
        var name: String
        var seconds: Double
        var cpuSeconds: Double
    }

    /// One table of the proof.
    struct Table: Codable, Sendable {
        var chip: String
        var usedRows: Int
        var rows: Int
        /// Main and LogUp cells of a row; the quotient, eight columns, belongs to all tables.
        var cellsPerRow: Int
    }

    var workload: String
    var threads: Int
    var cycles = 0
    /// Wall-clock seconds of the fastest proof, from the execution to the prover's own check.
    var seconds = Double.infinity
    /// Wall-clock seconds of the first proof in the process, tables common to all proofs included.
    var firstSeconds = 0.0
    /// Processor seconds of a proof over those of one without masks, salts and random polynomial, the least of each; nil if not asked for.
    /// Processor time, because the two differ by less than the noise of a shared machine's clock.
    var costOfHiding: Double?
    /// Processor seconds of the fastest proof, all threads together.
    var cpuSeconds = 0.0
    /// Highest resident memory of the process, in MB (10^6 bytes).
    var peakMegabytes = 0.0
    var committedCells = 0
    var receiptBytes = 0
    /// Median milliseconds to verify the receipt, once the process has verified one.
    var verifyMilliseconds = 0.0
    /// Milliseconds to make the image and its ID from the loaded program.
    var imageMilliseconds = 0.0
    var securityBits = 0.0
    var phases: [Phase] = []
    var tables: [Table] = []
    /// Expected before proving: seconds (by a calibration made in the same process), MB, bytes of the receipt.
    var expectedSeconds = 0.0
    var expectedMegabytes = 0.0
    var expectedReceiptBytes = 0

    var kilohertz: Double { Double(cycles) / seconds / 1000 }
    var cellsPerCPUSecond: Double { Double(committedCells) / cpuSeconds }
    /// All committed cells, those of memory, look-up and padding included, for each executed instruction.
    var cellsPerInstruction: Double { Double(committedCells) / Double(cycles) }
    var peakBytesPerCycle: Double { peakMegabytes * 1e6 / Double(cycles) }

    /// Proves `workload` `repeats` times on `threads` threads; with `comparesHiding` each time also without zero knowledge, in turn.
    init(_ workload: Workload, threads: Int, repeats: Int, comparesHiding: Bool) throws(BenchmarkError) {
        self.workload = workload.name
        self.threads = threads
        let expected = try Self.expectation(workload, threads: threads)
        expectedMegabytes = Double(expected.peakBytes) / 1e6
        expectedReceiptBytes = expected.receiptBytes
        let clock = ContinuousClock()
        var start = clock.now
        let image = Image(workload.program, threads: threads)
        imageMilliseconds = Self.seconds(clock.now - start) * 1000
        let openImage = comparesHiding ? Image(workload.program, parameters: .withoutHiding, threads: threads) : nil
        var receipt: Receipt?
        var (leastHiding, leastOpen) = (Double.infinity, Double.infinity)
        for round in 0..<repeats {
            let cpu = ProcessUsage.cpuSeconds
            start = clock.now
            let made = try Self.prove(image, workload, ProveOptions(threads: threads))
            let elapsed = Self.seconds(clock.now - start)
            leastHiding = min(leastHiding, Self.steadySeconds(made.statistics))
            if round == 0 {
                firstSeconds = elapsed
                peakMegabytes = Double(ProcessUsage.peakBytes ?? 0) / 1e6
            }
            if elapsed < seconds {
                seconds = elapsed
                cpuSeconds = ProcessUsage.cpuSeconds - cpu
                phases = made.statistics.phases.map { Phase(name: $0.name, seconds: $0.seconds, cpuSeconds: $0.cpuSeconds) }
            }
            cycles = made.statistics.cycles
            committedCells = made.statistics.committedCells
            tables = made.statistics.tables.map {
                Table(chip: $0.chip, usedRows: $0.usedRows, rows: $0.rows, cellsPerRow: $0.cellsPerRow)
            }
            receipt = made.receipt
            if let openImage {
                let open = try Self.prove(openImage, workload, ProveOptions(threads: threads, parameters: .withoutHiding))
                leastOpen = min(leastOpen, Self.steadySeconds(open.statistics))
                costOfHiding = leastHiding / leastOpen
            }
        }
        guard let receipt else { throw .workload(workload.name, reason: "nothing to measure with \(repeats) repeats") }
        receiptBytes = receipt.encoded().count
        var times: [Double] = []
        for _ in 0..<9 {
            start = clock.now
            guard case .accepted(let report) = receipt.verify(imageID: image.id) else {
                throw .workload(workload.name, reason: "its receipt does not verify")
            }
            times.append(Self.seconds(clock.now - start) * 1000)
            securityBits = report.bits
        }
        verifyMilliseconds = times.sorted()[times.count / 2]
        // Last: the proofs that calibrate would spoil the memory of those that are measured.
        do throws(ProveError) { expectedSeconds = try MachineCalibration.shared(threads: threads).seconds(cells: committedCells) } catch {
            throw .workload(workload.name, reason: "\(error)")
        }
    }

    private static func expectation(_ workload: Workload, threads: Int) throws(BenchmarkError) -> ProvingEstimate {
        do throws(ProgramFault) {
            return ProvingEstimate(
                workload.program, try Machine.run(workload.program, input: workload.input), calibration: nil)
        } catch {
            throw .workload(workload.name, reason: "\(error)")
        }
    }

    private static func prove(
        _ image: Image, _ workload: Workload, _ options: ProveOptions
    ) throws(BenchmarkError) -> (receipt: Receipt, statistics: ProveStatistics) {
        do throws(ProveError) {
            return try Prover.prove(image, input: workload.input, options: options)
        } catch {
            throw .workload(workload.name, reason: "\(error)")
        }
    }

    /// Processor seconds of a proof without its largest proof of work, whose time is a matter of luck and the same with and without hiding on average.
    private static func steadySeconds(_ statistics: ProveStatistics) -> Double {
        statistics.phases.reduce(0) { $0 + ($1.name == "proofOfWork" ? 0 : $1.cpuSeconds) }
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
