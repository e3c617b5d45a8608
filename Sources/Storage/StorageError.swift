/// What can go wrong with the database; never carries stored values.
public enum StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or its directory, or the server's URL, can't be opened or made.
    case cannotOpen(path: String, reason: String)
    /// Another process serves from this file.
    case inUse(path: String)
    /// The database was written by a newer version.
    case newerFormat(found: Int, known: Int)
    case diskFull
    case corrupt(reason: String)
    /// Others held what was needed for too long: the file, a row, or every connection.
    case busy
    /// The database took longer than a statement may take; nothing was changed.
    case timedOut
    /// The server of the database can't be reached, or broke off; nothing was changed.
    case unavailable(reason: String)
    /// The transaction lost against others each time it was tried; nothing was changed.
    case conflict(attempts: Int)
    /// The connection broke during the commit, and whether it took place could not be found out in time.
    case outcomeUnknown
    /// A record with this key exists.
    case duplicate
    /// A text holds the character U+0000, which no database keeps alike.
    case unstorableText
    /// A backup file that was changed, cut off, or is no backup.
    case damagedBackup(reason: String)
    /// A backup is restored into an empty database only.
    case notEmpty(path: String)
    /// A backup can't be written.
    case cannotWrite(path: String, reason: String)
    /// Any other result code: SQLite's number or PostgreSQL's five-character SQLSTATE.
    case failed(code: String, reason: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "Cannot open the database \(path): \(reason)."
        case .inUse(let path): "The database \(path) is in use by another process."
        case .newerFormat(let found, let known): "The database has format \(found); this version knows formats up to \(known)."
        case .diskFull: "The disk that holds the database is full."
        case .corrupt(let reason): "The database is damaged: \(reason)."
        case .busy: "The database was busy for too long."
        case .timedOut: "The database took too long to answer."
        case .unavailable(let reason): "The database server is not available: \(reason)."
        case .conflict(let attempts): "The transaction was in conflict with others \(attempts) times."
        case .outcomeUnknown: "The connection to the database broke during a commit; its outcome is not known."
        case .duplicate: "The database holds a record with this key already."
        case .unstorableText: "A text with the character U+0000 can't be stored."
        case .damagedBackup(let reason): "The backup can't be used: \(reason)."
        case .notEmpty(let path): "The database \(path) exists already; a backup is restored only where none is."
        case .cannotWrite(let path, let reason): "Cannot write \(path): \(reason)."
        case .failed(let code, let reason): "The database failed with code \(code): \(reason)."
        }
    }
}
