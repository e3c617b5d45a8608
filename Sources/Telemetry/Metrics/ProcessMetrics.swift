import Foundation

extension MetricRegistry {
    /// Processor time, memory, threads and files of this process, under the names that Prometheus's client libraries use; Linux's `/proc` is read when metrics
    /// are.
    public func addProcessMetrics() {
        let start = Date().timeIntervalSince1970
        sampled("process_cpu_seconds_total", "Processor time of the process in user and system mode, in seconds.", .counter) {
            var usage = rusage()
            guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
            return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
        }
        sampled("process_resident_memory_bytes", "Memory of the process that is held in RAM.") { Self.pages(1) }
        sampled("process_virtual_memory_bytes", "Address space of the process.") { Self.pages(0) }
        sampled("process_open_fds", "Open file descriptors.") {
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count) }
        }
        sampled("process_max_fds", "Largest number of open file descriptors.") {
            var limit = rlimit()
            guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
            return Double(limit.rlim_cur)
        }
        sampled("process_threads", "Threads of the process.") {
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")).map { Double($0.count) }
        }
        sampled("process_start_time_seconds", "When the process began, in seconds since 1970.") { start }
    }

    /// One of the numbers in `/proc/self/statm`, in bytes.
    private static func pages(_ index: Int) -> Double? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard fields.indices.contains(index), let pages = Double(fields[index]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
