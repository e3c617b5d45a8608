import CKernels
import Foundation

/// `burhan cpu`
enum CPUCommand: Command {
    static let path = ["cpu"]
    static let summary = "show which vector instructions are used, and the machine's cores and memory"
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [Example("burhan cpu", "prints avx512, avx2 or scalar, and the number of cores")]

    private struct Result: Encodable {
        var path: String
        var cores: Int
        var memory_bytes: UInt64
    }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let process = ProcessInfo.processInfo
        let path = unsafe String(cString: burhan_cpu_path())
        let result = Result(path: path, cores: process.activeProcessorCount, memory_bytes: process.physicalMemory)
        if arguments[CommonOptions.json] {
            try terminal.printJSON(result)
        } else {
            terminal.print("kernels  \(path)\ncores    \(result.cores)\nmemory   \(Quantity.bytes(Int(result.memory_bytes)))")
        }
        return .success
    }
}
