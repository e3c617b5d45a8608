import Foundation

/// A URL that a webhook may have: `https`, a host, no user, no fragment, at most 2048 characters; `http` where loopback is allowed.
package struct WebhookURL: Sendable {
    package let text: String

    /// Throws what a URL must be.
    package init(_ text: String, allowsLoopback: Bool) throws(ServiceError) {
        let expected =
            allowsLoopback
            ? "an https URL of a public host, or a URL of this machine, without user and fragment"
            : "an https URL of a public host, without user and fragment"
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil,
            parts.password == nil, parts.fragment == nil, parts.port.map({ (1...65_535).contains($0) }) ?? true
        else { throw .invalidRequest(pointer: "/url", expected: expected) }
        let kind =
            host == "localhost" || host.hasSuffix(".localhost") ? .loopback : AddressPolicy.literal(host).map(AddressPolicy.kind)
        let isOurs = kind == .loopback && allowsLoopback
        guard scheme == "https" || (scheme == "http" && isOurs), kind == nil || kind == .global || isOurs else {
            throw .invalidRequest(pointer: "/url", expected: expected)
        }
        self.text = text
    }
}
