import Storage
import Synchronization

/// Entries about acts that change nothing in the database, such as verifications; they are written a second later with much else.
///
/// The process's death takes at most that second with it.
final class AuditBuffer: Sendable {
    private let waiting = Mutex([AuditRecord]())
    static let capacity = 10_000

    /// False when so many wait that the caller should write them.
    func append(_ record: AuditRecord) -> Bool {
        waiting.withLock { waiting in
            waiting.append(record)
            return waiting.count < Self.capacity
        }
    }

    func take() -> [AuditRecord] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    /// Puts back what could not be written.
    func restore(_ taken: [AuditRecord]) { waiting.withLock { $0 = taken + $0 } }
}
