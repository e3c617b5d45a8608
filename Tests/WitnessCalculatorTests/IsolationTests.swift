import Foundation
import Testing
import WitnessCalculator

/// What the system itself says of a worker while it runs.
@Suite("Isolation", .enabled(if: runtime != nil, "Wasmtime is missing: run scripts/setup"))
struct IsolationTests {
    /// The lines of `/proc/PID/status` of a confined worker of this process, with the number of its descriptors and the size of its environment.
    private struct Confined {
        var status: [String: String]
        var descriptors: Int
        var environment: Int
    }

    private static func confinedWorker() -> Confined? {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] where Int(name) != nil {
            guard let text = try? String(contentsOfFile: "/proc/\(name)/status", encoding: .utf8),
                let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline"),
                String(decoding: words, as: UTF8.self).contains(WitnessWorker.word)
            else { continue }
            var status: [String: String] = [:]
            for line in text.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { status[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
            guard status["PPid"] == "\(ProcessInfo.processInfo.processIdentifier)", status["Seccomp"] == "2",
                let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(name)/fd")
            else { continue }
            let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ")?.count ?? 0
            return Confined(status: status, descriptors: descriptors.count, environment: environment)
        }
        return nil
    }

    @Test func theWorkerIsConfinedWhileForeignCodeRuns() throws {
        var found: Confined?
        let module = TextModules.Circom2(body: "(loop $again (br $again))").text
        #expect(throws: WitnessCalculatorError.cancelled) {
            try calculate(module, fiveAndTwo) {
                found = Self.confinedWorker()
                return found != nil
            }
        }
        let worker = try #require(found)
        #expect(worker.status["NoNewPrivs"] == "1")
        #expect(worker.status["Threads"] == "1")
        #expect(worker.descriptors == 3)
        #expect(worker.environment == 0)
    }
}
