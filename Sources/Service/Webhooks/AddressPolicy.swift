import Foundation

/// Which addresses a webhook may reach: public ones, and this machine where development allows it.
///
/// Judged at the moment of connecting, on the address that is connected to, so that no name that resolves differently a second time
/// gets past. Ranges: the special-purpose registries of RFC 6890 and its updates.
package enum AddressPolicy {
    package enum Kind: Equatable {
        case global
        case loopback
        /// Private, link-local, shared, reserved, multicast, documentation: nothing of ours.
        case special
    }

    /// The kind of an address of 4 or 16 bytes; anything else is special.
    package static func kind(_ address: [UInt8]) -> Kind {
        switch address.count {
        case 4: kind4(address)
        case 16: kind6(address)
        default: .special
        }
    }

    /// The bytes of an address written in text, as an IPv6 literal with or without brackets; nil for names.
    package static func literal(_ host: String) -> [UInt8]? {
        let text = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        var four = in_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 { return unsafe withUnsafeBytes(of: &four) { unsafe [UInt8]($0) } }
        var six = in6_addr()
        if unsafe inet_pton(AF_INET6, text, &six) == 1 { return unsafe withUnsafeBytes(of: &six) { unsafe [UInt8]($0) } }
        return nil
    }

    /// The bytes of a socket address of either family; nil for another family or too few bytes.
    static func bytes(family: Int32, of raw: UnsafeRawBufferPointer) -> [UInt8]? {
        switch family {
        case AF_INET: unsafe raw.count >= 8 ? [UInt8](raw[4..<8]) : nil
        case AF_INET6: unsafe raw.count >= 24 ? [UInt8](raw[8..<24]) : nil
        default: nil
        }
    }

    private static func kind4(_ a: [UInt8]) -> Kind {
        switch (a[0], a[1], a[2]) {
        case (127, _, _): .loopback
        case (0, _, _), (10, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (100, 64...127, _): .special
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113), (224..., _, _): .special
        default: .global
        }
    }

    private static func kind6(_ a: [UInt8]) -> Kind {
        let start = a.prefix(12)
        if start.allSatisfy({ $0 == 0 }) { return a.suffix(4) == [0, 0, 0, 1] ? .loopback : .special }
        // IPv4 in IPv6: mapped, NAT64, 6to4.
        if start == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] { return kind4(Array(a.suffix(4))) }
        if start == [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0] { return kind4(Array(a.suffix(4))) == .global ? .global : .special }
        if a.starts(with: [0x20, 0x02]) { return kind4(Array(a[2..<6])) == .global ? .global : .special }
        // Global unicast is 2000::/3; of that, 2001::/23 (protocols, with Teredo) and 2001:db8::/32, 3fff::/20 (documentation) are not.
        guard a[0] & 0xe0 == 0x20 else { return .special }
        if a[0] == 0x20, a[1] == 0x01, a[2] & 0xfe == 0 || (a[2] == 0x0d && a[3] == 0xb8) { return .special }
        if a[0] == 0x3f, a[1] == 0xff, a[2] & 0xf0 == 0 { return .special }
        return .global
    }
}
