import Foundation
import ServiceTesting

/// Reads the database from outside, past the program under test.
protocol Records: Sendable {
    /// The rows that a query returns, each value as text, bytes in hexadecimal.
    func rows(_ sql: String) throws -> [[String]]
}

/// An SQLite file, read with Python's own module.
struct FileRecords: Records {
    let path: String
    /// Begins processes that see the path.
    var wrapper: [String] = []

    private static let script = """
        import sqlite3, sys
        connection = sqlite3.connect(sys.argv[1], timeout=20)
        for row in connection.execute(sys.argv[2]):
            print("|".join("" if v is None else v.hex() if isinstance(v, bytes) else str(v) for v in row))
        """

    func rows(_ sql: String) throws -> [[String]] {
        RecordRows.split(try Program.run("/usr/bin/env", wrapper + ["python3", "-c", Self.script, path, sql]))
    }
}

/// A database on a PostgreSQL server.
struct ServerRecords: Records {
    let server: PostgreSQLServer
    let url: String

    func rows(_ sql: String) throws -> [[String]] {
        RecordRows.split(try server.query(sql, in: url)).map { row in row.map { $0.hasPrefix("\\x") ? String($0.dropFirst(2)) : $0 } }
    }
}

enum RecordRows {
    static func split(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
    }
}
