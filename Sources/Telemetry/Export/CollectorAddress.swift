/// Where a collector takes spans: `http://HOST[:PORT][/PATH]`, port 4318 unless given (OTLP/HTTP); `/v1/traces` follows the path.
public struct CollectorAddress: Sendable, Equatable {
    public let host: String
    public let port: UInt16
    /// Begins with a slash.
    public let path: String

    /// Nil for any other text, also for `https`: a collector on the host or in the pod takes spans in clear and forwards them.
    public init?(_ text: String) {
        guard text.hasPrefix("http://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        let rest = text.dropFirst("http://".count)
        guard !rest.contains(where: { "@?#\\".contains($0) }) else { return nil }
        let authority = rest.prefix { $0 != "/" }
        var base = rest.dropFirst(authority.count)
        while base.hasSuffix("/") { base.removeLast() }
        path = base + "/v1/traces"
        var name = authority
        var end = ""[...]
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            name = authority[authority.index(after: authority.startIndex)..<close]
            end = authority[authority.index(after: close)...]
        } else if let colon = authority.firstIndex(of: ":") {
            name = authority[..<colon]
            end = authority[colon...]
        }
        guard !name.isEmpty else { return nil }
        host = String(name)
        if end.isEmpty {
            port = 4318
        } else {
            guard end.first == ":", let number = UInt16(end.dropFirst()), number > 0 else { return nil }
            port = number
        }
    }

    /// The `Host` field.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
