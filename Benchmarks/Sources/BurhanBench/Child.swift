import Foundation

/// Runs a measurement in a process of its own, so that the memory and caches of one do not touch the next.
enum Child {
    static func proof(
        _ workload: String, threads: Int, repeats: Int, comparesHiding: Bool = false
    ) throws(BenchmarkError) -> ProofMeasurement {
        try run(["prove", workload, "\(threads)", "\(repeats)", comparesHiding ? "both" : "hiding"])
    }

    static func execution(_ workload: String, repeats: Int) throws(BenchmarkError) -> ExecutionMeasurement {
        try run(["execute", workload, "\(repeats)"])
    }

    /// Makes a key for the circuit, then proves with it, each in a process of its own.
    static func groth16(_ circuit: String, threads: Int, repeats: Int) throws(BenchmarkError) -> Groth16Measurement {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "burhan-bench-\(ProcessInfo.processInfo.processIdentifier)")
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: directory.path)
        }
        defer { try? FileManager.default.removeItem(at: directory) }
        _ = try output(["groth16-key", circuit, directory.path])
        return try run(["groth16", circuit, "\(threads)", "\(repeats)", directory.path])
    }

    private static func run<Result: Decodable>(_ arguments: [String]) throws(BenchmarkError) -> Result {
        do {
            return try JSONDecoder().decode(Result.self, from: try output(arguments))
        } catch let error as BenchmarkError {
            throw error
        } catch {
            throw .child(arguments: arguments, reason: "\(error)")
        }
    }

    private static func output(_ arguments: [String]) throws(BenchmarkError) -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw BenchmarkError.child(arguments: arguments, reason: "ended with code \(process.terminationStatus)")
            }
            return data
        } catch let error as BenchmarkError {
            throw error
        } catch {
            throw .child(arguments: arguments, reason: "\(error)")
        }
    }
}
