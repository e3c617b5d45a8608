import Dispatch
import Foundation
import Storage

/// Writing what has to be written in the end, although the database refuses now: a full disk is emptied, a server comes back.
extension ProofService {
    /// Writes, again and again with growing pauses while the reason to refuse may pass; nil when it does not, or when the service drains
    /// first: the next start then finds the job as it was. Blocks: for prover threads.
    func writtenAtLast<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) -> Result? {
        var pause = 0.05
        while true {
            do throws(StorageError) { return try store.write(body) } catch {
                guard error.mayPass, !isDraining else { return nil }
                Thread.sleep(forTimeInterval: pause)
                pause = min(pause * 2, 1)
            }
        }
    }

    /// Writes now, or in the background as soon as the database takes it; `then` is told, unless the service drains first.
    func writeLater<Result: Sendable>(
        _ body: @escaping @Sendable (Session) throws(StorageError) -> Result, then: @escaping @Sendable (Result) -> Void
    ) {
        do throws(StorageError) { then(try store.write(body)) } catch {
            guard error.mayPass, !isDraining else { return }
            DispatchQueue.global().asyncAfter(deadline: .now() + 0.5) { [self] in writeLater(body, then: then) }
        }
    }
}

extension StorageError {
    /// Whether the same may succeed later.
    var mayPass: Bool {
        switch self {
        case .diskFull, .busy, .timedOut, .unavailable, .conflict, .outcomeUnknown, .failed: true
        case .cannotOpen, .inUse, .newerFormat, .corrupt, .duplicate, .unstorableText, .damagedBackup, .notEmpty, .cannotWrite: false
        }
    }
}
