import Foundation
import Rules
import ServiceTesting

/// A running `burhan serve` on a port of its own.
final class Server {
    struct DidNotStart: Error { let log: String }

    let process = Process()
    let logPath: String
    private(set) var caller = CurlCaller(port: 0)

    /// Starts, and waits until it listens unless that is left to the caller.
    init(
        in directory: TemporaryDirectory, _ words: [String] = [], named name: String = UUID().uuidString, database: String? = nil,
        isAwaited: Bool = true
    ) throws {
        logPath = directory.path("\(name).log")
        _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        process.executableURL = Binary.url
        process.arguments = ["serve", "--port", "0", "--database", database ?? directory.path("db.sqlite")] + words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: logPath)
        try process.run()
        if isAwaited { try awaitStart() }
    }

    /// Waits until the log says that it listens.
    func awaitStart() throws {
        let isUp = eventually { process.isRunning && port != nil || !process.isRunning }
        guard isUp, let port else { throw DidNotStart(log: log) }
        caller = CurlCaller(port: port)
    }

    deinit { if process.isRunning { kill() } }

    var log: String { String(decoding: FileManager.default.contents(atPath: logPath) ?? Data(), as: UTF8.self) }

    private var port: UInt16? {
        for line in log.split(separator: "\n") where line.contains(#""event":"listening""#) {
            if case .number(let number)? = JSONParser.parse(Array(line.utf8)).value?["port"] { return number.exactly(UInt16.self) }
        }
        return nil
    }

    /// Ends the process with no chance to do anything.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks for an orderly end; the exit code.
    func terminate() -> Int32 {
        Foundation.kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    func post(_ path: String, _ json: String, _ headers: [(String, String)] = []) throws -> Answer {
        try caller.call("POST", path, headers: headers, json: json)
    }

    func get(_ path: String) throws -> Answer { try caller.call("GET", path) }

    /// Waits until a job has ended; its last state.
    func ended(_ path: String) throws -> String? {
        var state: String?
        for _ in 0..<6 {
            let isOver = try eventually {
                state = try get(path).text("status")
                return state != "queued" && state != "running"
            }
            if isOver { break }
        }
        return state
    }
}
