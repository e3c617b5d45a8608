/// A request target split and percent-decoded (RFC 9112 §3.2, RFC 3986 §3.3): origin-form, absolute-form, or `*` for OPTIONS.
package struct RequestTarget {
    package var path: [String] = []
    package var query: [(name: String, value: String)] = []
    /// Authority of an absolute-form target; it takes the place of the Host field.
    package var authority: String?

    package init(_ bytes: ArraySlice<UInt8>, method: HTTPMethod) throws(HTTPRefusal) {
        var rest = bytes
        if rest.count == 1, rest.first == UInt8(ascii: "*") {
            guard method == .options else { throw .malformedTarget }
            return
        }
        if rest.first != UInt8(ascii: "/") {
            rest = try takeAuthority(rest)
        } else if rest.dropFirst().first == UInt8(ascii: "/") {
            throw .malformedTarget
        }
        let mark = rest.firstIndex(of: UInt8(ascii: "?"))
        let pathBytes = mark.map { rest[..<$0] } ?? rest
        for segment in pathBytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true) {
            path.append(try Self.decoded(segment, plusIsSpace: false))
        }
        guard let mark else { return }
        for member in rest[(mark + 1)...].split(separator: UInt8(ascii: "&")) {
            let parts = member.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            query.append(
                (
                    name: try Self.decoded(parts[0], plusIsSpace: true),
                    value: parts.count > 1 ? try Self.decoded(parts[1], plusIsSpace: true) : ""
                ))
        }
    }

    private mutating func takeAuthority(_ bytes: ArraySlice<UInt8>) throws(HTTPRefusal) -> ArraySlice<UInt8> {
        let scheme = Array("http://".utf8)
        guard bytes.count > scheme.count, zip(bytes, scheme).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
            throw .malformedTarget
        }
        let rest = bytes.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        authority = try RequestHead.host(rest[..<end])
        guard authority?.isEmpty == false else { throw .malformedTarget }
        return rest[end...]
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) throws(HTTPRefusal) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < bytes.endIndex, let high = ChunkedBody.hexValue(bytes[index + 1]),
                    let low = ChunkedBody.hexValue(bytes[index + 2])
                else { throw .malformedTarget }
                byte = high << 4 | low
                index += 2
            } else if byte == UInt8(ascii: "+"), plusIsSpace {
                byte = 0x20
            }
            guard byte >= 0x20, byte != 0x7f else { throw .malformedTarget }
            out.append(byte)
            index += 1
        }
        guard let text = String(validating: out, as: UTF8.self) else { throw .malformedTarget }
        return text
    }
}
