import Foundation
import Testing

/// Random moments and choices that a number decides, so that a failure can be repeated (SplitMix64).
struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Sleeps for a random time, seconds.
    mutating func pause(_ range: ClosedRange<Double>) { Thread.sleep(forTimeInterval: .random(in: range, using: &self)) }

    /// Random bytes in hexadecimal.
    mutating func hex(bytes: Int) -> String {
        (0..<bytes).map { _ in
            let byte = UInt8.random(in: 0...255, using: &self)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// How often each scenario runs: `BURHAN_FAULT_ROUNDS` (default 1), from the seed `BURHAN_FAULT_SEED` (default: a random one).
enum Rounds {
    static let count = number("BURHAN_FAULT_ROUNDS") ?? 1
    private static let firstSeed = number("BURHAN_FAULT_SEED").map { UInt64($0) } ?? UInt64.random(in: 1...999_999)

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap(Int.init) }

    /// Runs a scenario, each time with the next seed, and prints what came of it; the first round with a broken invariant is the last.
    static func run(_ scenario: String, _ body: (inout Chance) throws -> RoundReport) {
        for round in 0..<count {
            let seed = firstSeed + UInt64(round)
            var chance = Chance(seed: seed)
            let start = ContinuousClock.now
            let label = "\(scenario), round \(round + 1) of \(count), seed \(seed)"
            do {
                let report = try body(&chance)
                let seconds = (start.duration(to: .now) / .milliseconds(100)).rounded() / 10
                note("\(label): \(report.violations.isEmpty ? "held" : "BROKEN"); \(report.summary); \(seconds) s")
                guard report.violations.isEmpty else {
                    Issue.record("\(label): \(report.violations.prefix(12).joined(separator: "\n"))")
                    return
                }
            } catch {
                Issue.record("\(label): \(error)")
                return
            }
        }
    }

    static func note(_ text: String) { FileHandle.standardError.write(Data("fault: \(text)\n".utf8)) }
}

/// What one round of a scenario came to.
struct RoundReport {
    var violations: [String]
    var summary: String

    func adding(_ more: [String]) -> RoundReport { RoundReport(violations: violations + more, summary: summary) }
}
