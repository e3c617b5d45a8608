import API
import HTTPServer
import Messaging
import Service
import Storage

/// `burhan worker`
enum WorkerCommand: Command {
    static let path = ["worker"]
    static let summary = "prove what servers have accepted, handed out over NATS JetStream"
    static let details = """
        Takes jobs that `burhan serve --nats …` has accepted, proves them, and writes the results into the same PostgreSQL database. Any number of
        workers share the work. Private inputs come sealed from the database: servers and workers need the same seal key.
        Takes the options of `burhan serve`; those about HTTP have no effect but operations-port, where health, readiness and metrics are.
        Writes one JSON object per line to standard error. SIGTERM or Control-C: finishes what is under way within drain-seconds, hands back the rest,
        and ends with code 0.
        """
    static let options = ServeCommand.options
    static let examples = [
        Example(
            "burhan worker --database postgresql://burhan@db/burhan --nats nats://a:4222,nats://b:4222 --seal-key-file /etc/burhan/seal.key",
            "one prover"),
        Example("burhan worker --config /etc/burhan/worker.json --provers 2 --operations-port 9464", "two, watched on port 9464"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        try await ServeCommand.translated {
            let configuration = try ServeCommand.read(arguments)
            try await BurhanWorker.run(configuration: configuration, engine: BurhanEngine(threads: configuration.proofThreads))
        }
        return .success
    }
}
