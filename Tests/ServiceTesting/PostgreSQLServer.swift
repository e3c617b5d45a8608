import Foundation

/// A PostgreSQL server for tests: its own data directory, a free port on loopback, no password; gone with its last owner.
///
/// PostgreSQL refuses to run as root, so under root it runs as the user that Debian's package makes for it. It ends with the
/// test process, however that ends.
package final class PostgreSQLServer: @unchecked Sendable {
    package struct DidNotStart: Error { package let log: String }

    /// Where the newest installed server has its programs; nil when there is none.
    package static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap(Int.init).sorted()
        return versions.last.map { "\(root)/\($0)/bin" }
    }()

    package static var isInstalled: Bool { programs != nil }
    package static let absence = "PostgreSQL is not installed; scripts/setup --tests installs it."

    /// One server for all tests of a process; each takes a database of its own (`newDatabase()`).
    package static let shared: Result<PostgreSQLServer, any Error> = Result {
        let server = try PostgreSQLServer()
        atexit { try? PostgreSQLServer.shared.get().remove() }
        return server
    }

    package let port: UInt16
    /// Where data and log lie.
    package let directory: String
    private let programs: String
    // `@unchecked Sendable`: a test that stops or kills its server does so from one thread.
    private var lifeline: Pipe?

    package init() throws {
        guard let programs = Self.programs else { throw DidNotStart(log: Self.absence) }
        self.programs = programs
        port = try FreePort.next()
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-pg-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        if geteuid() == 0 { try run("/bin/chown", ["postgres", directory], asServer: false) }
        let options = ["-D", directory + "/data", "-U", "burhan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        try run(programs + "/initdb", options)
        try start()
    }

    deinit { remove() }

    private func remove() {
        stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The URL of a database of this server.
    package func url(_ database: String, host: String = "127.0.0.1") -> String { "postgresql://burhan@\(host):\(port)/\(database)" }

    /// Makes an empty database; its URL.
    package func newDatabase() throws -> String {
        let name = "t" + UUID().uuidString.lowercased().replacing("-", with: "")
        try query("CREATE DATABASE \(name)")
        return url(name)
    }

    /// Runs SQL from outside, as an administrator would; what it prints, without any decoration.
    @discardableResult
    package func query(_ sql: String, in database: String? = nil) throws -> String {
        try run(
            programs + "/psql", ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database ?? url("postgres"), "-c", sql], asServer: false)
    }

    // MARK: Life and death

    /// Starts the server and waits until it answers.
    package func start() throws {
        let pipe = Pipe()
        // The shell ends the server when this process closes its end of the pipe or dies.
        let script = #""$@" & cat >/dev/null; kill -INT $!; wait"#
        let options = ["-D", directory + "/data", "-k", directory, "-h", "127.0.0.1", "-p", String(port), "-c", "fsync=off"]
        let process = Process()
        (process.executableURL, process.arguments) = command("/bin/sh", ["-c", script, "sh", programs + "/postgres"] + options)
        let log = directory + "/log"
        if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
        let handle = FileHandle(forWritingAtPath: log)
        _ = try handle?.seekToEnd()
        process.standardInput = pipe
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        lifeline = pipe
        guard eventually({ (try? query("SELECT 1")) != nil }) else {
            throw DidNotStart(log: String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self))
        }
    }

    /// Ends the server in an orderly way; open connections are cut.
    package func stop() {
        let process = processID
        try? lifeline?.fileHandleForWriting.close()
        lifeline = nil
        _ = eventually { process.map { Foundation.kill($0, 0) != 0 } ?? true }
    }

    /// Kills the server and all of its processes, as `kill -9` does; `start()` brings it back.
    package func kill() throws {
        guard let process = processID else { return }
        let children = try? run("/bin/sh", ["-c", "cat /proc/\(process)/task/*/children"], asServer: false)
        Foundation.kill(process, SIGKILL)
        let all = [process] + (children ?? "").split(separator: " ").compactMap { Int32($0) }
        for child in all { Foundation.kill(child, SIGKILL) }
        _ = eventually { all.allSatisfy { Foundation.kill($0, 0) != 0 } }
        try? lifeline?.fileHandleForWriting.close()
        lifeline = nil
    }

    /// Freezes the server (`SIGSTOP`) while `body` runs.
    package func frozen<Result>(_ body: () throws -> Result) throws -> Result {
        let process = processID ?? 0
        let children = try run("/bin/sh", ["-c", "cat /proc/\(process)/task/*/children"], asServer: false)
        let all = [process] + children.split(separator: " ").compactMap { Int32($0) }
        for child in all where child > 0 { Foundation.kill(child, SIGSTOP) }
        defer { for child in all where child > 0 { Foundation.kill(child, SIGCONT) } }
        return try body()
    }

    private var processID: Int32? {
        let file = FileManager.default.contents(atPath: directory + "/data/postmaster.pid") ?? Data()
        return String(decoding: file, as: UTF8.self).split(separator: "\n").first.flatMap { Int32($0) }
    }

    // MARK: Programs

    private struct Failed: Error { let command: String, output: String }

    @discardableResult
    private func run(_ program: String, _ arguments: [String], asServer: Bool = true) throws -> String {
        let process = Process()
        let output = Pipe()
        if asServer {
            (process.executableURL, process.arguments) = command(program, arguments)
        } else {
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
        }
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(command: program, output: text) }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func command(_ program: String, _ arguments: [String]) -> (URL, [String]) {
        guard geteuid() == 0 else { return (URL(fileURLWithPath: program), arguments) }
        let change = ["--reuid=postgres", "--regid=postgres", "--clear-groups", program]
        return (URL(fileURLWithPath: "/usr/bin/setpriv"), change + arguments)
    }
}
