/// One connection to a database, whichever engine it is; used by one thread at a time.
///
/// SQL is written once, in the part that SQLite and PostgreSQL share: `?` for parameters, `INTEGER`, `TEXT` and `BLOB` for
/// columns, `INSERT … ON CONFLICT (…) DO UPDATE`. What differs is translated by the engine (`PostgreSQLDialect`).
protocol Connection: AnyObject {
    /// Runs statements that bind nothing and return nothing.
    func execute(_ sql: String) throws(StorageError)

    /// Runs one statement, hands over its rows one by one, and tells how many rows it changed.
    func perform(_ sql: String, _ values: [Value], each: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int

    /// Runs `body` in a transaction beside which nobody writes (SQLite) or changes the format (PostgreSQL), however long it takes.
    func alone<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result

    /// Runs `body` on one state of everything, for reading, however long it takes.
    func snapshot<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result

    /// The format of the database, 0 when it is empty.
    func format() throws(StorageError) -> Int

    /// Takes the steps that are missing up to a format, inside a transaction that is open.
    func advance(to format: Int) throws(StorageError)

    /// The tables of records with their columns, in the order in which they were made.
    func tables() throws(StorageError) -> [Table]

    /// What is left to do when rows with running numbers of their own were put into a table.
    func adoptNumbers(of table: Table) throws(StorageError)

    /// What a `SELECT` ends with to lock its rows and pass over those that others hold; empty where one writes at a time.
    var skippingLocked: String { get }
}

extension Connection {
    /// Runs one statement with its values; true if a row was changed.
    @discardableResult
    func run(_ sql: String, _ values: [Value] = []) throws(StorageError) -> Bool {
        try perform(sql, values) { (_) throws(StorageError) in } > 0
    }

    /// Runs one statement and reads each row.
    @discardableResult
    func query<Result>(_ sql: String, _ values: [Value] = [], _ read: (Row) -> Result) throws(StorageError) -> [Result] {
        var results: [Result] = []
        _ = try perform(sql, values) { (row) throws(StorageError) in results.append(read(row)) }
        return results
    }

    /// The single integer a statement returns, 0 when it returns none.
    func integer(_ sql: String, _ values: [Value] = []) throws(StorageError) -> Int {
        try query(sql, values) { $0.integer(0) }.first ?? 0
    }
}
