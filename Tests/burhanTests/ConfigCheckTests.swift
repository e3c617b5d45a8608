import Foundation
import HTTPServer
import ServiceTesting
import Testing

/// `burhan config check`
@Suite struct ConfigCheckTests {
    private func check(_ words: [String], _ environment: [String: String] = [:]) throws -> Binary.Outcome {
        try Binary.run(["config", "check", "--json", "--port", "0"] + words, environment: environment)
    }

    private func findings(_ outcome: Binary.Outcome) -> [[String: Any]] { outcome.json["findings"] as? [[String: Any]] ?? [] }

    private func value(_ name: String, _ outcome: Binary.Outcome) -> [String: Any]? {
        (outcome.json["settings"] as? [[String: Any]])?.first { $0["name"] as? String == name }
    }

    private func messages(_ outcome: Binary.Outcome, _ severity: String) -> [String] {
        findings(outcome).filter { $0["severity"] as? String == severity }.map {
            "\($0["setting"] as? String ?? "-") \($0["source"] as? String ?? "") \($0["message"] as? String ?? "")"
        }
    }

    @Test func valuesAreShownWithTheirSourcesAndSecretsMasked() throws {
        let directory = try TemporaryDirectory()
        let key = String(repeating: "5e", count: 32)
        let file = try directory.file("burhan.json", Data(#"{"queue_capacity":7,"attempts":3}"#.utf8))
        let database = "postgresql://burhan:verysecret@127.0.0.1/burhan"
        let outcome = try check(["--config", file, "--attempts", "4"], ["BURHAN_SEAL_KEY": key, "BURHAN_DATABASE": database])
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.error)")
        #expect(value("queue-capacity", outcome)?["value"] as? String == "7")
        #expect(value("queue-capacity", outcome)?["source"] as? String == file)
        #expect(value("attempts", outcome)?["value"] as? String == "4")
        #expect(value("attempts", outcome)?["source"] as? String == "--attempts")
        #expect(value("host", outcome)?["value"] as? String == "127.0.0.1")
        #expect(value("host", outcome)?["source"] as? String == "default")
        #expect(value("seal-key", outcome)?["value"] as? String == "***")
        #expect(value("database", outcome)?["value"] as? String == "postgresql://burhan:***@127.0.0.1/burhan")
        #expect(!(outcome.output + outcome.error).contains(key) && !(outcome.output + outcome.error).contains("verysecret"))
    }

    @Test func everyFaultIsFoundAtOnceWithTheNearestName() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.file(
            "burhan.json", Data(#"{"queue_capacty":7,"attempts":"many","workers":true,"idle_seconds":5,"idle-seconds":6}"#.utf8))
        let outcome = try check(["--config", file, "--operations-port", "99999"], ["BURHAN_DRAIN_SECOND": "5"])
        #expect(outcome.code == 1)
        let errors = messages(outcome, "error")
        #expect(errors.contains { $0.contains("no setting queue-capacty") && $0.contains("Did you mean queue-capacity?") }, "\(errors)")
        #expect(errors.contains { $0.hasPrefix("attempts \(file)") && $0.contains("an integer in 1...1000") })
        #expect(errors.contains { $0.hasPrefix("workers ") })
        #expect(errors.contains { $0.hasPrefix("idle-seconds \(file)") && $0.contains("twice") })
        #expect(errors.contains { $0.hasPrefix("operations-port --operations-port") && $0.contains("an integer in 0...65535") })
        #expect(messages(outcome, "warning").contains { $0.contains("BURHAN_DRAIN_SECOND") && $0.contains("BURHAN_DRAIN_SECONDS?") })
    }

    @Test func settingsThatContradictEachOtherAreNamed() throws {
        let directory = try TemporaryDirectory()
        let key = try directory.file("seal.key", Data(repeating: 7, count: 32))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        let outcome = try check([
            "--seal-key", String(repeating: "ab", count: 32), "--seal-key-file", key, "--body-bytes", "1000000", "--buffered-bytes",
            "70000",
            "--wait-seconds", "100", "--seconds-per-job", "50", "--trace-ratio", "0.5",
        ])
        #expect(outcome.code == 1)
        #expect(messages(outcome, "error").contains { $0.contains("Both seal-key and seal-key-file") })
        #expect(messages(outcome, "error").contains { $0.hasPrefix("buffered-bytes") })
        #expect(messages(outcome, "warning").contains { $0.hasPrefix("wait-seconds") })
        #expect(messages(outcome, "warning").contains { $0.hasPrefix("trace-ratio") })
    }

    @Test func keyFilesThatOthersCanReadAreRefused() throws {
        let directory = try TemporaryDirectory()
        let key = try directory.file("seal.key", Data(repeating: 7, count: 32))
        for (mode, code, severity) in [(0o644, Int32(1), "error"), (0o640, 0, "warning")] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
            let outcome = try check(["--seal-key-file", key])
            #expect(outcome.code == code)
            #expect(messages(outcome, severity).contains { $0.hasPrefix("seal-key-file") })
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        #expect(findings(try check(["--seal-key-file", key])).isEmpty)
        #expect(try check(["--seal-key-file", key + ".gone"]).code == 1)
    }

    @Test func filesPortsAndOtherServersAreLookedAt() throws {
        let directory = try TemporaryDirectory()
        let text = try directory.file("notes.txt", Data("this is no database at all".utf8))
        #expect(messages(try check(["--database", text]), "error").contains { $0.contains("is no SQLite database") })
        #expect(messages(try check(["--database", "/nonexistent/db.sqlite"]), "error").contains { $0.contains("Nothing can be written") })
        let server = try Server(in: directory)
        let port = String(server.caller.port)
        let taken = try Binary.run("config", "check", "--json", "--port", port)
        #expect(taken.code == 0 && messages(taken, "warning").contains { $0.hasPrefix("port --port") && $0.contains("listens") })
        #expect(try check(["--otlp-endpoint", "http://127.0.0.1:\(port)", "--connect"]).code == 0)
        let away = try check(["--otlp-endpoint", "http://127.0.0.1:1", "--connect"])
        #expect(away.code == 1 && messages(away, "error").contains { $0.contains("Nobody answers at 127.0.0.1 port 1.") })
        #expect(try check(["--otlp-endpoint", "http://127.0.0.1:1"]).code == 0)
        #expect(try Binary.run("config", "check", "--port", port, "--operations-port", port).code == 1)
    }

    @Test func fileThatCannotBeReadIsNoVerdict() throws {
        let directory = try TemporaryDirectory()
        #expect(try check(["--config", directory.path("gone.json")]).code == 2)
        #expect(try check(["--config", try directory.file("bad.json", Data("{".utf8))]).code == 2)
        #expect(try check(["--prot", "1"]).code == 64)
    }

    @Test func operationsHaveAPortOfTheirOwn() throws {
        let directory = try TemporaryDirectory()
        let probe = try HTTPServer(port: 0, handler: Nothing())
        let port = probe.port
        probe.stop(within: 0)
        let server = try Server(in: directory, ["--operations-port", "\(port)"])
        #expect(try server.get("/metrics").status == 404)
        #expect(try server.get("/health").status == 200)
        let operations = CurlCaller(port: port)
        for path in ["/metrics", "/health", "/ready"] { #expect(try operations.call("GET", path).status == 200) }
        #expect(try operations.call("GET", "/api/status").status == 404)
        #expect(server.terminate() == 0)
    }

    private struct Nothing: HTTPHandler {
        func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {}
        func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse { HTTPResponse(status: refusal.status) }
    }
}
