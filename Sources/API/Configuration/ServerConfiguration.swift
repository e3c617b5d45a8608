import Foundation
import HTTPServer
import Rules
import Service
import Storage
import Telemetry

/// Why a configuration can't be used; names the setting and where it came from, never the key's value.
public enum ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    case unknownSetting(name: String, source: String)
    case invalidValue(name: String, source: String, expected: String)
    case unreadableFile(path: String, reason: String)
    case malformedFile(path: String, reason: String)
    /// Two settings that do not go together.
    case contradiction(reason: String)

    public var description: String {
        switch self {
        case .unknownSetting(let name, let source):
            "\(source): there is no setting \(name)." + Self.suggestion(name)
        case .invalidValue(let name, let source, let expected): "\(source): \(name) must be \(expected)."
        case .unreadableFile(let path, let reason): "Cannot read \(path): \(reason)."
        case .malformedFile(let path, let reason): "\(path): \(reason)"
        case .contradiction(let reason): reason
        }
    }

    private static func suggestion(_ name: String) -> String {
        closestWord(to: name, among: ServerConfiguration.settings.map(\.name)).map { " Did you mean \($0)?" } ?? ""
    }
}

/// How a server runs. Each setting has one name, `queue-capacity`, spelled `queue_capacity` in a file and
/// `BURHAN_QUEUE_CAPACITY` in the environment; flags come before the environment, the environment before the file.
public struct ServerConfiguration: Sendable {
    /// Address to listen on; loopback unless said otherwise.
    public var host = "127.0.0.1"
    public var port: UInt16 = 8080
    /// Ports with a part of the interface each; they take the place of `port`.
    public var listen: [ServerPort] = []
    /// Port of the gRPC services for a proxy in front; nil when there are none.
    public var grpcPort: UInt16?
    /// Path of the SQLite file, or URL of a PostgreSQL server; the URL may hold a password.
    public var database = "burhan.sqlite"
    /// How a PostgreSQL server is used.
    public var postgreSQL = PostgreSQLSettings()
    /// Threads that one proof uses, 1 to 256; nil for all cores.
    public var proofThreads: Int?
    /// Key that seals the private inputs of accepted jobs, so that they survive the end of the process.
    public var sealKey: ServiceKey?
    /// Seconds that requests and proofs under way may take after SIGTERM.
    public var drainSeconds = 30.0
    /// Whether callers without a key may be the tenant `local`.
    public var localAccess = LocalAccess.auto
    public var service = ServiceSettings()
    public var interface = APISettings()
    public var limits = HTTPLimits()
    public var gateway = GatewaySettings()
    public var telemetry = TelemetrySettings()
    public var sharedWork = SharedWorkSettings()

    public init() {}

    /// One setting: its name, a sentence for help texts, what it expects, how it is read.
    public struct Setting: Sendable {
        /// What a value stands for, as far as that can be looked after before the server starts.
        public enum Kind: Sendable, Equatable {
            case plain
            /// Never shown.
            case secret
            /// A file that only its owner should read.
            case privateFile
            /// A path, or the URL of a database server.
            case database
            /// URLs of other servers, separated by commas.
            case addresses(defaultPort: UInt16)
        }

        public let name: String
        public let help: String
        public let expected: String
        public var kind = Kind.plain
        let apply: @Sendable (inout ServerConfiguration, String) -> Bool

        /// The name in the environment.
        public var variable: String { "BURHAN_" + name.replacing("-", with: "_").uppercased() }
    }

    /// Reads a setting from text.
    public mutating func set(_ name: String, _ value: String, source: String) throws(ConfigurationError) {
        guard let setting = Self.settings.first(where: { $0.name == name }) else { throw .unknownSetting(name: name, source: source) }
        if name == "seal-key-file" { return try readSealKey(value, source: source) }
        guard setting.apply(&self, value) else { throw .invalidValue(name: name, source: source, expected: setting.expected) }
    }

    /// Whether the port of the interface answers `/metrics`: only on a loopback address, and not when the metrics have a port of their own.
    public var showsMetrics: Bool { telemetry.operationsPort == nil && Loopback.contains(host) }

    /// Throws if settings contradict one another.
    public func check() throws(ConfigurationError) {
        try checkSharedWork()
        if localAccess == .on, !Loopback.contains(host) {
            throw .contradiction(
                reason:
                    "local-access is on, but host \(host) is not a loopback address: everybody who reaches it could use it without a key.")
        }
    }

    /// Reads every `BURHAN_…` variable that names a setting.
    public mutating func readEnvironment(_ environment: [String: String]) throws(ConfigurationError) {
        for setting in Self.settings {
            if let value = environment[setting.variable] { try set(setting.name, value, source: setting.variable) }
        }
    }

    /// Reads a JSON object of settings.
    public mutating func readFile(_ path: String) throws(ConfigurationError) {
        for entry in try Self.entries(inFile: path) {
            guard let text = entry.text else {
                throw .invalidValue(name: entry.name, source: path, expected: "a string, a number or a list of strings")
            }
            try set(entry.name, text, source: path)
        }
    }

    /// The members of a JSON object as names and texts of settings; the text is nil for a value that can be no setting's.
    static func entries(inFile path: String) throws(ConfigurationError) -> [(name: String, text: String?)] {
        let (value, findings) = JSONParser.parse(try Self.content(path))
        guard case .object(let members)? = value else {
            throw .malformedFile(path: path, reason: findings.first?.message ?? "The settings must be a JSON object.")
        }
        return members.map { member in
            let text: String? =
                switch member.value {
                case .string(let value): value
                case .number(let value): value.text
                case .array(let values):
                    values.compactMap { if case .string(let value) = $0 { value } else { nil } }.joined(separator: ",")
                default: nil
                }
            return (member.name.replacing("_", with: "-"), text)
        }
    }

    private mutating func readSealKey(_ path: String, source: String) throws(ConfigurationError) {
        let bytes = try Self.content(path)
        do throws(ServiceKey.Failure) {
            if bytes.count == 32 {
                sealKey = try ServiceKey(bytes: bytes)
            } else {
                sealKey = try ServiceKey(text: String(decoding: bytes, as: UTF8.self))
            }
        } catch {
            throw .invalidValue(name: "seal-key-file", source: source, expected: "a file of 32 bytes or 64 hexadecimal digits")
        }
    }

    private static func content(_ path: String) throws(ConfigurationError) -> [UInt8] {
        do { return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw .unreadableFile(
                path: path, reason: FileManager.default.fileExists(atPath: path) ? "it can't be read" : "there is no such file")
        }
    }
}

/// What a process tells of itself beside its log, and where.
public struct TelemetrySettings: Sendable {
    /// Takes spans; nil: traces are passed on and not recorded.
    public var collector: CollectorAddress?
    /// Share of new traces that are recorded, 0...1.
    public var traceRatio = 1.0
    /// Port for metrics, health and readiness alone; nil: they are on the port of the interface.
    public var operationsPort: UInt16?

    public init() {}
}
