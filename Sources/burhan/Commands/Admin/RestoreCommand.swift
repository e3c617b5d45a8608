import Storage

/// `burhan admin restore`
enum RestoreCommand: Command {
    static let path = ["admin", "restore"]
    static let summary = "fill an empty database from a backup"
    static let details = """
        Takes both kinds of files that `burhan admin backup` writes, and puts either into an SQLite file or a PostgreSQL server: the way
        from one to the other. The backup is read and checked before anything is written; a damaged one, or one of a newer
        version, is refused. So is a database that exists already.
        """
    static let file = Positional("FILE", help: "the backup")
    static let positionals = [file]
    static let options: [any OptionDescription] = DatabaseOption.options
    static let examples = [
        Example("burhan admin restore burhan.backup --database new.sqlite", "an SQLite file again"),
        Example("burhan admin restore burhan.backup --database postgresql://burhan@db/burhan", "moves from the file to the server"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(file)
        let configuration = try DatabaseOption.read(arguments)
        do throws(StorageError) {
            let summary = try Backup.restore(path, into: configuration.database, settings: configuration.postgreSQL)
            terminal.note("restored \(PostgreSQLSettings.displayed(configuration.database)) from \(path): \(summary.text)")
        } catch {
            switch error {
            case .damagedBackup, .newerFormat, .corrupt: throw CommandError.malformed(what: path, reason: error.description)
            default: throw CommandError.system(error.description)
            }
        }
        return .success
    }
}
