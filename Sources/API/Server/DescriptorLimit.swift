import Foundation

/// The number of files and connections that this process may have open.
enum DescriptorLimit {
    /// Raises it as far as the system lets it go without privilege; ten thousand event streams need more than the usual 1,024.
    static func raise() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
