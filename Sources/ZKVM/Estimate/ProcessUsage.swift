import Foundation

/// What this process has used: processor time and memory, from the kernel's own books.
public enum ProcessUsage {
    /// Processor seconds of all threads since the process began.
    public static var cpuSeconds: Double {
        var usage = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &usage) == 0 else { return .nan }
        return Double(usage.tv_sec) + Double(usage.tv_nsec) * 1e-9
    }

    /// Forgets the highest memory use so far, so that `peakBytes` tells of what follows.
    public static func resetPeak() {
        // Where the kernel does not allow it, the peak is the one since the process began: larger, never smaller.
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    }

    /// The highest resident memory since `resetPeak` or the beginning, in bytes; nil if the kernel does not say.
    public static var peakBytes: Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 * 1024 }
        }
        return nil
    }
}
