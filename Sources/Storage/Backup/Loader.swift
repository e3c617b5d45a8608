/// Puts the records of a dump into an empty database, inside a transaction that is open.
struct Loader {
    private let target: any Connection
    private var tables: [Table] = []
    private var table: Table?
    private var insertion = ""
    private(set) var format = 0
    private(set) var rows = 0

    init(_ target: any Connection) { self.target = target }

    mutating func take(_ record: DumpRecord) throws(StorageError) {
        switch record {
        case .header(let format):
            self.format = format
            try target.advance(to: format)
            tables = try target.tables()
            // The steps of the schema may have put rows in; the dump has its own.
            for table in tables.reversed() { try target.execute("DELETE FROM \(table.name)") }
        case .table(let table):
            guard tables.contains(table) else { throw .damagedBackup(reason: "format \(format) has no such table \(table.name)") }
            self.table = table
            let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
            insertion = "INSERT INTO \(table.name) (\(table.columnList)) VALUES (\(marks))"
        case .row(let values):
            guard let table, values.count == table.columns.count else { throw .damagedBackup(reason: "a row does not fit its table") }
            try target.run(insertion, values)
            rows += 1
        case .end:
            for table in tables { try target.adoptNumbers(of: table) }
        }
    }
}
