/// What a process does of the whole.
public enum ServiceRole: Sendable {
    /// Everything: it takes orders and proves them, and no other process does.
    case alone
    /// It takes orders, answers questions and leaves proving to workers.
    case front
    /// It proves what it is handed.
    case worker
}

/// Tells the other processes what happens to jobs in this one.
///
/// Whatever is lost here costs time and nothing else: what counts is in the database, and everybody looks there from time to time. Calls must
/// not block for long.
public protocol JobExchange: Sendable {
    /// How many proofs the workers can make at a time, as far as it is known.
    var provers: Int? { get }
    /// A job waits to be handed out.
    func jobWaits(_ id: String)
    /// A job's history has grown, or it has come further (a message without a number).
    func jobSpoke(_ id: String, _ message: JobMessage)
    /// A job that runs elsewhere shall stop.
    func stopIsWanted(_ id: String)
}
