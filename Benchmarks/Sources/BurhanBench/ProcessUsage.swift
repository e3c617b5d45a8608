import Foundation

/// What this process has used: processor time and memory, from the kernel's own books.
enum ProcessUsage {
    /// Processor seconds of all threads since the process began.
    static var cpuSeconds: Double {
        var usage = timespec()
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &usage) == 0 else { return .nan }
        return Double(usage.tv_sec) + Double(usage.tv_nsec) * 1e-9
    }

    /// Forgets the highest memory use so far, so that `peakMegabytes` tells of what follows.
    static func resetPeak() {
        // Where the kernel does not allow it, the peak is the one since the process began: larger, never smaller.
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    }

    /// The highest resident memory since `resetPeak`, in MB (10^6 bytes); nan if the kernel does not say.
    static var peakMegabytes: Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return .nan }
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            if let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) }) { return kibibytes * 1024 / 1e6 }
        }
        return .nan
    }
}
