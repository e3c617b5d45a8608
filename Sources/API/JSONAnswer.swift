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

    /// Seconds the caller is ready to wait for an answer (RFC 7240 §4.3); nil when it does not say.
    var preferredWait: Double? {
        for preference in headers.list("Prefer") {
            let pair = preference.split(separator: ";").first?.split(separator: "=", maxSplits: 1) ?? []
            if pair.count == 2, pair[0] == "wait", let seconds = Int(pair[1]), seconds >= 0 { return Double(seconds) }
        }
        return nil
    }

    /// An integer of the query within a range; `standard` when it is absent.
    func integer(_ name: String, _ range: ClosedRange<Int>, standard: Int) throws(ServiceError) -> Int {
        guard let text = query(name) else { return standard }
        guard let value = Int(text), range.contains(value) else {
            throw .invalidRequest(pointer: "/\(name)", expected: "an integer in \(range.lowerBound)...\(range.upperBound)")
        }
        return value
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
