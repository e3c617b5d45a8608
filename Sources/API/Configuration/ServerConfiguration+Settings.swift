import Service
import Telemetry

extension ServerConfiguration {
    /// Every setting, in the order of the help text.
    public static let settings = ownSettings + sharedWorkSettings

    private static let ownSettings: [Setting] = [
        Setting(name: "host", help: "address to listen on (default 127.0.0.1: this machine only)", expected: "an address") {
            $0.host = $1
            return !$1.isEmpty
        },
        number("port", "TCP port; 0 takes any free one (default 8080)", 0...65535) { $0.port = UInt16($1) },
        Setting(
            name: "listen",
            help: "comma-separated ROLE:PORT instead of port, each a part of the interface: compiler, registry, prover or all",
            expected: "a list such as compiler:8082,registry:8083,prover:8084"
        ) { configuration, text in
            let ports = text.split(separator: ",", omittingEmptySubsequences: false).map { ServerPort($0) }
            configuration.listen = ports.compactMap(\.self)
            return !ports.contains(nil)
        },
        number(
            "grpc-port", "port of the gRPC services for a proxy in front: authorization, rate limits, health (off unless set)", 0...65535
        ) {
            $0.grpcPort = UInt16($1)
        },
        number("gateway-requests", "requests of one tenant in a minute that the gateway lets through (default 6000)", 10...100_000_000) {
            $0.gateway.requestsPerMinute = $1
        },
        number("gateway-proofs", "orders of proofs of one tenant in a minute that the gateway lets through (default 60)", 1...100_000_000) {
            $0.gateway.proofsPerMinute = $1
        },
        Setting(
            name: "database", help: "SQLite file (default burhan.sqlite), or postgresql://…", expected: "a path or a URL", kind: .database
        ) {
            $0.database = $1
            return !$1.isEmpty
        },
        number("database-connections", "connections to a PostgreSQL server (default 8)", 1...1000) { $0.postgreSQL.connections = $1 },
        Setting(
            name: "seal-key", help: "64 hexadecimal digits; accepted jobs then survive the end of the process (prefer seal-key-file)",
            expected: "64 hexadecimal digits", kind: .secret
        ) { configuration, text in
            guard let key = try? ServiceKey(text: text) else { return false }
            configuration.sealKey = key
            return true
        },
        Setting(
            name: "seal-key-file", help: "file that holds the seal key: 32 bytes or 64 hexadecimal digits", expected: "a path",
            kind: .privateFile
        ) { _, _ in false },
        word(
            "local-access",
            "whether callers without a key are the tenant local: auto (on loopback, until there is a key), on (on loopback), off (default auto)"
        ) { (configuration, access: LocalAccess) in configuration.localAccess = access },
        word("rate-limits", "where calls are counted: memory, or database for several servers on one (default memory)") {
            (configuration, place: RateLimitPlace) in configuration.service.rateLimits = place
        },
        number("credits-per-million-cycles", "price of a proof for prepaid tenants, rounded up (default 1)", 0...1_000_000) {
            $0.service.creditsPerMillionCycles = $1
        },
        number("queue-capacity", "jobs that may wait (default 1024)", 1...1_000_000) { $0.service.queueCapacity = $1 },
        number("tenant-queue-capacity", "jobs of one tenant that may wait (default: as many as the queue holds)", 1...1_000_000) {
            $0.service.tenantShare.waiting = $1
        },
        number("tenant-provers", "proofs of one tenant under way at the same time (default: all provers)", 1...1024) {
            $0.service.tenantShare.burst = $1
        },
        number("provers", "proofs computed at the same time; 0: none here, others prove (default 1)", 0...64) { $0.service.provers = $1 },
        number("proof-threads", "threads that one proof uses (default: as many as the machine has cores)", 1...256) {
            $0.proofThreads = $1
        },
        number("attempts", "starts of one job, counting those that ended with the whole process (default 10)", 1...1000) {
            $0.service.attempts = $1
        },
        number("seconds-per-job", "time one proof may take (default 600)", 1...86_400) { $0.service.secondsPerJob = Double($1) },
        number("wait-seconds", "how long a caller waits before the answer becomes a job (default 30)", 0...3600) {
            $0.interface.waitSeconds = Double($1)
        },
        number("job-days", "days until a job that has ended is forgotten; 0 keeps it (default 90)", 0...36_500) { $0.service.jobDays = $1 },
        number(
            "quarantined-input-hours",
            "hours the sealed inputs of a quarantined job are kept, so that an operator can replay it; 0 drops them when it ends (default 0)",
            0...720
        ) { $0.service.quarantinedInputHours = $1 },
        number("receipt-days", "days until a receipt is forgotten; 0 keeps it (default 365)", 0...36_500) { $0.service.receiptDays = $1 },
        number("delivery-days", "days until a webhook delivery that has ended is forgotten; 0 keeps it (default 30)", 0...36_500) {
            $0.service.deliveryDays = $1
        },
        number("kept-proof-hours", "hours a proof is kept where a deployment keeps proofs (default 24)", 1...8760) {
            $0.service.keptProofHours = $1
        },
        number("kept-proof-memory-bytes", "kept proofs in memory; 0 keeps none there (default 67108864)", 0...1 << 40) {
            $0.service.keptProofMemoryBytes = $1
        },
        number("kept-proof-database-bytes", "kept proofs in the database; 0 keeps none there (default 536870912)", 0...1 << 40) {
            $0.service.keptProofDatabaseBytes = $1
        },
        number("webhook-threads", "threads that deliver webhooks (default 4)", 1...64) { $0.service.webhooks.threads = $1 },
        number("webhook-seconds", "time one delivery may take (default 15)", 1...300) { $0.service.webhooks.seconds = $1 },
        Setting(
            name: "webhook-ca-file", help: "certificates that webhooks' receivers are checked against (default: the system's)",
            expected: "a path"
        ) {
            $0.service.webhooks.authorities = $1
            return !$1.isEmpty
        },
        Setting(
            name: "webhook-loopback", help: "on lets webhooks reach this machine over plain HTTP, for development (default off)",
            expected: "on or off"
        ) {
            $0.service.webhooks.allowsLoopback = $1 == "on"
            return $1 == "on" || $1 == "off"
        },
        number("drain-seconds", "time for work under way after SIGTERM (default 30)", 0...3600) { $0.drainSeconds = Double($1) },
        number("body-bytes", "longest request body (default 16777216)", 1024...1_073_741_824) {
            $0.limits.bodyBytes = $1
            $0.interface.bodyBytes = $1
        },
        number("buffered-bytes", "unfinished requests of all connections together (default 268435456)", 65_536...1 << 40) {
            $0.limits.bufferedBytes = $1
        },
        number("connections", "open connections (default 1024)", 1...100_000) { $0.limits.connections = $1 },
        number("workers", "threads that answer requests (default 4)", 1...256) { $0.limits.workers = $1 },
        number("idle-seconds", "time a connection may stay open without a request (default 75)", 1...3600) {
            $0.limits.idleSeconds = Double($1)
        },
        Setting(
            name: "allowed-origins", help: "comma-separated origins whose web pages may call (default none)",
            expected: "origins such as https://a.example"
        ) { configuration, text in
            let origins = text.split(separator: ",").map { $0.trimmingPrefix(" ") }.map(String.init)
            configuration.interface.allowedOrigins = origins
            return origins.allSatisfy { $0.contains("://") && !$0.hasSuffix("/") }
        },
        number(
            "operations-port", "port for /metrics, /health and /ready alone, which then also answers while draining (default 0: none)",
            0...65535
        ) { $0.telemetry.operationsPort = $1 == 0 ? nil : UInt16($1) },
        Setting(
            name: "otlp-endpoint", help: "collector that takes traces by OTLP/HTTP, as http://127.0.0.1:4318 (default none)",
            expected: "http://HOST[:PORT][/PATH]", kind: .addresses(defaultPort: 4318)
        ) { configuration, text in
            configuration.telemetry.collector = CollectorAddress(text)
            return configuration.telemetry.collector != nil
        },
        Setting(
            name: "trace-ratio", help: "share of new traces that are recorded; a caller's own decision comes first (default 1)",
            expected: "a number in 0...1"
        ) { configuration, text in
            guard let ratio = Double(text), (0...1).contains(ratio) else { return false }
            configuration.telemetry.traceRatio = ratio
            return true
        },
    ]

    private static func word<Word: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ help: String, _ assign: @escaping @Sendable (inout ServerConfiguration, Word) -> Void
    ) -> Setting where Word.RawValue == String {
        let expected = "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")
        return Setting(name: name, help: help, expected: expected) { configuration, text in
            guard let word = Word(rawValue: text) else { return false }
            assign(&configuration, word)
            return true
        }
    }

    static func number(
        _ name: String, _ help: String, _ range: ClosedRange<Int>, _ assign: @escaping @Sendable (inout ServerConfiguration, Int) -> Void
    ) -> Setting {
        Setting(name: name, help: help, expected: "an integer in \(range.lowerBound)...\(range.upperBound)") { configuration, text in
            guard let value = Int(text), range.contains(value) else { return false }
            assign(&configuration, value)
            return true
        }
    }
}
