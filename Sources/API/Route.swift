import HTTPServer
import Service

/// One operation: a method, a path pattern such as `/api/jobs/{id}`, and what answers it.
struct Route: Sendable {
    /// What a handler gets: the request, the values of the pattern's names, and the exchange for answers that come later.
    struct Call {
        let request: HTTPRequest
        let caller: Caller
        let parameters: [String: String]
        let exchange: any HTTPExchange
        let pattern: String

        func parameter(_ name: String) -> String { parameters[name] ?? "" }
    }

    let method: HTTPMethod
    let pattern: String
    let segments: [String]
    /// What the caller's key must allow; nil for what anybody may ask.
    let scope: Scope?
    /// An answer, or nil when the handler has taken the exchange to answer later.
    let answer: @Sendable (Call) throws(ServiceError) -> HTTPResponse?

    init(
        _ method: HTTPMethod, _ pattern: String, scope: Scope? = nil,
        _ answer: @escaping @Sendable (Call) throws(ServiceError) -> HTTPResponse?
    ) {
        self.method = method
        self.pattern = pattern
        self.scope = scope
        self.answer = answer
        segments = pattern.split(separator: "/").map(String.init)
    }

    /// The values of the names in the pattern, nil if the path is another one.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            if segment.hasPrefix("{") {
                parameters[String(segment.dropFirst().dropLast())] = text
            } else if segment != text {
                return nil
            }
        }
        return parameters
    }
}
