import CKernels
import Foundation

/// The machine that measurements were made on.
public struct MachineDescription: Sendable, Codable, Equatable {
    /// The processor's own name; `unknown` where the system does not tell.
    public let processor: String
    /// Cores that this process may use.
    public let cores: Int
    /// Which kernels run: `avx512`, `avx2` or `scalar`.
    public let kernels: String
    /// Bytes of main memory.
    public let memoryBytes: UInt64

    /// The machine this process runs on, with the kernels it uses now.
    public static var current: MachineDescription {
        let process = ProcessInfo.processInfo
        return MachineDescription(
            processor: processorName() ?? "unknown", cores: process.activeProcessorCount,
            kernels: unsafe String(cString: burhan_cpu_path()), memoryBytes: process.physicalMemory)
    }

    private static func processorName() -> String? {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix("model name") {
            return line.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
        }
        return nil
    }
}
