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

    private static func run<Result: Decodable>(_ arguments: [String]) throws(BenchmarkError) -> Result {
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
            return try JSONDecoder().decode(Result.self, from: data)
        } catch let error as BenchmarkError {
            throw error
        } catch {
            throw .child(arguments: arguments, reason: "\(error)")
        }
    }
}
