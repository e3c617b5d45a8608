/// What can go wrong with the database file; never carries stored values.
public enum StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or its directory can't be opened or made.
    case cannotOpen(path: String, reason: String)
    /// Another process serves from this file.
    case inUse(path: String)
    /// The file was written by a newer version.
    case newerFormat(found: Int, known: Int)
    case diskFull
    case corrupt(reason: String)
    /// Another connection held the file longer than the busy timeout.
    case busy
    /// Any other result code of SQLite.
    case failed(code: Int32, reason: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "Cannot open the database \(path): \(reason)."
        case .inUse(let path): "The database \(path) is in use by another process."
        case .newerFormat(let found, let known): "The database has format \(found); this version knows formats up to \(known)."
        case .diskFull: "The disk that holds the database is full."
        case .corrupt(let reason): "The database is damaged: \(reason)."
        case .busy: "The database was busy for too long."
        case .failed(let code, let reason): "The database failed with code \(code): \(reason)."
        }
    }
}
