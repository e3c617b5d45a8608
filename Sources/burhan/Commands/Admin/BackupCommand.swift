import Storage

/// `burhan admin backup`
enum BackupCommand: Command {
    static let path = ["admin", "backup"]
    static let summary = "copy the whole database to a file, while servers use it"
    static let details = """
        The copy of an SQLite file is an SQLite file, checked page by page. With --portable, and of a PostgreSQL server always, it is a
        dump with a checksum, which `burhan admin restore` puts into either kind of database. The seal key is not in it: keep it elsewhere.
        An existing file is never replaced.
        """
    static let file = Positional("FILE", help: "the file to create, readable for its owner only")
    static let positionals = [file]
    static let portable = Flag("portable", help: "write a dump even if the database is an SQLite file")
    static let options: [any OptionDescription] = DatabaseOption.options + [portable]
    static let examples = [
        Example("burhan admin backup burhan.backup --database /var/lib/burhan/burhan.sqlite", "a copy of the file"),
        Example("burhan admin backup burhan.dump --database postgresql://burhan@db/burhan", "a dump of the server's records"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(file)
        let configuration = try DatabaseOption.read(arguments)
        do throws(StorageError) {
            let summary = try Backup.write(
                configuration.database, to: path, portable: arguments[portable], settings: configuration.postgreSQL)
            terminal.note("wrote \(path): \(summary.text)")
        } catch { throw CommandError.system(error.description) }
        return .success
    }
}

extension Backup.Summary {
    /// For people: format, rows, size.
    var text: String { "format \(format), \(rows.map { "\($0) rows, " } ?? "")\(bytes) bytes" }
}
