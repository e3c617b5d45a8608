import Foundation
import Synchronization

/// A server that a test starts, and does bad things to.
package final class ServerProcess: Sendable {
    /// It did not become ready; with the end of its log.
    package struct DidNotStart: Error { package let log: String }

    private let executable: String
    private let arguments: [String]
    private let logPath: String
    private let isReady: @Sendable () -> Bool
    private let state = Mutex(State())

    private struct State {
        var process: Process?
        /// Whether this test sent the signal that ends the process.
        var isToEnd = false
        var surprises: [String] = []
    }

    /// Starts a program and waits at most half a minute until `isReady`; its output goes to a file.
    package init(_ executable: String, _ arguments: [String], log: String, isReady: @escaping @Sendable () -> Bool) throws {
        self.executable = executable
        self.arguments = arguments
        self.isReady = isReady
        logPath = log
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        try start()
        try waitUntilReady()
    }

    deinit { kill9() }

    private func start() throws {
        let fresh = Process()
        fresh.executableURL = URL(fileURLWithPath: executable)
        fresh.arguments = arguments
        let output = FileHandle(forWritingAtPath: logPath)
        output?.seekToEndOfFile()
        fresh.standardInput = FileHandle.nullDevice
        fresh.standardOutput = output
        fresh.standardError = output
        try fresh.run()
        state.withLock { state in
            state.process = fresh
            state.isToEnd = false
        }
    }

    package func waitUntilReady() throws {
        guard eventually({ isReady() || !isRunning }), isRunning else { throw DidNotStart(log: String(log.suffix(2000))) }
    }

    package var log: String { String(decoding: FileManager.default.contents(atPath: logPath) ?? Data(), as: UTF8.self) }
    package var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    /// How the program ended where nobody told it to, and orderly ends that were none; empty as it should be.
    package var surprises: [String] {
        state.withLock { state in
            Self.noteDeath(&state)
            return state.surprises
        }
    }

    private static func noteDeath(_ state: inout State) {
        guard let process = state.process, !process.isRunning, !state.isToEnd else { return }
        state.isToEnd = true
        state.surprises.append("it died by itself, of \(cause(process))")
    }

    private static func cause(_ process: Process) -> String {
        (process.terminationReason == .exit ? "exit code " : "signal ") + String(process.terminationStatus)
    }

    /// Ends the server with no chance to do anything.
    package func kill9() { end(SIGKILL) { _ in } }

    /// Asks for an orderly end and waits for it.
    package func terminate() {
        end(SIGTERM) { state in
            guard let process = state.process, process.terminationReason != .exit || process.terminationStatus != 0 else { return }
            state.surprises.append("its orderly end was \(Self.cause(process))")
        }
    }

    private func end(_ signal: Int32, _ look: (inout State) -> Void) {
        state.withLock { state in
            Self.noteDeath(&state)
            guard let process = state.process, process.isRunning else { return }
            state.isToEnd = true
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            look(&state)
        }
    }

    private func send(_ signal: Int32) {
        state.withLock { state in
            guard let process = state.process, process.isRunning else { return }
            kill(process.processIdentifier, signal)
        }
    }

    /// Freezes the server: connections stay, nothing answers.
    package func pause() { send(SIGSTOP) }

    package func resume() { send(SIGCONT) }

    /// Starts the server again with the same data and port, after it was ended (or ends it first).
    package func restart() throws {
        resume()
        kill9()
        try start()
        try waitUntilReady()
    }

    /// A program by its name: in the tests' own Python environment, or on PATH; nil when it is not installed.
    package static func find(_ name: String) -> String? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return ([root.path + "/.test-venv/bin"] + paths + ["/usr/sbin", "/usr/local/sbin"]).map { $0 + "/" + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
