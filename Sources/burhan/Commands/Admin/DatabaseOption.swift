import API
import Foundation

/// Which database a command of `burhan admin` means: as `burhan serve` would find it.
enum DatabaseOption {
    static let database = Option(
        "database", "LOCATION", .text, isSecret: true,
        help: "SQLite file or postgresql://… (default: BURHAN_DATABASE, the --config file, or burhan.sqlite)")
    static let configuration = Option("config", "FILE", .path, help: "JSON file with the server's settings")
    static let options: [any OptionDescription] = [database, configuration]

    /// The server's settings with the location that was given.
    static func read(_ arguments: Arguments) throws(CommandError) -> ServerConfiguration {
        var result = ServerConfiguration()
        do throws(ConfigurationError) {
            if let path = arguments[configuration] { try result.readFile(path) }
            try result.readEnvironment(ProcessInfo.processInfo.environment)
            if let location = arguments[database] { try result.set("database", location, source: "--database") }
        } catch { throw .malformed(what: "configuration", reason: error.description) }
        return result
    }
}
