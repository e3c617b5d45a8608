import Foundation

/// A Redis server for a test, with an append-only file that is synchronous, so that `kill9()` loses nothing that was answered.
package final class RedisServer: Sendable {
    /// Nil when Redis is installed, else why tests with it are skipped.
    package static let absence: String? =
        ServerProcess.find("redis-server") == nil ? "redis-server is not installed; run scripts/setup --tests" : nil

    package let process: ServerProcess
    package let port: UInt16
    /// Where data and log lie.
    package let directory: TemporaryDirectory

    package init() throws {
        let directory = try TemporaryDirectory()
        let port = try FreePort.next()
        self.directory = directory
        self.port = port
        process = try ServerProcess(
            ServerProcess.find("redis-server") ?? "redis-server",
            [
                "--bind", "127.0.0.1", "--port", String(port), "--dir", directory.path, "--save", "", "--appendonly", "yes",
                "--appendfsync", "always", "--maxmemory-policy", "noeviction",
            ], log: directory.file("redis.log"), isReady: { FreePort.answers(port) })
    }

    package var url: String { "redis://127.0.0.1:\(port)/0" }
}
