import Synchronization
import Testing
import ZKVM

/// Proofs on synthetic clocks: what the meter tells, against what comes.
@Suite("Progress") struct ProgressMeterTests {
    /// A proof of 10^8 cells whose phases take what they typically do, times a factor of their own.
    private struct SyntheticProof {
        /// For a phase: how much longer it takes than its weight says.
        var factor: (_ phase: Int) -> Double = { _ in 1 }
        /// At a share of a phase: how much slower the machine is then.
        var load: (_ time: Double) -> Double = { _ in 1 }
        var stepsPerPhase = 50

        static let cells = 100_000_000

        /// What was told at which time, and when the proof was done.
        func run() -> (told: [(time: Double, progress: ProvingProgress)], end: Double) {
            let time = Mutex(0.0)
            let told = Mutex<[(time: Double, progress: ProvingProgress)]>([])
            let meter = ProgressMeter(
                now: { time.withLock { $0 } },
                report: { progress in
                    let now = time.withLock { $0 }
                    told.withLock { $0.append((now, progress)) }
                })
            let weights = MachineCalibration.typical
            meter.plan(cells: Self.cells)
            for (index, phase) in weights.phases.enumerated() {
                meter.begin(phase.name)
                let step = factor(index) * weights.seconds(of: phase, cells: Self.cells) / Double(stepsPerPhase)
                for _ in 0..<stepsPerPhase {
                    time.withLock { $0 += step * load($0) }
                    meter.advance(cells: Self.cells / stepsPerPhase)
                }
            }
            return (told.withLock { $0 }, time.withLock { $0 })
        }

        /// The largest relative error of the expected whole time, once a tenth of the time is over.
        func worstError() -> Double {
            let (told, end) = run()
            return told.filter { $0.time >= end / 10 }.map { entry in
                guard let remaining = entry.progress.secondsRemaining else { return .infinity }
                return abs(entry.time + remaining - end) / end
            }.max() ?? .infinity
        }
    }

    @Test(arguments: [0.2, 1.0, 7.0]) func aSteadyMachineIsForeseenExactly(speed: Double) {
        #expect(SyntheticProof(factor: { _ in speed }).worstError() < 0.001)
    }

    /// Odd and even phases deviate from their typical costs in opposite directions.
    @Test(arguments: [0.2, -0.2]) func phasesThatDeviateByAFifthStayWithinAFifth(deviation: Double) {
        #expect(SyntheticProof(factor: { $0 % 2 == 0 ? 1 + deviation : 1 - deviation }).worstError() < 0.2)
    }

    /// News only at the begin of each phase, as from a prover that does not tell more.
    @Test func phasesAloneStayWithinAFifth() {
        #expect(SyntheticProof(stepsPerPhase: 1).worstError() < 0.2)
    }

    /// The estimate follows a machine that becomes three times slower, and is within a fifth of what is left soon after.
    @Test func aBusierMachineIsNoticed() throws {
        let change = 0.4 * MachineCalibration.typical.seconds(cells: SyntheticProof.cells)
        let proof = SyntheticProof(load: { $0 < change ? 1 : 3 })
        let (told, end) = proof.run()
        let later = try #require(told.first { $0.progress.fraction > 0.8 })
        let remaining = try #require(later.progress.secondsRemaining)
        #expect(abs(remaining - (end - later.time)) < 0.2 * (end - later.time))
    }

    @Test func fractionsNeverFallAndEndAtOne() {
        let (told, _) = SyntheticProof().run()
        let fractions = told.map(\.progress.fraction)
        #expect(fractions == fractions.sorted() && fractions.first == 0)
        #expect((fractions.last ?? 0) > 0.99)
        #expect(told.count < 500)
    }

    @Test func nothingIsForetoldBeforeTheCellsAreKnown() {
        let record = ProgressRecord()
        let meter = ProgressMeter(now: { 0 }, report: { record.add($0) })
        meter.begin("execution")
        #expect(record.all == [ProvingProgress(phase: "execution", fraction: 0)])
    }

    /// More work than was planned for, and phases without a name, do no harm.
    @Test func surplusWorkStaysBelowOne() {
        let record = ProgressRecord()
        let meter = ProgressMeter(now: { 1 }, report: { record.add($0) })
        meter.plan(cells: 10)
        meter.begin("logUp")
        for _ in 0..<100 { meter.advance(cells: 1000) }
        meter.begin("unheard of")
        #expect(record.all.allSatisfy { $0.fraction <= 1 })
    }
}
