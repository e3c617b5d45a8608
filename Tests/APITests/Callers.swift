import API
import Foundation
import HTTPServer
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization

/// An answer as a client sees it.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { JSONParser.parse(body, limits: JSONParser.Limits(bytes: 1 << 24)).value ?? .null }

    func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
    func number(_ name: String) -> Int? { if case .number(let number)? = json[name] { number.exactly(Int.self) } else { nil } }
}

/// A way to call the interface: straight into the router, or with curl over a socket.
protocol Caller: Sendable {
    func call(_ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]?) throws -> Answer
}

extension Caller {
    func call(_ method: String, _ path: String, headers: [(String, String)] = [], json: String? = nil) throws -> Answer {
        try call(method, path, (json == nil ? [] : [("Content-Type", "application/json")]) + headers, json.map { Array($0.utf8) })
    }
}

/// Calls the router without any transport.
struct RouterCaller: Caller {
    let router: Router

    func call(_ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]?) throws -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1)
        var query: [(name: String, value: String)] = []
        for member in parts.count < 2 ? [] : parts[1].split(separator: "&") {
            let pair = member.split(separator: "=", maxSplits: 1).map(String.init)
            query.append((name: pair[0], value: pair.count > 1 ? pair[1] : ""))
        }
        var fields = HTTPHeaders()
        for (name, value) in headers { fields.add(name, value) }
        let request = HTTPRequest(
            id: "test", method: HTTPMethod(rawValue: method) ?? .get,
            path: parts[0].split(separator: "/").map { String($0).removingPercentEncoding ?? "" }, query: query, headers: fields,
            body: body ?? [])
        let exchange = MemoryExchange()
        router.handle(request, exchange)
        return try exchange.answer()
    }
}

/// Keeps an answer in memory.
final class MemoryExchange: HTTPExchange, HTTPBodyWriter {
    struct NoAnswer: Error {}

    private struct State {
        var answer: Answer?
        var isComplete = false
    }

    private let state = Mutex(State())

    func respond(_ response: HTTPResponse) {
        state.withLock { state in
            guard state.answer == nil else { return }
            state = State(answer: Answer(status: response.status, headers: response.headers, body: response.body), isComplete: true)
        }
    }

    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter {
        state.withLock { $0.answer = Answer(status: head.status, headers: head.headers, body: []) }
        return self
    }

    func write(_ bytes: [UInt8]) { state.withLock { $0.answer?.body += bytes } }
    func finish() { state.withLock { $0.isComplete = true } }
    func onClientGone(_ action: @escaping @Sendable () -> Void) {}

    func answer() throws -> Answer {
        _ = eventually { state.withLock { $0.isComplete } }
        guard let answer = state.withLock({ $0.answer }) else { throw NoAnswer() }
        return answer
    }
}

/// Calls a live server with curl.
struct CurlCaller: Caller {
    let port: UInt16

    func call(_ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]?) throws -> Answer {
        var arguments = ["-sS", "-i", "--max-time", "60", method == "HEAD" ? "-I" : "-X\(method)"]
        for (name, value) in headers { arguments += ["-H", "\(name): \(value)"] }
        // Without this curl would send a form's content type with a body.
        if !headers.contains(where: { $0.0.lowercased() == "content-type" }) { arguments += ["-H", "Content-Type:"] }
        if body != nil { arguments += ["--data-binary", "@-"] }
        arguments.append("http://127.0.0.1:\(port)\(path)")
        return try Self.parse(Self.run("/usr/bin/curl", arguments, input: body ?? []))
    }

    static func run(_ path: String, _ arguments: [String], input: [UInt8]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let (input_, output) = (Pipe(), Pipe())
        process.standardInput = input_
        process.standardOutput = output
        try process.run()
        // The peer may close early; then writing fails, which is not what is tested here.
        DispatchQueue.global().async {
            try? input_.fileHandleForWriting.write(contentsOf: Data(input))
            try? input_.fileHandleForWriting.close()
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](data)
    }

    /// Splits the last head from the body.
    static func parse(_ bytes: [UInt8]) throws -> Answer {
        var rest = bytes[...]
        while true {
            guard let end = Data(rest).range(of: Data("\r\n\r\n".utf8)) else { throw MemoryExchange.NoAnswer() }
            let head = String(decoding: rest.prefix(end.lowerBound), as: UTF8.self)
            rest = rest.dropFirst(end.upperBound)
            let lines = head.components(separatedBy: "\r\n")
            let status = Int(lines[0].split(separator: " ")[1]) ?? 0
            if status == 100 { continue }
            var headers = HTTPHeaders()
            for line in lines.dropFirst() {
                let pair = line.split(separator: ":", maxSplits: 1)
                headers.add(String(pair[0]), String(pair[1].drop { $0 == " " }))
            }
            return Answer(status: status, headers: headers, body: Array(rest))
        }
    }
}

/// One service that can be called both ways.
final class InterfaceFixture: Sendable {
    let directory: TemporaryDirectory
    let engine = ScriptedEngine()
    let service: ProofService
    let router: Router
    let server: HTTPServer

    init(configure: (inout ServiceSettings, inout APISettings) -> Void = { _, _ in }) throws {
        directory = try TemporaryDirectory()
        var settings = ServiceSettings()
        var interface = APISettings()
        configure(&settings, &interface)
        service = try ProofService(store: Store(path: directory.file("db.sqlite")), engine: engine, sealKey: .random(), settings: settings)
        try service.start()
        router = Router(service: service, settings: interface)
        server = try HTTPServer(port: 0, handler: router)
    }

    deinit { server.stop(within: 0.5) }

    var callers: [any Caller] { [RouterCaller(router: router), CurlCaller(port: server.port)] }
}
