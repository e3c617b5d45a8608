import Foundation

/// Addresses of sockets in the forms that logs and handlers want.
package enum SocketAddress {
    /// The local port of a bound socket, 0 when it has none.
    package static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe getsockname(descriptor, generic, &length) == 0 else { return 0 }
                // The port lies at the same place in sockaddr_in and sockaddr_in6.
                return unsafe UnsafeRawPointer(generic).load(fromByteOffset: 2, as: UInt16.self).bigEndian
            }
        }
    }

    /// The address of a peer without its port; empty when it is neither IPv4 nor IPv6.
    package static func text(_ address: UnsafeMutablePointer<sockaddr>?) -> String {
        guard let address = unsafe address else { return "" }
        let isIPv4 = unsafe address.pointee.sa_family == sa_family_t(AF_INET)
        let length = isIPv4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard unsafe getnameinfo(address, socklen_t(length), &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
