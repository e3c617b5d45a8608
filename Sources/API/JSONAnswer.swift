import HTTPServer
import Rules
import Service

extension HTTPResponse {
    /// An answer in JSON; answers are made for one caller and not to be cached.
    static func json(_ members: [JSONMember], status: Int = 200, headers: HTTPHeaders = HTTPHeaders()) -> HTTPResponse {
        var headers = headers
        headers.set("Content-Type", "application/json")
        headers.set("Cache-Control", "no-store")
        return HTTPResponse(status: status, headers: headers, body: Array(JSONValue.object(members).readableText.utf8) + [0x0a])
    }

    /// A receipt in its binary format.
    static func receipt(_ bytes: [UInt8], headers: HTTPHeaders) -> HTTPResponse {
        var headers = headers
        headers.set("Content-Type", "application/octet-stream")
        headers.set("Cache-Control", "no-store")
        return HTTPResponse(status: 200, headers: headers, body: bytes)
    }
}

extension HTTPRequest {
    /// Whether the caller asks for a receipt as bytes rather than in JSON.
    var acceptsBytes: Bool {
        headers.list("Accept").contains { $0.split(separator: ";").first == "application/octet-stream" }
    }

    /// Whether the caller prefers not to wait (RFC 7240 §4.1).
    var prefersAsynchronous: Bool {
        headers.list("Prefer").contains { $0.split(separator: ";").first == "respond-async" }
    }

    /// The Idempotency-Key, 1...255 visible characters, with the bytes it stands for.
    func idempotencyKey() throws(ServiceError) -> IdempotencyKey? {
        guard let key = headers["Idempotency-Key"] else { return nil }
        guard headers.all("Idempotency-Key").count == 1, (1...255).contains(key.utf8.count) else {
            throw .invalidRequest(pointer: "", expected: "sent with one Idempotency-Key of 1...255 characters")
        }
        return IdempotencyKey(key: key, body: body)
    }
}
