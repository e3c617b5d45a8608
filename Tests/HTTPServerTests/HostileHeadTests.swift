import HTTPServer
import Testing

/// Heads that must never reach the router, over a real socket and through the gate alone.
@Suite struct HostileHeadTests {
    static let refused: [(head: String, status: Int, code: String)] = [
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400, "repeated_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400, "repeated_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello", 400, "malformed_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", 400, "malformed_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400, "malformed_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello", 400, "malformed_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\nhello", 400, "malformed_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400, "malformed_content_length"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400, "malformed_content_length"),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            "content_length_with_transfer_encoding"
        ),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400,
            "content_length_with_transfer_encoding"
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 501, "unsupported_transfer_encoding"),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", 501,
            "unsupported_transfer_encoding"
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501, "unsupported_transfer_encoding"),
        ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501, "unsupported_transfer_encoding"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400, "malformed_header"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "repeated_host"),
        ("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400, "repeated_host"),
        ("GET / HTTP/1.1\r\n\r\n", 400, "missing_host"),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "malformed_host"),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "malformed_host"),
        ("GET / HTTP/1.1\r\nHost: a:port\r\n\r\n", 400, "malformed_host"),
        ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, "malformed_host"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n folded\r\n\r\n", 400, "folded_header"),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, "folded_header"),
        ("GET / HTTP/1.1\nHost: a\n\n", 400, "bare_line_feed"),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", 400, "bare_line_feed"),
        ("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", 400, "bare_carriage_return"),
        ("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400, "bare_carriage_return"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-A: \0\r\n\r\n", 400, "malformed_header"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX-A: \u{1b}[2J\r\n\r\n", 400, "malformed_header"),
        ("GET / HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n", 400, "malformed_header"),
        ("GET / HTTP/1.1\r\nHost: a\r\n: empty name\r\n\r\n", 400, "malformed_header"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX A: 1\r\n\r\n", 400, "malformed_header"),
        ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_request_line"),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400, "malformed_request_line"),
        ("GET /\r\n\r\n", 400, "malformed_request_line"),
        ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_request_line"),
        (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_request_line"),
        ("\u{16}\u{03}\u{01}\u{02}", 400, "malformed_request_line"),
        ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_request_line"),
        ("GET / FTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_request_line"),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, "unsupported_http_version"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "unsupported_http_version"),
        ("GET / HTTP/1.10\r\nHost: a\r\n\r\n", 505, "unsupported_http_version"),
        ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method_not_implemented"),
        ("get / HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method_not_implemented"),
        ("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501, "method_not_implemented"),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("GET //evil/path HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("GET /%0a HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("GET /a% HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed_target"),
        ("POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\nx", 417, "unsupported_expectation"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n", 400, "malformed_chunk"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n", 400, "malformed_chunk"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n", 400, "malformed_chunk"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n", 400, "malformed_chunk"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n000000005\r\nhello\r\n", 400, "malformed_chunk"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", 413, "body_too_large"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad trailer\r\n\r\n", 400, "malformed_trailer"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413, "body_too_large"),
        ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_too_long"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 40000))\r\n\r\n", 431, "head_too_large"),
        ("GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: 1\r\n", count: 200))\r\n", 431, "too_many_headers"),
    ]

    @Test func liveServerRefusesEachBeforeRouting() throws {
        let handler = EchoHandler()
        let server = try HTTPServer(port: 0, handler: handler)
        defer { server.stop(within: 1) }
        for sample in Self.refused {
            let client = try #require(RawClient(port: server.port))
            client.send(sample.head)
            let answer = client.receive()
            #expect(status(answer) == sample.status, "\(sample.head.prefix(120).debugDescription)")
            #expect(body(answer) == sample.code, "\(sample.head.prefix(120).debugDescription)")
            #expect(answer.contains("Connection: close\r\n"))
        }
        #expect(handler.seen.withLock { $0 }.isEmpty)
    }

    @Test func gateRefusesEachWhateverThePieces() {
        for sample in Self.refused {
            for size in [1, 7, 1 << 20] {
                var gate = RequestGate(limits: HTTPLimits())
                var found: [HTTPRefusal] = []
                let bytes = Array(sample.head.utf8)
                var index = 0
                while index < bytes.count {
                    for event in gate.feed(bytes[index..<min(index + size, bytes.count)]) {
                        switch event {
                        case .refusal(let refusal): found.append(refusal)
                        case .request: Issue.record("passed: \(sample.head.prefix(120).debugDescription)")
                        case .continueExpected: break
                        }
                    }
                    index += size
                }
                #expect(found.map(\.code) == [sample.code], "\(sample.head.prefix(120).debugDescription) in pieces of \(size)")
            }
        }
    }

    @Test func refusedConnectionStillAnswersTheRequestBeforeIt() throws {
        let server = try HTTPServer(port: 0, handler: EchoHandler())
        defer { server.stop(within: 1) }
        let client = try #require(RawClient(port: server.port))
        client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = client.receive()
        #expect(answer.contains("GET /first host=a"))
        #expect(answer.contains("HTTP/1.1 400 Bad Request"))
        #expect(!answer.contains("smuggled"))
    }

    @Test func bodyOfAGetIsNeverTakenForTheNextRequest() throws {
        let handler = EchoHandler()
        let server = try HTTPServer(port: 0, handler: handler)
        defer { server.stop(within: 1) }
        let client = try #require(RawClient(port: server.port))
        let inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
        client.send("GET /outer HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)")
        #expect(client.receive().contains("body=\(inner.utf8.count)"))
        #expect(handler.seen.withLock { $0 } == ["GET /outer"])
    }
}
