extension SQLiteConnection {
    func format() throws(StorageError) -> Int { try integer("PRAGMA user_version") }

    func advance(to format: Int) throws(StorageError) {
        for (index, step) in try Schema.steps(after: self.format()) where index < format {
            try execute("\(step) PRAGMA user_version=\(index + 1);")
        }
    }

    func tables() throws(StorageError) -> [Table] {
        let names = try query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid") {
            $0.text(0)
        }
        var tables: [Table] = []
        for name in names {
            let columns = try query("SELECT name, type FROM pragma_table_info(?) ORDER BY cid", [.text(name)]) {
                let kind: Table.Kind =
                    switch $0.text(1) {
                    case "INTEGER": .integer
                    case "TEXT": .text
                    default: .blob
                    }
                return Table.Column(name: $0.text(0), kind: kind)
            }
            tables.append(Table(name: name, columns: columns))
        }
        return tables
    }

    /// SQLite has taken notice of the numbers already.
    func adoptNumbers(of table: Table) {}

    /// Throws unless every page, index and row of the file is sound.
    func checkIntegrity() throws(StorageError) {
        let findings = try query("PRAGMA integrity_check(1)") { $0.text(0) }
        guard findings == ["ok"] else { throw .corrupt(reason: findings.first ?? "the check found no answer") }
    }
}
