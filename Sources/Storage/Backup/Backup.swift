import Foundation

/// Copies of a whole database in one file.
///
/// There are two kinds. The copy of an SQLite file is an SQLite file. A dump holds the records of either engine, row by row,
/// and goes into either engine (`DumpRecord` has its format). Both are taken from one state while the database is in use, and
/// both hold what the database holds: whoever can read one can read every rule, statement and receipt.
public enum Backup {
    /// What a backup holds.
    public struct Summary: Sendable, Equatable {
        /// The format of the database it was taken from.
        public var format: Int
        /// Rows of all tables, where they were counted.
        public var rows: Int?
        /// Bytes of the file.
        public var bytes: Int
    }

    /// Writes a backup to a file that does not exist yet, readable for its owner only.
    ///
    /// - Parameter portable: a dump even if the database is an SQLite file.
    public static func write(
        _ location: String, to path: String, portable: Bool = false, settings: PostgreSQLSettings = PostgreSQLSettings()
    ) throws(StorageError) -> Summary {
        let file = try NewFile(path)
        let summary: (format: Int, rows: Int?)
        if PostgreSQLSettings.isURL(location) {
            summary = try dump(PostgreSQLConnection(url: location, settings: settings), to: file)
        } else {
            let source = try SQLiteConnection(path: location, mustExist: true)
            summary = try portable ? dump(source, to: file) : copy(source, to: file)
        }
        try file.finish()
        return Summary(format: summary.format, rows: summary.rows, bytes: size(path))
    }

    /// Fills an empty database from a backup that was found whole, and brings its format up to date.
    public static func restore(
        _ path: String, into location: String, settings: PostgreSQLSettings = PostgreSQLSettings()
    ) throws(StorageError) -> Summary {
        let summary =
            PostgreSQLSettings.isURL(location)
            ? try restore(path, intoServer: location, settings) : try restore(path, intoFile: location)
        // Later formats, and the proof that a server would open it.
        _ = try Store(location: location, settings: settings)
        return summary
    }

    // MARK: Taking

    private static func copy(_ source: SQLiteConnection, to file: NewFile) throws(StorageError) -> (format: Int, rows: Int?) {
        let format = try checkedFormat(source)
        try fill(file) { target throws(StorageError) in try target.copy(source) }
        return (format, nil)
    }

    private static func dump(_ source: any Connection, to file: NewFile) throws(StorageError) -> (format: Int, rows: Int?) {
        try source.snapshot { () throws(StorageError) in
            let writer = try DumpWriter(file)
            var rows = 0
            let format = try checkedFormat(source)
            try records(of: source) { record throws(StorageError) in
                if case .end(let count) = record { rows = count }
                try writer.write(record)
            }
            try writer.finish()
            return (format, rows)
        }
    }

    /// All records of a database in the order of a dump.
    private static func records(of source: any Connection, _ each: (DumpRecord) throws(StorageError) -> Void) throws(StorageError) {
        try each(.header(format: checkedFormat(source)))
        var rows = 0
        for table in try source.tables() {
            try each(.table(table))
            _ = try source.perform("SELECT \(table.columnList) FROM \(table.name)", []) { row throws(StorageError) in
                rows += 1
                try each(.row(zip(table.columns, row.values).map { $0.kind.adopt($1) }))
            }
        }
        try each(.end(rows: rows))
    }

    /// The format of a database, which must be one that this version knows.
    private static func checkedFormat(_ source: any Connection) throws(StorageError) -> Int {
        let format = try source.format()
        _ = try Schema.steps(after: format)
        guard format > 0 else { throw .damagedBackup(reason: "it is no database of Burhan") }
        return format
    }

    // MARK: Restoring

    private static func restore(_ path: String, intoFile target: String) throws(StorageError) -> Summary {
        // Refuses a database that a server holds, and keeps servers away meanwhile.
        let lock = try FileLock(path: target, makesFile: false)
        defer { withExtendedLifetime(lock) {} }
        // A log without its database would be taken for the log of the new one.
        for suffix in ["", "-wal", "-journal"] where unsafe access(target + suffix, F_OK) == 0 { throw .notEmpty(path: target + suffix) }
        let source = try open(path)
        let file = try NewFile(target)
        var summary = Summary(format: 0, rows: nil, bytes: size(path))
        try fill(file) { target throws(StorageError) in
            switch source {
            case .file(let source):
                summary.format = try checkedFormat(source)
                try target.copy(source)
            case .dump: summary = try load(source, path, into: target)
            }
        }
        try file.finish()
        return summary
    }

    private static func restore(_ path: String, intoServer url: String, _ settings: PostgreSQLSettings) throws(StorageError) -> Summary {
        let source = try open(path)
        let target = try PostgreSQLConnection(url: url, settings: settings)
        return try target.alone { () throws(StorageError) in
            guard try target.format() == 0 else { throw .notEmpty(path: PostgreSQLSettings.displayed(url)) }
            return try load(source, path, into: target)
        }
    }

    private enum Source {
        case file(SQLiteConnection)
        case dump
    }

    /// Tells the kinds apart, and reads the whole file once to see that it is sound.
    private static func open(_ path: String) throws(StorageError) -> Source {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .cannotOpen(path: path, reason: NewFile.reason) }
        let start = try? handle.read(upToCount: 16)
        guard start == Data("SQLite format 3\0".utf8) else {
            let reader = try DumpReader(path)
            guard case .header(let format)? = try reader.next() else { throw .damagedBackup(reason: "it has no header") }
            _ = try Schema.steps(after: format)
            while try reader.next() != nil {}
            return .dump
        }
        let connection = try SQLiteConnection(path: path, mustExist: true)
        try connection.checkIntegrity()
        _ = try checkedFormat(connection)
        // SQLite would take what is missing of the last page for zeros.
        let expected = try connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size")
        guard size(path) >= expected else { throw .damagedBackup(reason: "it ends too early") }
        return .file(connection)
    }

    private static func load(_ source: Source, _ path: String, into target: any Connection) throws(StorageError) -> Summary {
        var loader = Loader(target)
        switch source {
        case .file(let source): try records(of: source) { record throws(StorageError) in try loader.take(record) }
        case .dump:
            let reader = try DumpReader(path)
            while let record = try reader.next() { try loader.take(record) }
        }
        return Summary(format: loader.format, rows: loader.rows, bytes: size(path))
    }

    /// Fills a new SQLite file, which becomes one file without a log beside it, and checks it.
    private static func fill(_ file: NewFile, _ body: (SQLiteConnection) throws(StorageError) -> Void) throws(StorageError) {
        let connection = try SQLiteConnection(path: file.partialPath)
        // What an interruption leaves is thrown away whole, so it needs no journal.
        try connection.run("PRAGMA journal_mode=MEMORY")
        try body(connection)
        try connection.run("PRAGMA journal_mode=DELETE")
        try connection.checkIntegrity()
    }

    private static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
}
