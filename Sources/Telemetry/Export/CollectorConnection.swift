import Foundation

/// One HTTP/1.1 request to a collector over a socket of its own, bounded in time; blocks the calling thread.
struct CollectorConnection {
    /// Why there was no answer; the request may be sent again.
    enum Failure: Error, Equatable {
        case unreachable
        case timedOut
        case malformedAnswer
    }

    private static let longestAnswer = 64 * 1024
    let address: CollectorAddress
    let seconds: Double

    /// Sends a body of JSON and reads the answer.
    func post(_ body: [UInt8]) throws(Failure) -> CollectorAnswer {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        guard let descriptor = SocketDial(host: address.host, port: address.port).connected(deadline) else { throw .unreachable }
        defer { close(descriptor) }
        let head = """
            POST \(address.path) HTTP/1.1\r
            Host: \(address.authority)\r
            Content-Type: application/json\r
            Content-Length: \(body.count)\r
            User-Agent: burhan\r
            Connection: close\r
            \r

            """
        try send(Array(head.utf8) + body, descriptor, deadline)
        let answer = try receive(descriptor, deadline)
        guard let answer = CollectorAnswer(answer, now: Date().timeIntervalSince1970) else { throw .malformedAnswer }
        return answer
    }

    private func send(_ bytes: [UInt8], _ descriptor: Int32, _ deadline: ContinuousClock.Instant) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EINTR {
                try wait(descriptor, Int16(POLLOUT), deadline)
            } else {
                throw .unreachable
            }
        }
    }

    private func receive(_ descriptor: Int32, _ deadline: ContinuousClock.Instant) throws(Failure) -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while answer.count < Self.longestAnswer {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                answer += buffer.prefix(count)
            } else if count == 0 {
                return answer
            } else if errno == EAGAIN || errno == EINTR {
                try wait(descriptor, Int16(POLLIN), deadline)
            } else {
                throw .unreachable
            }
        }
        return answer
    }

    private func wait(_ descriptor: Int32, _ events: Int16, _ deadline: ContinuousClock.Instant) throws(Failure) {
        guard SocketDial.wait(descriptor, events, deadline) else { throw .timedOut }
    }
}
