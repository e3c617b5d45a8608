import Foundation
import ServiceTesting

/// The built program, as a process that bad things happen to.
enum Burhan {
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("burhan").path

    /// A process of `burhan`, begun by other programs first if `wrapper` names them; ready when `port` accepts connections.
    static func start(
        _ words: [String], log: String, port: UInt16, wrapper: [String] = [], environment: [String: String] = [:]
    ) throws -> ServerProcess {
        // `env` becomes the program, so that the process that is started is the one that signals reach.
        let settings = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return try ServerProcess(
            "/usr/bin/env", settings + wrapper + [program] + words, log: log, isReady: { FreePort.answers(port) })
    }

    /// Runs a command to its end; what it prints.
    @discardableResult
    static func run(_ words: [String]) throws -> String { try Program.run(program, words) }
}

/// Runs programs to their end.
enum Program {
    struct Failed: Error {
        let command: String
        let output: String
    }

    @discardableResult
    static func run(_ path: String, _ words: [String]) throws -> String {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let trouble = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Failed(command: ([path] + words.prefix(3)).joined(separator: " "), output: text + trouble)
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
