import Foundation
import HTTPServer
import Synchronization
import Testing

@Suite struct TransportTests {
    private func withServer(
        _ limits: HTTPLimits = HTTPLimits(), _ handler: EchoHandler = EchoHandler(), _ run: (HTTPServer, EchoHandler) throws -> Void
    ) throws {
        let server = try HTTPServer(port: 0, limits: limits, handler: handler)
        defer { server.stop(within: 2) }
        try run(server, handler)
    }

    @Test func answersSeveralRequestsOnOneConnection() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            for name in ["one", "two", "three"] {
                client.send("GET /\(name) HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = client.receive { $0.contains("body=0") }
                #expect(status(answer) == 200)
                #expect(body(answer) == "GET /\(name) host=a body=0")
            }
        }
    }

    @Test func answersPipelinedRequestsInOrder() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            client.send(
                "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            )
            let answer = client.receive()
            let places = try ["slow", "POST /b host=a body=3", "GET /c host=a body=0"].map { try #require(answer.range(of: $0)).lowerBound }
            #expect(places == places.sorted())
        }
    }

    @Test func readsChunkedBodiesInAnyPieces() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            for byte
                in "POST /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n"
                .utf8
            {
                client.send([byte])
            }
            #expect(body(client.receive()) == "POST /c host=a body=14")
        }
    }

    @Test func sendsContinueBeforeTheBody() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            client.send("POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n")
            #expect(client.receive { $0.contains("\r\n\r\n") } == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("abc")
            #expect(body(client.receive()) == "POST /e host=a body=3")
        }
    }

    @Test func headAnswerHasTheLengthButNoBody() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = client.receive()
            #expect(answer.contains("Content-Length: 21"))
            #expect(!answer.contains("HEAD /x host"))
            #expect(answer.hasSuffix("GET /y host=a body=0"))
        }
    }

    @Test func servesHTTP10AndAbsoluteTargets() throws {
        try withServer { server, _ in
            let old = try #require(RawClient(port: server.port))
            old.send("GET /old HTTP/1.0\r\n\r\n")
            #expect(body(old.receive()) == "GET /old host=- body=0")
            let proxied = try #require(RawClient(port: server.port))
            proxied.send("GET http://other:81/p?q=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(body(proxied.receive()) == "GET /p host=other:81 body=0")
        }
    }

    @Test func largeAnswersArriveWhole() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            client.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            Thread.sleep(forTimeInterval: 0.2)
            #expect(body(client.receive()).utf8.count == 3_000_000)
        }
    }

    @Test func largeBodiesArriveWholeAndTooLargeOnesAreRefusedEarly() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            client.send("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\nConnection: close\r\n\r\n")
            client.send([UInt8](repeating: 1, count: 8_000_000))
            #expect(body(client.receive()) == "POST /big host=a body=8000000")
            let greedy = try #require(RawClient(port: server.port))
            greedy.send("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 80000000\r\n\r\n")
            greedy.send([UInt8](repeating: 1, count: 1_000_000))
            #expect(status(greedy.receive()) == 413)
        }
    }

    @Test func streamsArriveInChunksAndEnd() throws {
        try withServer { server, _ in
            let client = try #require(RawClient(port: server.port))
            client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = client.receive()
            #expect(answer.contains("Transfer-Encoding: chunked"))
            for index in 1...3 { #expect(answer.contains("data: \(index)\n\n")) }
            #expect(answer.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func silentStreamsAreKeptAlive() throws {
        var limits = HTTPLimits()
        limits.keepAliveSeconds = 0.2
        try withServer(limits) { server, _ in
            let client = try #require(RawClient(port: server.port))
            client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = client.receive { $0.components(separatedBy: "2\r\n:\n\r\n").count > 3 }
            #expect(status(answer) == 200)
            #expect(answer.components(separatedBy: "2\r\n:\n\r\n").count > 3)
        }
    }

    @Test func tellsWhenTheClientGoesAway() throws {
        try withServer { server, handler in
            for path in ["/hold", "/endless"] {
                let before = handler.goneCount.load(ordering: .relaxed)
                let client = try #require(RawClient(port: server.port))
                client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                while !handler.seen.withLock({ $0.contains("GET \(path)") }) { Thread.sleep(forTimeInterval: 0.01) }
                Thread.sleep(forTimeInterval: 0.05)
                client.close()
                for _ in 0..<200 where handler.goneCount.load(ordering: .relaxed) == before { Thread.sleep(forTimeInterval: 0.01) }
                #expect(handler.goneCount.load(ordering: .relaxed) == before + 1)
            }
            #expect(server.openExchanges == 0)
        }
    }

    @Test func slowHeadsAreAnsweredWith408() throws {
        var limits = HTTPLimits()
        limits.headSeconds = 0.5
        try withServer(limits) { server, handler in
            let client = try #require(RawClient(port: server.port))
            client.send("GET /slowly HTTP/1.1\r\nHo")
            #expect(status(client.receive()) == 408)
            #expect(handler.seen.withLock { $0 }.isEmpty)
        }
    }

    @Test func idleConnectionsAreClosed() throws {
        var limits = HTTPLimits()
        limits.idleSeconds = 0.3
        try withServer(limits) { server, _ in
            let client = try #require(RawClient(port: server.port))
            #expect(client.receive() == "")
        }
    }

    @Test func fullWorkerQueueIsAnsweredWith503() throws {
        var limits = HTTPLimits()
        limits.workers = 1
        limits.waitingRequests = 1
        try withServer(limits) { server, _ in
            let clients = (0..<6).compactMap { _ in RawClient(port: server.port) }
            for client in clients { client.send("GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
            let statuses = clients.map { status($0.receive()) }
            #expect(statuses.contains(200))
            #expect(statuses.contains(503))
        }
    }

    @Test func connectionsBeyondTheLimitWaitTheirTurn() throws {
        var limits = HTTPLimits()
        limits.connections = 2
        try withServer(limits) { server, _ in
            let clients = (0..<5).compactMap { _ in RawClient(port: server.port) }
            for client in clients { client.send("GET /w HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
            for client in clients { #expect(status(client.receive()) == 200) }
        }
    }

    @Test func unfinishedRequestsTogetherAreBounded() throws {
        var limits = HTTPLimits()
        limits.bufferedBytes = 100_000
        try withServer(limits) { server, _ in
            let hog = try #require(RawClient(port: server.port))
            hog.send("POST /h HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
            hog.send([UInt8](repeating: 1, count: 200_000))
            #expect(status(hog.receive()) == 503)
            let other = try #require(RawClient(port: server.port))
            other.send("GET /o HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(status(other.receive()) == 200)
        }
    }

    @Test func drainFinishesWhatIsUnderWayAndRefusesNewConnections() throws {
        let handler = EchoHandler()
        let server = try HTTPServer(port: 0, handler: handler)
        let client = try #require(RawClient(port: server.port))
        client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        while handler.seen.withLock({ $0.isEmpty }) { Thread.sleep(forTimeInterval: 0.01) }
        let idle = try #require(RawClient(port: server.port))
        server.drain()
        let answer = client.receive()
        #expect(body(answer) == "slow")
        #expect(answer.contains("Connection: close"))
        #expect(idle.receive() == "")
        #expect(RawClient(port: server.port) == nil)
        server.stop(within: 1)
    }

    @Test func answersAfterTheServerStoppedAreIgnored() throws {
        let handler = EchoHandler()
        let server = try HTTPServer(port: 0, handler: handler)
        let client = try #require(RawClient(port: server.port))
        client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
        while handler.held.withLock({ $0.isEmpty }) { Thread.sleep(forTimeInterval: 0.01) }
        server.stop(within: 0.1)
        for exchange in handler.held.withLock({ $0 }) { exchange.respond(HTTPResponse(status: 200)) }
        #expect(client.receive() == "")
    }

    @Test func portInUseIsAnError() throws {
        try withServer { server, handler in
            #expect(throws: HTTPServerError.self) { try HTTPServer(port: server.port, handler: handler) }
        }
    }

    @Test func observerSeesEveryExchange() throws {
        let records = Records()
        let server = try HTTPServer(port: 0, handler: EchoHandler()) { records.add($0) }
        let client = try #require(RawClient(port: server.port))
        client.send("POST /a HTTP/1.1\r\nHost: a\r\nX-Request-Id: my-id\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
        #expect(client.receive().contains("X-Request-Id: my-id\r\n"))
        server.stop(within: 1)
        let all = records.all
        #expect(all.count == 1)
        #expect(all.first?.requestID == "my-id")
        #expect(all.first?.status == 200)
        #expect(all.first?.requestBytes == 2)
        #expect(all.first?.complete == true)
    }

    private final class Records: Sendable {
        private let list = Mutex<[AccessRecord]>([])
        func add(_ record: AccessRecord) { list.withLock { $0.append(record) } }
        var all: [AccessRecord] { list.withLock { $0 } }
    }
}
