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
    private let process = Mutex<Process?>(nil)

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
        process.withLock { $0 = fresh }
    }

    package func waitUntilReady() throws {
        for _ in 0..<3 where eventually({ isReady() || !isRunning }) {
            if isRunning, isReady() { return }
        }
        throw DidNotStart(log: String(log.suffix(2000)))
    }

    package var log: String { String(decoding: FileManager.default.contents(atPath: logPath) ?? Data(), as: UTF8.self) }
    package var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

    private func signal(_ number: Int32, waits: Bool) {
        process.withLock { process in
            guard let process, process.isRunning else { return }
            kill(process.processIdentifier, number)
            if waits { process.waitUntilExit() }
        }
    }

    /// Ends the server with no chance to do anything.
    package func kill9() { signal(SIGKILL, waits: true) }

    /// Asks for an orderly end and waits for it.
    package func terminate() { signal(SIGTERM, waits: true) }

    /// Freezes the server: connections stay, nothing answers.
    package func pause() { signal(SIGSTOP, waits: false) }

    package func resume() { signal(SIGCONT, waits: false) }

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

/// Finds ports that nobody listens on.
package enum FreePort {
    package struct None: Error {}

    private static let given = Mutex<Set<UInt16>>([])

    /// A port of 127.0.0.1 that was free a moment ago, a different one for every call of this process.
    package static func next() throws -> UInt16 {
        for _ in 0..<100 {
            let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard socket >= 0 else { throw None() }
            defer { close(socket) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(socket, $0, length) == 0 ? getsockname(socket, $0, &length) : -1
                }
            }
            guard code == 0 else { throw None() }
            let port = UInt16(bigEndian: address.sin_port)
            if given.withLock({ $0.insert(port).inserted }) { return port }
        }
        throw None()
    }

    /// Whether somebody accepts connections on a port of 127.0.0.1.
    package static func answers(_ port: UInt16) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(socket, $0, size) == 0 }
        }
    }
}
