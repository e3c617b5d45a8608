import Foundation
import Service
import Testing

@Suite struct WaitBandTests {
    @Test func beforeThereIsExperienceTheBandIsWide() {
        let (estimate, range) = WaitBand().estimate(foretold: 10_000, scale: 1000)
        #expect(estimate == 10_000)
        #expect(range.lowerBound < 3000 && range.upperBound > 40_000)
    }

    @Test func theBandFollowsHowFarForecastsWereOff() {
        var band = WaitBand()
        for _ in 0..<100 { band.note(foretold: 1000, actual: 2000, scale: 1) }
        let (estimate, range) = band.estimate(foretold: 5000, scale: 1)
        #expect((9900...10_100).contains(estimate))
        #expect(range.contains(estimate) && range.upperBound - range.lowerBound < 200)
    }

    @Test func serviceTimesAreLearnedFromProofs() {
        var times = ServiceTimes()
        #expect(times.milliseconds(cycles: nil, estimated: nil) == 3000)
        for _ in 0..<40 { times.note(cycles: 2_000_000, estimated: 1000, milliseconds: 3000) }
        #expect((2990...3010).contains(times.milliseconds(cycles: nil, estimated: 1000)))
        #expect((5990...6010).contains(times.milliseconds(cycles: 4_000_000, estimated: nil)))
    }

    @Test func aWaitIsThatForAFreeProver() throws {
        var queue = FairShare()
        for index in 0..<3 { queue.insert(QueuedJob(id: "\(index)", tenant: "t", due: index, cost: 1000)) }
        func wait(_ id: String, _ remaining: [Int], _ provers: Int) throws -> Int {
            QueueForecast(place: try #require(queue.place(of: id)), remaining: remaining, provers: provers).milliseconds
        }
        #expect(try wait("0", [], 1) == 0)
        #expect(try wait("0", [400], 1) == 400)
        #expect(try wait("2", [400], 1) == 2400)
        #expect(try wait("0", [400, 900], 2) == 400)
        #expect(try wait("2", [400, 900], 2) == 1650)
        #expect(try wait("0", [400], 2) == 0)
    }

    /// A day of a service with three provers and tenants of different weights, whose jobs take up to three times longer or shorter than
    /// estimated and come in bursts: of the waits foretold at acceptance, at least four in five lie in their bands.
    @Test(arguments: 0..<6) func bandsHoldTheWaitsThatCome(_ seed: Int) {
        var simulation = QueueSimulation(seed: UInt64(seed), provers: 3)
        let outcome = simulation.run(jobs: 3000)
        #expect(outcome.waited > 1000)
        let coverage = Double(outcome.inside) / Double(outcome.judged)
        #expect(coverage >= 0.8, "\(coverage) of \(outcome.judged)")
        // A band that holds everything says nothing: its width stays in proportion.
        #expect(outcome.width < 6, "\(outcome.width)")
    }
}

/// A service in simulated time: orders come, are foretold a wait, start in the order of the queue, and take what they take.
private struct QueueSimulation {
    struct Outcome {
        var judged = 0
        var inside = 0
        var waited = 0
        /// Mean of the upper end of bands in mean waits.
        var width = 0.0
    }

    private struct Waiting {
        let at: Int
        let foretold: Int
        let range: ClosedRange<Int>
        let truth: Int
    }

    private var generator: SplitMix
    private let provers: Int
    private var queue = FairShare()
    private var band = WaitBand()

    init(seed: UInt64, provers: Int) {
        generator = SplitMix(seed: seed)
        self.provers = provers
        queue.setShare(TenantShare(weight: 4), of: "t0")
        queue.setShare(TenantShare(burst: 1), of: "t1")
    }

    mutating func run(jobs: Int) -> Outcome {
        var outcome = Outcome()
        var waiting: [String: Waiting] = [:]
        var running: [(job: QueuedJob, start: Int, end: Int)] = []
        var now = 0
        var arrival = 0
        var (waits, uppers) = (0, 0)
        var number = 0
        while number < jobs || !running.isEmpty || queue.count > 0 {
            let end = running.map(\.end).min() ?? .max
            if number < jobs, arrival <= end {
                now = arrival
                let cost = Int.random(in: 200...4000, using: &generator)
                let factor = exp(Double.random(in: -1.1...1.1, using: &generator))
                let id = "j\(number)"
                let tenant = "t\(Int.random(in: 0..<4, using: &generator))"
                queue.insert(QueuedJob(id: id, tenant: tenant, createdAt: now, priority: 0, deadlineAt: nil, cost: cost))
                if let place = queue.place(of: id) {
                    let remaining = running.map { max($0.job.cost - (now - $0.start), $0.job.cost / 10) }
                    let forecast = QueueForecast(place: place, remaining: remaining, provers: provers)
                    let (_, range) = band.estimate(foretold: forecast.milliseconds, scale: 2000)
                    waiting[id] = Waiting(
                        at: now, foretold: forecast.milliseconds, range: range, truth: max(1, Int(Double(cost) * factor)))
                }
                number += 1
                // Bursts of fifty, then a pause: on average nearly as much work as the provers can do.
                let pause = number % 50 == 0 ? 30_000 : 400
                arrival += Int(Double(pause) * -log(Double.random(in: 0.001...1, using: &generator)))
            } else {
                now = end
                if let index = running.firstIndex(where: { $0.end == end }) {
                    queue.finish(running.remove(at: index).job)
                }
            }
            while running.count < provers, let job = queue.take(), let entry = waiting.removeValue(forKey: job.id) {
                let wait = now - entry.at
                if number > 300 {
                    outcome.judged += 1
                    if entry.range.contains(wait) { outcome.inside += 1 }
                    if wait > 0 { outcome.waited += 1 }
                    waits += wait
                    uppers += entry.range.upperBound
                }
                band.note(foretold: entry.foretold, actual: wait, scale: 2000)
                running.append((job, now, now + entry.truth))
            }
        }
        outcome.width = Double(uppers) / Double(max(1, waits))
        return outcome
    }
}
