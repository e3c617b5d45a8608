import GRPCServer
import Testing

/// Clients of bad faith.
@Suite struct AbuseTests {
    private static let enhanceYourCalm: UInt32 = 11

    private func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        let length = (0..<3).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        return length + [type, flags] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: stream >> ($0 * 8)) } + payload
    }

    @Test func endsAConnectionThatIsNoHTTP2() throws {
        for bytes in ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "\u{16}\u{3}\u{1}"] {
            let link = try MemoryLink()
            #expect(!link.inject(Array(bytes.utf8) + [UInt8](repeating: 0, count: 24)))
        }
    }

    @Test func acknowledgesPingsOfGoodFaith() throws {
        let link = try MemoryLink()
        for _ in 0..<20 { link.client.ping() }
        link.exchange()
        #expect(link.client.pingAcknowledgements == 20)
        #expect(link.isOpen)
    }

    @Test(arguments: [(UInt8(6), 8), (4, 0), (2, 5)]) func endsAFloodOfControlFrames(_ type: UInt8, _ size: Int) throws {
        let link = try MemoryLink()
        link.exchange()
        let flood = frame(type, stream: type == 2 ? 1 : 0, [UInt8](repeating: 0, count: size))
        var sent = 0
        while sent < 2000, link.inject(flood) { sent += 1 }
        #expect((400..<600).contains(sent))
        #expect(link.goaways == [Self.enhanceYourCalm])
    }

    @Test func toleratesControlFramesAtAModestRate() throws {
        let link = try MemoryLink()
        link.exchange()
        let ping = frame(6, [UInt8](repeating: 0, count: 8))
        for _ in 0..<2000 {
            link.now = link.now.advanced(by: .milliseconds(25))
            guard link.inject(ping) else { break }
        }
        #expect(link.isOpen)
    }

    @Test func endsARapidReset() throws {
        let link = try MemoryLink()
        var resets = 0
        while resets < 5000, link.client.goaways.isEmpty {
            let id = link.client.call("/test.Echo/Echo", MemoryClient.framed([]), ends: false)
            link.exchange(answering: false)
            link.client.reset(id)
            link.exchange(answering: false)
            resets += 1
        }
        #expect((1000..<2000).contains(resets))
        #expect(!link.client.goaways.isEmpty)
    }

    @Test func answersMoreStreamsThanAllowedByRefusingThem() throws {
        var limits = GRPCLimits()
        limits.concurrentStreams = 3
        let link = try MemoryLink(limits: limits)
        // Before the client has read our settings it may open more: those are refused and may be tried again (RFC 9113 §5.1.2).
        let ids = (0..<5).map { _ in link.client.call("/test.Echo/Echo", MemoryClient.framed([7])) }
        link.exchange(answering: false)
        #expect(link.session.openCalls <= 3)
        link.exchange()
        let answered = ids.filter { link.client.responses[$0]?.grpcStatus == 0 }
        #expect(answered.count >= 3)
        for id in ids where !answered.contains(id) { #expect(link.client.responses[id]?.closedWith == 7) }
    }

    @Test func resetsAClientThatTakesNoAnswer() throws {
        let link = try MemoryLink(window: 0)
        let id = link.client.call("/test.Echo/Echo", MemoryClient.framed([7]))
        link.exchange()
        #expect(link.client.responses[id]?.body.isEmpty == true)
        #expect(link.session.openCalls == 1)
        link.now = link.now.advanced(by: .seconds(31))
        #expect(link.session.sweep(now: link.now))
        link.exchange()
        #expect(link.session.openCalls == 0)
    }

    @Test func isTotalOverChangedBytes() throws {
        let client = MemoryClient()
        client.call("/test.Echo/Echo", MemoryClient.framed(Array("message".utf8)), headers: [("grpc-timeout", "1S")])
        let genuine = client.output()
        for position in genuine.indices {
            for bit in 0..<8 {
                var bytes = genuine
                bytes[position] ^= 1 << UInt8(bit)
                let link = try MemoryLink()
                _ = link.inject(bytes)
                link.answer()
                _ = link.serverOutput()
                _ = link.session.sweep(now: link.now.advanced(by: .seconds(100)))
            }
        }
        for length in genuine.indices {
            let link = try MemoryLink()
            #expect(link.inject(Array(genuine[..<length])))
        }
    }
}
