import Foundation

/// What a server would be started with, where each value comes from, and what is wrong with it; nothing is started or changed.
public struct ConfigurationCheck: Sendable {
    public enum Severity: String, Sendable {
        /// The server would not start, or not do what is asked of it.
        case error
        /// It would start, and the operator should know this.
        case warning
    }

    public struct Finding: Sendable, Equatable {
        public let severity: Severity
        /// The setting, nil when the finding concerns none that exists.
        public let setting: String?
        public let source: String
        public let message: String
    }

    /// The value of a setting that is in force.
    public struct Value: Sendable, Equatable {
        public let name: String
        /// Nil when the setting is not given and has no default; secrets are three asterisks.
        public let text: String?
        /// `default`, the file, the variable or the flag.
        public let source: String
    }

    public internal(set) var findings: [Finding] = []
    /// What the server would be started with, faulty settings left out.
    public private(set) var configuration = ServerConfiguration()
    private var given: [String: (text: String, source: String)] = [:]

    /// Variables that begin like settings and are none.
    private static let otherVariables: Set<String> = ["BURHAN_KERNELS", "BURHAN_SWIFTC", "BURHAN_WASMTIME"]

    /// Reads file, environment and flags, in this order; every fault is found, not only the first.
    ///
    /// Throws when the file can't be read at all.
    public init(file: String?, environment: [String: String], flags: [(name: String, value: String)]) throws(ConfigurationError) {
        if let file {
            var seen: Set<String> = []
            for entry in try ServerConfiguration.entries(inFile: file) {
                if !seen.insert(entry.name).inserted { add(.error, entry.name, file, "It is given twice in this file.") }
                if let text = entry.text {
                    set(entry.name, text, source: file)
                } else {
                    add(.error, entry.name, file, "It must be a string, a number or a list of strings.")
                }
            }
        }
        for setting in ServerConfiguration.settings {
            if let value = environment[setting.variable] { set(setting.name, value, source: setting.variable) }
        }
        findUnknownVariables(environment)
        for flag in flags { set(flag.name, flag.value, source: "--\(flag.name)") }
        findConflicts()
    }

    public var isValid: Bool { !findings.contains { $0.severity == .error } }

    /// Every setting with the value in force, in the order of the help text.
    public var values: [Value] {
        ServerConfiguration.settings.map { setting in
            guard let entry = given[setting.name] else { return Value(name: setting.name, text: setting.defaultText, source: "default") }
            return Value(name: setting.name, text: setting.kind == .secret ? "***" : SecretURL.masked(entry.text), source: entry.source)
        }
    }

    /// The text of a setting as it was given last.
    func text(_ name: String) -> (text: String, source: String)? { given[name] }

    func isGiven(_ name: String) -> Bool { given[name] != nil }

    private mutating func set(_ name: String, _ text: String, source: String) {
        do throws(ConfigurationError) {
            try configuration.set(name, text, source: source)
            given[name] = (text, source)
        } catch {
            let isKnown = ServerConfiguration.settings.contains { $0.name == name }
            let message = error.description
            add(
                .error, isKnown ? name : nil, source,
                String(message.hasPrefix("\(source): ") ? message.dropFirst(source.count + 2) : message[...]))
        }
    }

    private mutating func findUnknownVariables(_ environment: [String: String]) {
        let known = Set(ServerConfiguration.settings.map(\.variable)).union(Self.otherVariables)
        for name in environment.keys.filter({ $0.hasPrefix("BURHAN_") && !known.contains($0) }).sorted() {
            let suggestion = closestWord(to: name, among: known.sorted()).map { " Did you mean \($0)?" } ?? ""
            add(.warning, nil, name, "There is no such variable.\(suggestion)")
        }
    }

    private mutating func findConflicts() {
        do throws(ConfigurationError) { try configuration.check() } catch { add(.error, nil, "settings", error.description) }
        let (limits, service) = (configuration.limits, configuration.service)
        if isGiven("seal-key"), isGiven("seal-key-file") {
            conflict(.error, "seal-key", "Both seal-key and seal-key-file are given; only one can hold.")
        }
        if configuration.sealKey == nil {
            add(.warning, "seal-key-file", "default", "Without a seal key, accepted jobs are lost when the process ends.")
        }
        if limits.bodyBytes > limits.bufferedBytes {
            conflict(.error, "buffered-bytes", "It is smaller than body-bytes, so that no request of the largest size would ever come in.")
        }
        if configuration.interface.waitSeconds > service.secondsPerJob {
            conflict(.warning, "wait-seconds", "It is longer than seconds-per-job, after which no caller waits anyway.")
        }
        if service.provers > ProcessInfo.processInfo.activeProcessorCount {
            conflict(.warning, "provers", "There are more provers than processor cores, which makes each proof slower and none sooner.")
        }
        if service.quarantinedInputHours > 0, configuration.sharedWork.nats.isEmpty {
            conflict(.warning, "quarantined-input-hours", "It means nothing without nats: only jobs that pass through it are quarantined.")
        }
        if let port = configuration.telemetry.operationsPort, port == configuration.port {
            conflict(.error, "operations-port", "It is the same as port.")
        }
        if isGiven("trace-ratio"), configuration.telemetry.collector == nil {
            conflict(.warning, "trace-ratio", "It means nothing without otlp-endpoint.")
        }
        if !Loopback.contains(configuration.host) {
            conflict(.warning, "host", "Others than this machine can connect, in clear: put a proxy in front that ends TLS.")
        }
    }

    private mutating func conflict(_ severity: Severity, _ name: String, _ message: String) {
        add(severity, name, given[name]?.source ?? "default", message)
    }

    mutating func add(_ severity: Severity, _ setting: String?, _ source: String, _ message: String) {
        findings.append(Finding(severity: severity, setting: setting, source: source, message: message))
    }
}

extension ServerConfiguration.Setting {
    /// The default that the help text names, as in `(default 8080)`; nil when it names none.
    public var defaultText: String? {
        guard let start = help.range(of: "(default ") else { return nil }
        let text = help[start.upperBound...].prefix { $0 != ")" && $0 != ":" && $0 != "," }
        return text == "none" ? nil : String(text)
    }
}
