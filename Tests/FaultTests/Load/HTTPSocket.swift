import Foundation
import HTTPServer
import ServiceTesting

/// One HTTP/1.1 exchange on a connection of its own, by a client that wants to know exactly how far it came.
enum HTTPSocket {
    enum Outcome: Sendable {
        case answered(Answer)
        /// No connection came about: the server has certainly seen nothing.
        case unreachable
        /// The connection broke, or nothing came in time: the server may have seen and done everything.
        case broken
    }

    static func call(
        _ port: UInt16, _ method: String, _ path: String, _ headers: [(String, String)] = [], _ body: String? = nil, seconds: Int = 60
    ) -> Outcome {
        guard let connection = connect(port, seconds: seconds) else { return .unreachable }
        defer { close(connection) }
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        guard send(Array((head + "\r\n" + (body ?? "")).utf8), on: connection) else { return .broken }
        let bytes = receive(from: connection, seconds: seconds)
        return answer(bytes).map { .answered($0) } ?? .broken
    }

    private static func connect(_ port: UInt16, seconds: Int) -> Int32? {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard connection >= 0 else { return nil }
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe Glibc.connect(connection, $0, size) }
        }
        if code == 0 { return connection }
        close(connection)
        return nil
    }

    private static func send(_ bytes: [UInt8], on connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Everything until the peer closes, an error, or the end of patience.
    private static func receive(from connection: Int32, seconds: Int) -> [UInt8] {
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while ContinuousClock.now < deadline {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// The answer, nil unless it is whole.
    private static func answer(_ bytes: [UInt8]) -> Answer? {
        guard let split = Data(bytes).range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<split.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        var headers = HTTPHeaders()
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            if pair.count == 2 { headers.add(String(pair[0]), String(pair[1].drop { $0 == " " })) }
        }
        let rest = Array(bytes[split.upperBound...])
        if status == 100 { return answer(rest) }
        if headers["Transfer-Encoding"]?.lowercased() == "chunked" {
            return unchunked(rest).map { Answer(status: status, headers: headers, body: $0) }
        }
        guard let length = headers["Content-Length"].flatMap({ Int($0) }) else {
            return Answer(status: status, headers: headers, body: rest)
        }
        return rest.count == length ? Answer(status: status, headers: headers, body: rest) : nil
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8]? {
        var (body, place) = ([UInt8](), 0)
        while let end = bytes[place...].firstIndex(of: 0x0d), end + 2 <= bytes.count {
            guard let size = Int(String(decoding: bytes[place..<end], as: UTF8.self), radix: 16) else { return nil }
            if size == 0 { return body }
            guard end + 2 + size + 2 <= bytes.count else { return nil }
            body += bytes[end + 2..<end + 2 + size]
            place = end + 2 + size + 2
        }
        return nil
    }
}
