import API
import Foundation
import FoundationNetworking
import HTTPServer
import Rules
import Service
import Storage
import Synchronization

/// A question to the administration, in the words of its HTTP interface.
struct AdminRequest {
    var method = "GET"
    /// Segments of the path after `/api/admin/`, not encoded.
    var path: [String]
    var query: [(name: String, value: String)] = []
    var body: JSONValue?
}

/// Where administration commands go: to a running server with an admin key, or into the database while no server has it open.
///
/// Both answer the same requests, so a command means the same either way.
enum AdminConnection {
    static let server = Option("server", "URL", .text, help: "the running server, such as http://127.0.0.1:8080 (or BURHAN_SERVER)")
    static let key = Option(
        "key", "KEY", .text, isSecret: true,
        help: "an admin key for --server; others see it in the list of processes: prefer BURHAN_API_KEY")
    static let keyFile = Option("key-file", "FILE", .path, help: "a file that holds the admin key")
    static let database = Option(
        "database", "FILE", .path, help: "the database, while no server has it open, or postgresql://… (or BURHAN_DATABASE)")
    static let sealKeyFile = Option(
        "seal-key-file", "FILE", .path, help: "the seal key, for --database: the digests of new keys are made with it")
    static let options: [any OptionDescription] = [server, key, keyFile, database, sealKeyFile, CommonOptions.json]

    /// Status and body of the answer.
    static func answer(_ request: AdminRequest, _ arguments: Arguments) async throws -> (status: Int, json: JSONValue) {
        try arguments.exclude(server, database)
        let environment = ProcessInfo.processInfo.environment
        if let url = arguments[server] ?? (arguments[database] == nil ? environment["BURHAN_SERVER"] : nil) {
            return try await ask(url, key(arguments, environment), request)
        }
        guard arguments[database] != nil || environment["BURHAN_DATABASE"] != nil else {
            throw UsageError.missingOneOf(["server", "database"])
        }
        return try ask(service(arguments), request)
    }

    private static func key(_ arguments: Arguments, _ environment: [String: String]) throws -> String {
        try arguments.exclude(key, keyFile)
        if let path = arguments[keyFile] {
            return String(decoding: try FileAccess.read(path), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let text = arguments[key] ?? environment["BURHAN_API_KEY"] else { throw UsageError.missingOneOf(["key-file", "key"]) }
        return text
    }

    // MARK: A running server

    private static func ask(_ base: String, _ key: String, _ request: AdminRequest) async throws -> (status: Int, json: JSONValue) {
        guard let url = URL(string: base), let scheme = url.scheme, ["http", "https"].contains(scheme),
            var parts = URLComponents(url: url, resolvingAgainstBaseURL: false)
        else { throw UsageError.invalidValue(option: "server", found: base, expected: "a URL such as http://127.0.0.1:8080") }
        parts.percentEncodedPath = "/api/admin/" + request.path.map(encoded).joined(separator: "/")
        let members = request.query.map { encoded($0.name) + "=" + encoded($0.value) }
        parts.percentEncodedQuery = members.isEmpty ? nil : members.joined(separator: "&")
        guard let target = parts.url else { throw UsageError.invalidValue(option: "server", found: base, expected: "a URL") }
        var message = URLRequest(url: target, timeoutInterval: 60)
        message.httpMethod = request.method
        message.setValue("Bearer " + key, forHTTPHeaderField: "Authorization")
        if let body = request.body {
            message.setValue("application/json", forHTTPHeaderField: "Content-Type")
            message.httpBody = Data(body.canonicalBytes)
        }
        do {
            let (data, response) = try await URLSession.shared.data(for: message)
            guard let response = response as? HTTPURLResponse else { throw CommandError.system("\(base) did not answer in HTTP") }
            return (response.statusCode, JSONParser.parse([UInt8](data), limits: .inputs).value ?? .null)
        } catch let error as URLError {
            throw CommandError.system("cannot reach \(base): \(error.localizedDescription)")
        }
    }

    private static func encoded(_ text: String) -> String {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
    }

    // MARK: The database

    /// The service on the database, not started: it runs no jobs.
    static func service(_ arguments: Arguments) throws -> ProofService {
        let path = arguments[database] ?? ProcessInfo.processInfo.environment["BURHAN_DATABASE"] ?? ""
        guard !path.isEmpty else { throw UsageError.missingOption("database") }
        do {
            var configuration = ServerConfiguration()
            if let key = arguments[sealKeyFile] { try configuration.set("seal-key-file", key, source: "--seal-key-file") }
            return try ProofService(store: Store(location: path), engine: BurhanEngine(), sealKey: configuration.sealKey)
        } catch StorageError.inUse {
            throw CommandError.system("a server has \(path) open; give --server and an admin key instead of --database")
        } catch let error as StorageError {
            throw CommandError.system(error.description)
        } catch let error as ConfigurationError {
            throw CommandError.malformed(what: "seal key", reason: error.description)
        }
    }

    private static func ask(_ service: ProofService, _ request: AdminRequest) throws -> (status: Int, json: JSONValue) {
        // Who can open the file is the operator.
        let caller = Caller(tenant: Tenant.operatorID, keyID: "database")
        let router = Router(service: service, authenticator: FixedAuthenticator(caller))
        let exchange = KeptAnswer()
        router.handle(
            HTTPRequest(
                method: HTTPMethod(rawValue: request.method) ?? .get, path: ["api", "admin"] + request.path, query: request.query,
                headers: ["Content-Type": "application/json"], body: request.body?.canonicalBytes ?? []), exchange)
        guard let answer = exchange.answer else { throw CommandError.system("the administration did not answer") }
        return (answer.status, JSONParser.parse(answer.body, limits: .inputs).value ?? .null)
    }
}

/// An exchange that keeps the answer.
private final class KeptAnswer: HTTPExchange, HTTPBodyWriter {
    private let kept = Mutex<HTTPResponse?>(nil)

    var answer: HTTPResponse? { kept.withLock { $0 } }

    func respond(_ response: HTTPResponse) { kept.withLock { $0 = response } }
    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter { self }
    func onClientGone(_ action: @escaping @Sendable () -> Void) {}
    func write(_ bytes: [UInt8]) {}
    func finish() {}
}
