import API
import Foundation
import GRPCServer
import HTTPServer
import Messaging
import Service
import Storage

/// `burhan serve`
enum ServeCommand: Command {
    static let path = ["serve"]
    static let summary = "serve the HTTP interface: deploy rules, prove, verify"
    static let details = """
        Keeps deployments, jobs and receipts in one SQLite file or on a PostgreSQL server. Every option can also stand in the environment
        (BURHAN_PORT for --port) or in a JSON file (queue_capacity for --queue-capacity); the command line comes first.
        Private inputs live in memory only, unless a seal key is given: then accepted jobs are proven even after the process was killed.
        Writes one JSON object per line to standard error. SIGTERM or Control-C: finishes what is under way, then ends.
        """
    static let configuration = Option("config", "FILE", .path, help: "JSON file with settings")
    static let settings = ServerConfiguration.settings.map { setting in
        (
            name: setting.name,
            option: Option(
                setting.name, "VALUE", ValueReader(expected: setting.expected) { $0 },
                isSecret: setting.kind == .secret || setting.kind == .database, help: setting.help)
        )
    }
    static let options: [any OptionDescription] = [configuration] + settings.map(\.option)
    static let examples = [
        Example("burhan serve", "serves http://127.0.0.1:8080, database burhan.sqlite in this directory"),
        Example("burhan serve --port 9000 --database /var/lib/burhan/burhan.sqlite --seal-key-file /etc/burhan/seal.key", "as a service"),
        Example(
            "burhan serve --listen compiler:8082,registry:8083,prover:8084 --grpc-port 50051", "behind Envoy with deploy/envoy.yaml"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        try await translated {
            let configuration = try read(arguments)
            let engine = BurhanEngine(threads: configuration.proofThreads)
            try await BurhanServer.run(configuration: configuration, engine: engine) { port in
                // Beside the log only for a person who looks on.
                if terminal.isInteractive { terminal.note("burhan serves http on port \(port); Control-C ends it") }
            }
        }
        return .success
    }

    /// Runs a server or a worker; what keeps it from starting becomes an error of the command.
    static func translated(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as ConfigurationError {
            throw CommandError.malformed(what: "configuration", reason: error.description)
        } catch let error as StorageError {
            throw CommandError.system(error.description)
        } catch let error as HTTPServerError {
            throw CommandError.system(error.description)
        } catch let error as MessagingError {
            throw CommandError.system(error.description)
        } catch let error as GRPCServerError {
            throw CommandError.system(error.description)
        }
    }

    static func read(_ arguments: Arguments) throws(ConfigurationError) -> ServerConfiguration {
        var result = ServerConfiguration()
        if let path = arguments[configuration] { try result.readFile(path) }
        try result.readEnvironment(ProcessInfo.processInfo.environment)
        for setting in settings {
            if let value = arguments[setting.option] { try result.set(setting.name, value, source: "--\(setting.name)") }
        }
        return result
    }
}
