import Foundation
import Storage

/// Whether the database answers, and how fast.
public struct DatabaseProbe: HealthProbe {
    public let name = "database"
    private let store: Store
    private let slow = Duration.milliseconds(250)

    public init(_ store: Store) { self.store = store }

    public func check() -> HealthState {
        do throws(StorageError) {
            let elapsed = try store.probe()
            return elapsed < slow ? .healthy : .degraded("It took \(elapsed.milliseconds) ms to answer.")
        } catch { return .unhealthy(error.description) }
    }
}

/// Whether the disk that holds the database has room left.
public struct DiskProbe: HealthProbe {
    public let name = "disk"
    private let directory: String
    /// Bytes.
    private let low: UInt64
    /// Bytes.
    private let exhausted: UInt64

    /// Degraded below `low` bytes, unhealthy below `exhausted`.
    public init(directory: String, low: UInt64 = 1 << 30, exhausted: UInt64 = 32 << 20) {
        self.directory = directory.isEmpty ? "." : directory
        self.low = low
        self.exhausted = exhausted
    }

    public func check() -> HealthState {
        var facts = statvfs()
        guard unsafe statvfs(directory, &facts) == 0 else {
            return .unhealthy("The database's directory can't be looked at: \(unsafe String(cString: strerror(errno))).")
        }
        let free = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize)).partialValue
        if free < exhausted { return .unhealthy("\(free >> 20) MiB are free.") }
        return free < low ? .degraded("\(free >> 20) MiB are free.") : .healthy
    }
}
