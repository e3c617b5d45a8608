import Foundation
import Synchronization

/// Finds ports of 127.0.0.1 for servers that a test starts.
///
/// They lie below those that the kernel gives to outgoing connections: nothing takes the port of a server while it is down, and no
/// client that tries to reach it then gets connected to itself.
package enum FreePort {
    package struct None: Error {}

    private static let range: Range<UInt16> = 15_000..<32_768
    private static let given = Mutex<Set<UInt16>>([])

    /// A port that was free a moment ago, a different one for every call of this process.
    package static func next() throws -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: range)
            if isFree(port), given.withLock({ $0.insert(port).inserted }) { return port }
        }
        throw None()
    }

    private static func isFree(_ port: UInt16) -> Bool { unsafe attempt(port) { unsafe bind($0, $1, $2) } }

    /// Whether somebody accepts connections on a port.
    package static func answers(_ port: UInt16) -> Bool { unsafe attempt(port) { unsafe connect($0, $1, $2) } }

    private static func attempt(_ port: UInt16, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe call(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
