import GRPCServer
import Testing

@Suite struct SessionTests {
    private static let message = Array("message".utf8)

    private func response(_ body: [UInt8], path: String = "/test.Echo/Echo", headers: [(String, String)] = []) throws
        -> MemoryClient.Response
    {
        let link = try MemoryLink()
        let id = link.client.call(path, body, headers: headers)
        link.exchange()
        return try #require(link.client.responses[id])
    }

    @Test(arguments: [1, 2, 7, 64, Int.max]) func answersAUnaryCallHoweverItsBytesAreCut(_ pieces: Int) throws {
        let link = try MemoryLink()
        let id = link.client.call("/test.Echo/Echo", MemoryClient.framed(Self.message))
        link.exchange(pieces: pieces)
        let response = try #require(link.client.responses[id])
        #expect(response[":status"] == "200")
        #expect(response["content-type"] == "application/grpc")
        #expect(response.message == Self.message)
        #expect(response.grpcStatus == 0)
        #expect(response.closedWith == 0)
        #expect(link.session.openCalls == 0)
    }

    @Test func answersManyCallsAtOnceAndOutOfOrder() throws {
        let link = try MemoryLink()
        let ids = (0..<200).map { link.client.call("/test.Echo/Echo", MemoryClient.framed([UInt8($0)])) }
        link.exchange(answering: false)
        #expect(link.arrivals.count == 200)
        for arrival in link.arrivals.reversed() { link.session.answer(arrival.stream, .success(Array(arrival.call.message))) }
        link.exchange(answering: false)
        for (index, id) in ids.enumerated() { #expect(link.client.responses[id]?.message == [UInt8(index)]) }
    }

    @Test func carriesLargeMessagesThroughFlowControl() throws {
        let message = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let response = try response(MemoryClient.framed(message))
        #expect(response.message == message)
        #expect(response.grpcStatus == 0)
    }

    @Test func tellsFailuresInTrailersAlone() throws {
        let response = try response(MemoryClient.framed([]), path: "/test.Echo/Fail")
        #expect(response.grpcStatus == GRPCStatus.notFound.rawValue)
        #expect(response["grpc-message"] == "no %C3%BCnicorn: 100%25")
        #expect(response.body.isEmpty)
    }

    @Test func refusesWhatIsNoUnaryCall() throws {
        let framed = MemoryClient.framed(Self.message)
        #expect(try response(framed, path: "/test.Echo/Other").grpcStatus == GRPCStatus.unimplemented.rawValue)
        #expect(try response([]).grpcStatus == GRPCStatus.unimplemented.rawValue)
        #expect(try response(framed + framed).grpcStatus == GRPCStatus.unimplemented.rawValue)
        #expect(try response(MemoryClient.framed(Self.message, flag: 1)).grpcStatus == GRPCStatus.unimplemented.rawValue)
        #expect(try response(MemoryClient.framed(Self.message, flag: 7)).grpcStatus == GRPCStatus.internalError.rawValue)
        #expect(try response(framed.dropLast()).grpcStatus == GRPCStatus.internalError.rawValue)
        #expect(try response([0, 0]).grpcStatus == GRPCStatus.internalError.rawValue)
        #expect(try response([0, 255, 255, 255, 255, 1]).grpcStatus == GRPCStatus.resourceExhausted.rawValue)
        #expect(try response(framed, headers: [("grpc-encoding", "gzip")]).grpcStatus == GRPCStatus.unimplemented.rawValue)
        #expect(try response(framed, headers: [("grpc-encoding", "identity")]).grpcStatus == 0)
    }

    @Test func answersOtherProtocolsInHTTP() throws {
        let link = try MemoryLink()
        let get = link.client.call("/test.Echo/Echo", [], method: "GET")
        let json = link.client.call("/test.Echo/Echo", [], type: "application/json")
        let none = link.client.call("/test.Echo/Echo", [], type: nil)
        let proto = link.client.call("/test.Echo/Echo", MemoryClient.framed([1]), type: "application/grpc+proto")
        link.exchange()
        #expect(link.client.responses[get]?[":status"] == "405")
        #expect(link.client.responses[json]?[":status"] == "415")
        #expect(link.client.responses[none]?[":status"] == "415")
        #expect(link.client.responses[proto]?.grpcStatus == 0)
    }

    @Test func refusesMessagesAndHeadersBeyondTheirLimits() throws {
        var limits = GRPCLimits()
        limits.messageBytes = 1000
        limits.headerListBytes = 2000
        let link = try MemoryLink(limits: limits)
        let fits = link.client.call("/test.Echo/Echo", MemoryClient.framed([UInt8](repeating: 1, count: 1000)))
        let long = link.client.call("/test.Echo/Echo", MemoryClient.framed([UInt8](repeating: 1, count: 1001)))
        let head = link.client.call(
            "/test.Echo/Echo", MemoryClient.framed([]), headers: [("x-long", String(repeating: "x", count: 2000))])
        link.exchange()
        #expect(link.client.responses[fits]?.grpcStatus == 0)
        #expect(link.client.responses[long]?.grpcStatus == GRPCStatus.resourceExhausted.rawValue)
        #expect(link.client.responses[head]?.grpcStatus == GRPCStatus.resourceExhausted.rawValue)
    }

    @Test func boundsTheBytesOfAllUnfinishedCalls() throws {
        let link = try MemoryLink(budget: 1500)
        let half = MemoryClient.framed([UInt8](repeating: 1, count: 2000)).prefix(1000)
        let first = link.client.call("/test.Echo/Echo", Array(half), ends: false)
        link.exchange()
        let second = link.client.call("/test.Echo/Echo", Array(half), ends: false)
        link.exchange()
        #expect(link.client.responses[first] == nil)
        #expect(link.client.responses[second]?.grpcStatus == GRPCStatus.resourceExhausted.rawValue)
        link.client.reset(first)
        link.exchange()
        let third = link.client.call("/test.Echo/Echo", MemoryClient.framed([UInt8](repeating: 1, count: 1000)))
        link.exchange()
        #expect(link.client.responses[third]?.grpcStatus == 0)
    }

    // MARK: Time

    @Test func endsACallAtItsDeadlineAndDropsTheLateAnswer() throws {
        let link = try MemoryLink()
        let id = link.client.call("/test.Echo/Echo", MemoryClient.framed(Self.message), headers: [("grpc-timeout", "200m")])
        link.exchange(answering: false)
        let arrival = try #require(link.arrivals.first)
        #expect(arrival.call.deadline == link.now.advanced(by: .milliseconds(200)))
        link.now = link.now.advanced(by: .milliseconds(199))
        #expect(link.session.sweep(now: link.now))
        link.exchange(answering: false)
        #expect(link.client.responses[id] == nil)
        #expect(!arrival.cancellation.isCancelled)
        link.now = link.now.advanced(by: .milliseconds(1))
        #expect(link.session.sweep(now: link.now))
        link.exchange()
        #expect(link.client.responses[id]?.grpcStatus == GRPCStatus.deadlineExceeded.rawValue)
        #expect(link.client.responses[id]?.body.isEmpty == true)
        #expect(arrival.cancellation.isCancelled)
    }

    @Test func refusesAMalformedTimeout() throws {
        for timeout in ["", "1", "S", "123456789S", "1x", "-1S", "1.5S"] {
            let response = try response(MemoryClient.framed([]), headers: [("grpc-timeout", timeout)])
            #expect(response.grpcStatus == GRPCStatus.internalError.rawValue, "\(timeout)")
        }
        for timeout in ["1H", "99999999H", "1M", "1S", "1000m", "1000000u", "99999999n"] {
            #expect(try response(MemoryClient.framed([]), headers: [("grpc-timeout", timeout)]).grpcStatus == 0, "\(timeout)")
        }
    }

    @Test func endsARequestThatNeverBecomesWhole() throws {
        let link = try MemoryLink()
        let id = link.client.call("/test.Echo/Echo", [0, 0, 0], ends: false)
        link.exchange()
        link.now = link.now.advanced(by: .seconds(31))
        #expect(link.session.sweep(now: link.now))
        link.exchange()
        #expect(link.client.responses[id]?.grpcStatus == GRPCStatus.deadlineExceeded.rawValue)
        #expect(link.session.openCalls == 0)
    }

    @Test func tellsTheWorkerThatTheCallerHasGone() throws {
        let link = try MemoryLink()
        let id = link.client.call("/test.Echo/Echo", MemoryClient.framed([]))
        link.exchange(answering: false)
        link.client.reset(id)
        link.exchange(answering: false)
        #expect(link.arrivals.first?.cancellation.isCancelled == true)
        link.exchange()
        #expect(link.isOpen)
    }

    @Test func dropsAConnectionThatSaysNothing() throws {
        let link = try MemoryLink()
        link.now = link.now.advanced(by: .seconds(9))
        #expect(link.session.sweep(now: link.now))
        link.now = link.now.advanced(by: .seconds(2))
        #expect(!link.session.sweep(now: link.now))
    }

    @Test func closesAnIdleConnectionWithGoaway() throws {
        let link = try MemoryLink()
        link.exchange()
        link.now = link.now.advanced(by: .seconds(601))
        #expect(link.session.sweep(now: link.now))
        link.exchange()
        #expect(link.client.goaways.map(\.code) == [0])
        #expect(!link.session.isOver)
        link.now = link.now.advanced(by: .seconds(1))
        #expect(link.session.sweep(now: link.now))
        link.exchange()
        #expect(link.session.isOver)
    }

    @Test func drainsWithoutLosingACall() throws {
        let link = try MemoryLink()
        let early = link.client.call("/test.Echo/Echo", MemoryClient.framed([1]))
        link.exchange(answering: false)
        link.session.drain()
        // On its way when the warning is sent: still answered.
        let late = link.client.call("/test.Echo/Echo", MemoryClient.framed([2]))
        link.exchange(answering: false)
        link.now = link.now.advanced(by: .milliseconds(200))
        #expect(link.session.sweep(now: link.now))
        link.exchange(answering: false)
        #expect(link.client.goaways.map(\.lastStream) == [.max, late])
        #expect(!link.session.isOver)
        link.exchange()
        #expect(link.client.responses[early]?.grpcStatus == 0)
        #expect(link.client.responses[late]?.grpcStatus == 0)
        #expect(link.session.isOver)
    }
}
