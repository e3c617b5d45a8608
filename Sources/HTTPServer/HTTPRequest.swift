/// One whole request: head checked, body complete, target split and percent-decoded.
public struct HTTPRequest: Sendable {
    /// Identifies the request in logs and answers: the caller's `X-Request-Id` when it is a short token, else random.
    public var id: String
    public var method: HTTPMethod
    /// Path segments between slashes, percent-decoded, each valid UTF-8 without control characters; `/` has none.
    public var path: [String]
    /// Query members in order, percent-decoded; `+` stands for a space.
    public var query: [(name: String, value: String)]
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// Address of the peer in text, without the port.
    public var peer: String

    public init(
        id: String = "", method: HTTPMethod, path: [String], query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], peer: String = ""
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The first query member of this name.
    public func query(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}
