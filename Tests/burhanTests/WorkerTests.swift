import Foundation
import Rules
import ServiceTesting
import Testing

private let absence: String? =
    NATSCluster.absence ?? RedisServer.absence ?? (PostgreSQLServer.isInstalled ? nil : PostgreSQLServer.absence)

/// `burhan serve` and `burhan worker` as processes, on PostgreSQL, NATS and Redis, with the real engine.
@Suite(.serialized, .enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct WorkerTests {
    private static let order =
        #"{"customer_id":"acme","private_inputs":{"user_data":{"date_of_birth":"1990-05-17","user_id":"u-1"}},"public_params":{"min_age":18,"as_of":"2026-11-20"}}"#

    /// The servers that Burhan's processes share, and settings to reach them.
    private final class Services {
        let cluster: NATSCluster
        let redis: RedisServer
        let directory: ServiceTesting.TemporaryDirectory
        let words: [String]

        init() throws {
            cluster = try NATSCluster(nodes: 3)
            redis = try RedisServer()
            directory = try ServiceTesting.TemporaryDirectory()
            let key = directory.file("seal.key")
            try Data((0..<32).map { UInt8($0) }).write(to: URL(fileURLWithPath: key))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
            words = [
                "--database", try PostgreSQLServer.shared.get().newDatabase(), "--nats", cluster.urls, "--nats-replicas", "3", "--redis",
                redis.url, "--seal-key-file", key, "--ack-seconds", "1", "--drain-seconds", "5",
            ]
        }

        /// Starts a server or a worker and waits until it says that it works.
        func start(_ command: String, _ name: String) throws -> Process {
            let (port, operations) = (try FreePort.next(), try FreePort.next())
            let log = directory.file("\(name).log")
            let process = try ServerProcess(
                Binary.url.path, [command] + words + ["--port", String(port), "--operations-port", String(operations)], log: log,
                isReady: { FreePort.answers(operations) })
            return Process(process: process, api: CurlCaller(port: port), operations: CurlCaller(port: operations))
        }
    }

    private struct Process {
        let process: ServerProcess
        let api: CurlCaller
        let operations: CurlCaller

        func metric(_ name: String) throws -> Double? {
            let line = try operations.call("GET", "/metrics").text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            return line?.split(separator: " ").last.flatMap { Double($0) }
        }
    }

    private func deploy(_ server: Process) throws {
        let template = try server.api.call("GET", "/api/templates/age-verification")
        let document = String(decoding: try #require(template.json["dsl"]).canonicalBytes, as: UTF8.self)
        let answer = try server.api.call("POST", "/api/deploy", json: #"{"customer_id":"acme","dsl":\#(document)}"#)
        #expect(answer.status == 201, "\(answer.text)")
    }

    private func order(_ server: Process) throws -> String {
        let answer = try server.api.call("POST", "/api/prove", headers: [("Prefer", "respond-async")], json: Self.order)
        #expect(answer.status == 202, "\(answer.text)")
        return try #require(answer.headers["Location"])
    }

    private func state(_ path: String, _ server: Process) throws -> String? { try server.api.call("GET", path).text("status") }

    private func succeed(_ paths: [String], _ server: Process) throws -> Bool {
        for _ in 0..<9 {
            if try eventually({ try paths.allSatisfy { try state($0, server) == "succeeded" } }) { return true }
        }
        return false
    }

    @Test func ordersOfTwoServersAreProvenByTwoWorkersAndAnsweredByEither() throws {
        let services = try Services()
        let servers = [try services.start("serve", "serve-0"), try services.start("serve", "serve-1")]
        let workers = [try services.start("worker", "worker-0"), try services.start("worker", "worker-1")]
        try deploy(servers[0])
        let paths = try (0..<6).map { try order(servers[$0 % 2]) }
        #expect(try succeed(paths, servers[1]))
        // A caller that waits gets its receipt although another process made it.
        let answer = try servers[0].api.call("POST", "/api/prove", json: Self.order)
        #expect(answer.status == 200, "\(answer.text)")
        let receipt = try #require(answer.text("receipt"))
        let verdict = try servers[1].api.call("POST", "/api/verify", json: #"{"receipt":"\#(receipt)","customer_id":"acme"}"#)
        #expect(verdict.json["valid"] == .bool(true))
        let finished = try workers.map { try $0.metric("burhan_worker_jobs_finished_total") ?? 0 }
        #expect(finished.reduce(0, +) == 7)
        for process in servers + workers {
            #expect(try process.operations.call("GET", "/health").text("status") == "healthy")
            process.process.terminate()
            #expect(!process.process.log.contains("1990-05-17"))
        }
    }

    @Test func workerFrozenPastItsLeaseWritesNothingWhenItIsResumed() throws {
        let services = try Services()
        let server = try services.start("serve", "serve")
        let frozen = try services.start("worker", "worker-0")
        try deploy(server)
        // Several, and another look once it is frozen: a job may end just then.
        let paths = try (0..<8).map { _ in try order(server) }
        func running() throws -> [String] { try paths.filter { try state($0, server) == "running" } }
        var stuck: [String] = []
        _ = try eventually {
            guard try !running().isEmpty else { return false }
            frozen.process.pause()
            Thread.sleep(forTimeInterval: 0.1)
            stuck = try running()
            if stuck.isEmpty { frozen.process.resume() }
            return !stuck.isEmpty
        }
        try #require(stuck.count == 1)
        let other = try services.start("worker", "worker-1")
        #expect(try succeed(paths, server))
        let job = try server.api.call("GET", stuck[0])
        frozen.process.resume()
        #expect(try eventually { try frozen.metric("burhan_worker_jobs_fenced_total") == 1 })
        #expect(try server.api.call("GET", stuck[0]).text("receipt_id") == job.text("receipt_id"))
        #expect(try other.metric("burhan_worker_jobs_finished_total") ?? 0 >= 1)
    }

    @Test func workerWithAnotherSealKeyThanTheServersDoesNotStart() throws {
        let services = try Services()
        _ = try services.start("serve", "serve")
        let key = services.directory.file("other.key")
        try Data((0..<32).map { UInt8($0 + 1) }).write(to: URL(fileURLWithPath: key))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        let words = services.words.map { $0.hasSuffix("/seal.key") ? key : $0 }
        let outcome = try Binary.run(["worker"] + words)
        #expect(outcome.code != 0 && outcome.error.contains("The seal key is not that of the servers"), "\(outcome.error)")
    }

    @Test func killedWorkersJobIsFinishedByAnother() throws {
        let services = try Services()
        let server = try services.start("serve", "serve")
        let doomed = try services.start("worker", "worker-0")
        try deploy(server)
        let paths = try (0..<4).map { _ in try order(server) }
        #expect(try eventually { try paths.contains { try state($0, server) == "running" } })
        doomed.process.kill9()
        let other = try services.start("worker", "worker-1")
        #expect(try succeed(paths, server))
        #expect(try other.metric("burhan_worker_jobs_finished_total") ?? 0 >= 1)
    }

    @Test func workerWithoutWhatItNeedsSaysWhatThatIs() throws {
        let nowhere = try Binary.run("worker", "--database", "jobs.sqlite")
        #expect(nowhere.code != 0)
        #expect(nowhere.error.contains("nats"))
        let keyless = try Binary.run("worker", "--database", "postgresql://localhost/burhan", "--nats", "nats://127.0.0.1:4222")
        #expect(keyless.code != 0)
        #expect(keyless.error.contains("seal-key-file"))
        let file = try Binary.run("serve", "--database", "jobs.sqlite", "--nats", "nats://127.0.0.1:4222")
        #expect(file.code != 0)
        #expect(file.error.contains("postgresql://"))
    }
}
