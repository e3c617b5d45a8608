/// Writes a message field by field; a scalar that has its default value is left out, as proto3 does.
public struct ProtobufWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func number(_ field: Int, _ value: UInt64) {
        guard value != 0 else { return }
        tag(field, 0)
        varint(value)
    }

    public mutating func flag(_ field: Int, _ value: Bool) { number(field, value ? 1 : 0) }

    public mutating func text(_ field: Int, _ value: String) {
        guard !value.isEmpty else { return }
        element(field, value)
    }

    public mutating func bytes(_ field: Int, _ value: some Collection<UInt8>) {
        guard !value.isEmpty else { return }
        tag(field, 2)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// An element of a repeated string: written even when it is empty.
    public mutating func element(_ field: Int, _ value: String) {
        tag(field, 2)
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// A nested message: written even when it is empty, since its presence says something.
    public mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        tag(field, 2)
        // Most nested messages are shorter than 128 bytes; the others move by the bytes their length needs more.
        bytes.append(0)
        let start = bytes.count
        body(&self)
        var length = ProtobufWriter()
        length.varint(UInt64(bytes.count - start))
        bytes.replaceSubrange(start - 1..<start, with: length.bytes)
    }

    private mutating func tag(_ field: Int, _ type: UInt64) { varint(UInt64(field) << 3 | type) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
