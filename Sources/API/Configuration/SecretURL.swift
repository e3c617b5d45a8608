import Foundation

/// Texts that may be URLs with a password in them.
enum SecretURL {
    /// The same text with every password in `scheme://user:password@host` and in `?password=…` replaced by three asterisks.
    static func masked(_ text: String) -> String {
        text.split(separator: ",", omittingEmptySubsequences: false).map { maskedOne(String($0)) }.joined(separator: ",")
    }

    private static func maskedOne(_ text: String) -> String {
        guard let scheme = text.range(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        var tail = String(rest.dropFirst(authority.count))
        for name in ["password=", "token=", "sslpassword="] {
            guard let start = tail.range(of: name, options: .caseInsensitive) else { continue }
            tail.replaceSubrange(start.upperBound..<(tail[start.upperBound...].firstIndex(of: "&") ?? tail.endIndex), with: "***")
        }
        guard let at = authority.lastIndex(of: "@") else { return text[..<scheme.upperBound] + authority + tail }
        let user = authority[..<at]
        let name = user.firstIndex(of: ":").map { user[..<$0] + ":***" } ?? (user.isEmpty ? "" : "***")
        return text[..<scheme.upperBound] + name + authority[at...] + tail
    }

    /// Host and port of each URL in a comma-separated list, the default port where there is none; nil when one is no URL with a host.
    static func endpoints(_ text: String, defaultPort: UInt16) -> [(host: String, port: UInt16)]? {
        var endpoints: [(host: String, port: UInt16)] = []
        for part in text.split(separator: ",") {
            guard let scheme = part.range(of: "://") else { return nil }
            var authority = part[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
            if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
            var port = defaultPort
            if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
                guard let number = UInt16(authority[authority.index(after: colon)...]) else { return nil }
                port = number
                authority = authority[..<colon]
            }
            let host = authority.filter { $0 != "[" && $0 != "]" }
            guard !host.isEmpty else { return nil }
            endpoints.append((host, port))
        }
        return endpoints.isEmpty ? nil : endpoints
    }
}
