import Foundation

/// `burhan-bench quick`, `burhan-bench full [--json FILE] [--compare FILE] [--store FILE]`; `prove` and `execute` measure one workload and are what the two run as child processes.
@main
enum BurhanBench {
    static func main() {
        do throws(BenchmarkError) {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            try? FileHandle.standardError.write(contentsOf: Data("burhan-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ words: [String]) throws(BenchmarkError) {
        switch (words.first, words.count) {
        case ("quick", 1):
            try QuickRun.run()
        case ("full", _):
            try FullRun.run(try options(words.dropFirst()))
        case ("prove", 5):
            guard let threads = Int(words[2]), let repeats = Int(words[3]), threads > 0, repeats > 0 else { throw .usage(usage) }
            let workload = try Workload(words[1])
            show(try ProofMeasurement(workload, threads: threads, repeats: repeats, comparesHiding: words[4] == "both"))
        case ("scaling", 3):
            guard let pairs = Int(words[2]), pairs > 0 else { throw .usage(usage) }
            show(try ScalingMeasurement(words[1], threads: ProcessInfo.processInfo.activeProcessorCount, pairs: pairs))
        case ("execute", 3):
            guard let repeats = Int(words[2]), repeats > 0 else { throw .usage(usage) }
            show(try ExecutionMeasurement(try Workload(words[1]), repeats: repeats))
        case ("verify", 4):
            guard let threads = Int(words[2]), let seconds = Double(words[3]), threads > 0, seconds > 0 else { throw .usage(usage) }
            show(try VerificationRate(receipt: words[1], threads: threads, seconds: seconds))
        case ("groth16", 5):
            guard let threads = Int(words[2]), let repeats = Int(words[3]), threads > 0, repeats > 0 else { throw .usage(usage) }
            show(try Groth16Measurement(words[1], threads: threads, repeats: repeats, directory: URL(fileURLWithPath: words[4])))
        case ("groth16-key", 3):
            try Groth16Measurement.prepare(words[1], directory: URL(fileURLWithPath: words[2]))
        default:
            throw .usage(usage)
        }
    }

    private static let usage = """
        usage: burhan-bench quick | full [--json FILE] [--compare FILE] [--store FILE] | prove WORKLOAD THREADS REPEATS both|hiding | execute WORKLOAD REPEATS |
            scaling WORKLOAD PAIRS | verify RECEIPT THREADS SECONDS | groth16-key CIRCUIT DIRECTORY | groth16 CIRCUIT THREADS REPEATS DIRECTORY
        """

    /// Names and values in turn.
    private static func options(_ words: ArraySlice<String>) throws(BenchmarkError) -> FullRun.Options {
        var options = FullRun.Options()
        var rest = words
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw .usage(usage) }
            switch name {
            case "--json": options.json = value
            case "--compare": options.compare = value
            case "--store": options.store = value
            default: throw .usage(usage)
            }
        }
        return options
    }

    private static func show(_ measurement: some Encodable) {
        guard let data = try? JSONEncoder().encode(measurement) else { return }
        print(String(decoding: data, as: UTF8.self))
    }
}
