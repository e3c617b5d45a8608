import Foundation
import Service
import ServiceTesting
import Testing

/// The real transport against a server of Python's on the loopback address, plain and with TLS.
@Suite struct CurlTransportTests {
    private func post(_ url: String, body: [UInt8] = Array("{}".utf8), configure: (inout WebhookSettings) -> Void = { _ in })
        -> WebhookAnswer
    {
        var settings = WebhookSettings()
        settings.allowsLoopback = true
        settings.seconds = 5
        configure(&settings)
        return CurlTransport(settings: settings).post(
            WebhookMessage(
                url: url, headers: [(name: "Content-Type", value: "application/json"), (name: "X-Test", value: "7")], body: body))
    }

    @Test func messageArrivesAsItIs() throws {
        let receiver = try Receiver()
        let body = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(post("\(receiver.url)/200", body: body) == WebhookAnswer(status: 200))
        let log = receiver.log
        #expect(log.contains("POST /200 70000 7 application/json"))
    }

    @Test func redirectsAreNotFollowed() throws {
        let receiver = try Receiver()
        #expect(post("\(receiver.url)/302").status == 302)
        #expect(!receiver.log.contains("/target"))
    }

    @Test func endlessAnswersAndSilenceAreBounded() throws {
        let receiver = try Receiver()
        // Its status counts; the rest of the answer is not read.
        #expect(post("\(receiver.url)/endless").status == 200)
        let silent = post("\(receiver.url)/silent") { $0.seconds = 1 }
        #expect(silent.status == nil && silent.error != nil)
    }

    @Test func privateAddressesAreRefusedAtTheMomentOfConnecting() throws {
        let receiver = try Receiver()
        for host in ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1"] {
            let answer = post("https://\(host):\(receiver.port)/200") { $0.allowsLoopback = false }
            #expect(answer == WebhookAnswer(status: nil, error: "the host's address is not a public one"), "\(host)")
        }
        #expect(post("https://169.254.169.254/latest/meta-data").error == "the host's address is not a public one")
        #expect(post("http://\("127.0.0.1"):\(receiver.port)/200") { $0.allowsLoopback = false }.status == nil)
        #expect(receiver.log.isEmpty)
    }

    @Test func certificateAndHostNameAreChecked() throws {
        let receiver = try Receiver(tls: true)
        let trusting: (inout WebhookSettings) -> Void = { $0.authorities = receiver.certificate }
        #expect(post("https://localhost:\(receiver.port)/200", configure: trusting) == WebhookAnswer(status: 200))
        // The certificate names localhost, not the address.
        let misnamed = post("https://127.0.0.1:\(receiver.port)/200", configure: trusting)
        #expect(misnamed.status == nil && misnamed.error != nil)
        let unknown = post("https://localhost:\(receiver.port)/200")
        #expect(unknown.status == nil && unknown.error != nil)
        #expect(receiver.log.split(separator: "\n").count == 1)
    }

    @Test func nobodyThereIsAnError() {
        #expect(post("http://127.0.0.1:1/x").status == nil)
        #expect(post("http://no-such-host.invalid/x") { $0.allowsLoopback = true }.error != nil)
    }
}

/// A receiver in Python: writes down what came, answers as the path says.
private final class Receiver {
    private let directory: TemporaryDirectory
    private let process = Process()
    let port: Int
    private let scheme: String

    var url: String { "\(scheme)://127.0.0.1:\(port)" }
    var certificate: String { directory.file("cert.pem") }
    var log: String { (try? String(contentsOfFile: directory.file("log"), encoding: .utf8)) ?? "" }

    init(tls: Bool = false) throws {
        directory = try TemporaryDirectory()
        scheme = tls ? "https" : "http"
        if tls {
            _ = try CurlCaller.run(
                "/usr/bin/env",
                [
                    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", directory.file("key.pem"), "-out",
                    directory.file("cert.pem"),
                ], input: [])
        }
        let script = """
            import http.server, ssl, sys, time
            directory, tls = sys.argv[1], sys.argv[2] == "tls"
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    with open(directory + "/log", "a") as log:
                        log.write("POST %s %d %s %s\\n" % (self.path, len(body), self.headers["X-Test"], self.headers["Content-Type"]))
                    if self.path == "/silent":
                        time.sleep(5)
                        return
                    self.send_response(302 if self.path == "/302" else 200)
                    if self.path == "/302": self.send_header("Location", "/target")
                    self.end_headers()
                    if self.path == "/endless":
                        try:
                            while True: self.wfile.write(b"x" * 65536)
                        except OSError: pass
                do_GET = do_POST
                def log_message(self, *args): pass
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            if tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(directory + "/cert.pem", directory + "/key.pem")
                server.socket = context.wrap_socket(server.socket, server_side=True)
            with open(directory + "/port.new", "w") as file: file.write(str(server.server_port))
            import os; os.rename(directory + "/port.new", directory + "/port")
            server.serve_forever()
            """
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, directory.path, tls ? "tls" : "plain"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        let path = directory.file("port")
        guard eventually({ FileManager.default.fileExists(atPath: path) }),
            let port = Int(try String(contentsOfFile: path, encoding: .utf8))
        else { throw NoAnswer() }
        self.port = port
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
