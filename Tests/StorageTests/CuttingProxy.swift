import Foundation
import ServiceTesting
import Synchronization

/// Stands between a store and its server and cuts the connection at the moment of a commit.
final class CuttingProxy: Sendable {
    /// What becomes of the next `COMMIT`; later ones pass.
    enum Cut {
        /// The server never gets it, and sees the connection end.
        case before
        /// The server gets it, the client never hears of it.
        case after
        /// The client's connection ends at once; the server gets the commit a little later.
        case late(seconds: Double)
    }

    let port: UInt16
    private let server: UInt16
    private let listener: Int32
    private let cut = Mutex<Cut?>(nil)

    init(to server: UInt16) throws {
        self.server = server
        port = try FreePort.next()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        _ = unsafe Self.withAddress(port) { [listener] in unsafe bind(listener, $0, $1) }
        listen(listener, 16)
        Thread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                serve(client)
            }
        }.start()
    }

    /// Ends the thread that accepts; the proxy is of no use afterwards.
    func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    func arm(_ cut: Cut) { self.cut.withLock { $0 = cut } }

    private func serve(_ client: Int32) {
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = unsafe Self.withAddress(server) { unsafe connect(upstream, $0, $1) }
        Thread { [self] in
            while let bytes = Self.receive(client) {
                guard Data(bytes).range(of: Data("COMMIT\0".utf8)) != nil, let cut = cut.withLock({ $0.take() }) else {
                    Self.send(upstream, bytes)
                    continue
                }
                switch cut {
                case .before: break
                case .after:
                    shutdown(client, Int32(SHUT_RDWR))
                    Self.send(upstream, bytes)
                    // The answer shows that the commit has taken place.
                    _ = Self.receive(upstream)
                case .late(let seconds):
                    shutdown(client, Int32(SHUT_RDWR))
                    Thread.sleep(forTimeInterval: seconds)
                    Self.send(upstream, bytes)
                    Thread.sleep(forTimeInterval: 0.2)
                }
                break
            }
            shutdown(client, Int32(SHUT_RDWR))
            shutdown(upstream, Int32(SHUT_RDWR))
        }.start()
        Thread {
            while let bytes = Self.receive(upstream) { Self.send(client, bytes) }
            shutdown(client, Int32(SHUT_RDWR))
        }.start()
    }

    private static func receive(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func send(_ descriptor: Int32, _ bytes: [UInt8]) {
        _ = unsafe Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
