import GRPCServer
import Service

/// `envoy.service.auth.v3.CheckRequest`, as much of it as a decision needs.
package struct CheckRequest: Sendable {
    package var source = ""
    package var method = ""
    /// With its query.
    package var path = ""
    package var headers: [String: String] = [:]
    package var id = ""
    /// The client's own word for the length of the body, −1 when it gave none.
    package var size: Int64 = -1
    package var body: ArraySlice<UInt8> = []
    package var extensions: [String: String] = [:]

    package init(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            if field.number == 1 { try readAttributes(field.message()) }
        }
    }

    /// AttributeContext: 1 source, 4 request, 10 context extensions.
    private mutating func readAttributes(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: source = try Self.address(field.message())
            case 4:
                var request = try field.message()
                while let field = try request.next() {
                    if field.number == 2 { try readHTTP(field.message()) }
                }
            case 10:
                let (key, value) = try field.textEntry()
                extensions[key] = value
            default: break
            }
        }
    }

    /// AttributeContext.HttpRequest: 1 id, 2 method, 3 headers, 4 path, 9 size, 11 body as text, 12 body as bytes.
    private mutating func readHTTP(_ message: ProtobufReader) throws(ProtobufError) {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: id = try field.text()
            case 2: method = try field.text()
            case 3:
                let (key, value) = try field.textEntry()
                headers[key] = value
            case 4: path = try field.text()
            case 9: size = try field.signed()
            case 11, 12: body = try field.bytes()
            default: break
            }
        }
    }

    /// Peer: 1 address { 1 socket_address { 2 address } }.
    private static func address(_ peer: ProtobufReader) throws(ProtobufError) -> String {
        var path = [1, 1, 2][...]
        var reader = peer
        while let wanted = path.first {
            var found: ProtobufField?
            while let field = try reader.next() {
                if field.number == wanted { found = field }
            }
            guard let found else { return "" }
            path = path.dropFirst()
            if path.isEmpty { return try found.text() }
            reader = try found.message()
        }
        return ""
    }

    /// The request in the service's words.
    package var gatewayRequest: GatewayRequest {
        // Envoy 1.40 calls a body whole that was cut off when exactly its limit had arrived; the length that the client gave tells.
        let length = max(size, headers["content-length"].flatMap { Int64($0) } ?? -1)
        let isPartial = headers["x-envoy-auth-partial-body"] == "true" || length > Int64(body.count)
        let path = path.prefix { $0 != "?" }
        return GatewayRequest(
            method: method, path: String(path), headers: headers.filter { !$0.key.hasPrefix(":") }, peer: source,
            id: headers["x-request-id"] ?? id, extensions: extensions, body: body, isBodyPartial: isPartial)
    }
}
