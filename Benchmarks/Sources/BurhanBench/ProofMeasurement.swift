import RISCV
import StarkVerifier
import ZKVM

/// What proving one workload took: the fastest of several proofs, made in a process of their own.
struct ProofMeasurement: Codable, Sendable {
    struct Phase: Codable, Sendable {
        var name: String
        var seconds: Double
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

    var kilohertz: Double { Double(cycles) / seconds / 1000 }

    /// Proves `workload` `repeats` times on `threads` threads; with `comparesHiding` each time also without zero knowledge, in turn.
    init(_ workload: Workload, threads: Int, repeats: Int, comparesHiding: Bool) throws(BenchmarkError) {
        self.workload = workload.name
        self.threads = threads
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
            leastHiding = min(leastHiding, ProcessUsage.cpuSeconds - cpu)
            if round == 0 {
                firstSeconds = elapsed
                peakMegabytes = ProcessUsage.peakMegabytes
            }
            if elapsed < seconds {
                seconds = elapsed
                cpuSeconds = ProcessUsage.cpuSeconds - cpu
                phases = made.statistics.phases.map { Phase(name: $0.name, seconds: $0.seconds) }
            }
            cycles = made.statistics.cycles
            committedCells = made.statistics.committedCells
            receipt = made.receipt
            if let openImage {
                let cpu = ProcessUsage.cpuSeconds
                _ = try Self.prove(openImage, workload, ProveOptions(threads: threads, parameters: .withoutHiding))
                leastOpen = min(leastOpen, ProcessUsage.cpuSeconds - cpu)
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

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
