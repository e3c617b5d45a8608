/// A request head read strictly (RFC 9112 §2–§6): what a lenient parser would guess at is refused.
package struct RequestHead {
    /// How the end of the body is found.
    package enum Framing: Equatable {
        case fixed(Int)
        case chunked
    }

    package var method: HTTPMethod = .get
    package var target: RequestTarget
    /// True for HTTP/1.1, false for HTTP/1.0.
    package var isHTTP11 = true
    package var headers = HTTPHeaders()
    package var framing: Framing = .fixed(0)
    package var expectsContinue = false
    /// Whether the connection stays open after the answer.
    package var keepsAlive = true

    /// Reads the lines of one head, each without its CR LF; the first is the request line.
    package init(lines: [ArraySlice<UInt8>], limits: HTTPLimits) throws(HTTPRefusal) {
        guard let first = lines.first else { throw .malformedRequestLine }
        let parts = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(Self.isToken), !parts[1].isEmpty,
            parts[1].allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { throw .malformedRequestLine }
        guard parts[1].count <= limits.targetBytes else { throw .targetTooLong(limit: limits.targetBytes) }
        switch String(decoding: parts[2], as: UTF8.self) {
        case "HTTP/1.1": isHTTP11 = true
        case "HTTP/1.0": isHTTP11 = false
        case let other where other.utf8.starts(with: "HTTP/".utf8): throw .unsupportedVersion
        default: throw .malformedRequestLine
        }
        guard let method = HTTPMethod(rawValue: String(decoding: parts[0], as: UTF8.self)) else { throw .unknownMethod }
        self.method = method
        guard !parts[1].contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\\") }) else { throw .malformedTarget }
        target = try RequestTarget(parts[1], method: method)
        guard lines.count - 1 <= limits.headerFields else { throw .tooManyHeaders(limit: limits.headerFields) }
        for line in lines.dropFirst() { try readField(line) }
        try settleHost()
        try settleFraming(limits)
        try settleConnection()
    }

    private mutating func readField(_ line: ArraySlice<UInt8>) throws(HTTPRefusal) {
        guard let lead = line.first, lead != 0x20, lead != 0x09 else { throw .foldedHeader }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(Self.isToken)
        else { throw .malformedHeader }
        var value = line[(colon + 1)...]
        while let byte = value.first, byte == 0x20 || byte == 0x09 { value.removeFirst() }
        while let byte = value.last, byte == 0x20 || byte == 0x09 { value.removeLast() }
        // Bytes above 0x7f are opaque text by RFC 9110 §5.5; nothing here needs them, and they decode in more than one way.
        guard value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 < 0x7f) }) else { throw .malformedHeader }
        headers.add(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    private mutating func settleHost() throws(HTTPRefusal) {
        let hosts = headers.all("Host")
        guard hosts.count <= 1 else { throw .repeatedHost }
        guard !hosts.isEmpty || !isHTTP11 else { throw .missingHost }
        if let host = hosts.first { _ = try Self.host(ArraySlice(host.utf8)) }
        if let authority = target.authority { headers.set("Host", authority) }
    }

    private mutating func settleFraming(_ limits: HTTPLimits) throws(HTTPRefusal) {
        let lengths = headers.all("Content-Length")
        let codings = headers.all("Transfer-Encoding")
        guard lengths.isEmpty || codings.isEmpty else { throw .contentLengthWithTransferEncoding }
        guard lengths.count <= 1 else { throw .repeatedContentLength }
        if !codings.isEmpty {
            guard isHTTP11, codings.count == 1, codings[0].lowercased() == "chunked" else { throw .unsupportedTransferEncoding }
            framing = .chunked
        } else if let length = lengths.first {
            guard (1...18).contains(length.utf8.count), length.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(length)
            else { throw .malformedContentLength }
            guard count <= limits.bodyBytes else { throw .bodyTooLarge(limit: limits.bodyBytes) }
            framing = .fixed(count)
        }
    }

    private mutating func settleConnection() throws(HTTPRefusal) {
        let expectations = headers.list("Expect")
        guard expectations.allSatisfy({ $0 == "100-continue" }) else { throw .unsupportedExpectation }
        expectsContinue = !expectations.isEmpty && isHTTP11
        let options = headers.list("Connection")
        keepsAlive = isHTTP11 ? !options.contains("close") : options.contains("keep-alive") && !options.contains("close")
    }

    /// Checks a Host value: name, IPv4 or bracketed IPv6 address, optional port; empty is allowed (RFC 9110 §7.2).
    package static func host(_ bytes: ArraySlice<UInt8>) throws(HTTPRefusal) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        var name = bytes
        if name.first == UInt8(ascii: "[") {
            guard let end = name.firstIndex(of: UInt8(ascii: "]")), end > name.startIndex + 1,
                name[(name.startIndex + 1)..<end].allSatisfy({
                    ChunkedBody.hexValue($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
                })
            else { throw .malformedHost }
            name = name[(end + 1)...]
            guard name.isEmpty || name.first == UInt8(ascii: ":") else { throw .malformedHost }
        }
        let parts = name.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        let letters = parts.first ?? []
        guard letters.allSatisfy({ isToken($0) && $0 != UInt8(ascii: "|") && $0 != UInt8(ascii: "^") && $0 != UInt8(ascii: "`") }),
            parts.count < 2 || (parts[1].count <= 5 && parts[1].allSatisfy { (0x30...0x39).contains($0) })
        else { throw .malformedHost }
        return text
    }

    /// A character of a token (RFC 9110 §5.6.2).
    package static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
