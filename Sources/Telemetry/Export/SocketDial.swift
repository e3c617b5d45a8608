import Foundation

/// Opens TCP connections within a time.
public struct SocketDial: Sendable {
    public let host: String
    public let port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Whether somebody accepts connections there; blocks for at most about `seconds`, after the name has been resolved.
    public func isAnswered(within seconds: Double) -> Bool {
        guard let descriptor = connected(ContinuousClock.now.advanced(by: .seconds(seconds))) else { return false }
        close(descriptor)
        return true
    }

    /// A connected socket that does not block; nil when nobody answers at any of the host's addresses.
    func connected(_ deadline: ContinuousClock.Instant) -> Int32? {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0 else { return nil }
        defer { unsafe freeaddrinfo(list) }
        var next = unsafe list
        while let entry = unsafe next {
            let type = unsafe entry.pointee.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let descriptor = unsafe socket(entry.pointee.ai_family, type, 0)
            if descriptor >= 0 {
                let result = unsafe connect(descriptor, entry.pointee.ai_addr, entry.pointee.ai_addrlen)
                if result == 0 || (errno == EINPROGRESS && Self.wait(descriptor, Int16(POLLOUT), deadline) && Self.isSound(descriptor)) {
                    return descriptor
                }
                close(descriptor)
            }
            unsafe next = unsafe entry.pointee.ai_next
        }
        return nil
    }

    /// Waits until a socket can be read or written; false when the time is over or the socket fails.
    static func wait(_ descriptor: Int32, _ events: Int16, _ deadline: ContinuousClock.Instant) -> Bool {
        let rest = ContinuousClock.now.duration(to: deadline).inSeconds
        guard rest > 0 else { return false }
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        let result = unsafe poll(&entry, 1, Int32(min(rest * 1000, 600_000)) + 1)
        return result > 0 || (result < 0 && errno == EINTR)
    }

    private static func isSound(_ descriptor: Int32) -> Bool {
        var fault: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &length) == 0 && fault == 0
    }
}
