import Synchronization
import ZKVM

/// Everything that a prover or a meter has told.
final class ProgressRecord: Sendable {
    private let told = Mutex<[ProvingProgress]>([])

    var all: [ProvingProgress] { told.withLock { $0 } }
    /// The phases in order, each once.
    var phases: [String] { all.reduce(into: []) { if $0.last != $1.phase { $0.append($1.phase) } } }

    func add(_ progress: ProvingProgress) { told.withLock { $0.append(progress) } }
}
