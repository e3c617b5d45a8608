/// Why bytes are not the message that was expected.
public enum ProtobufError: Error, Sendable, Equatable, CustomStringConvertible {
    case truncated(offset: Int)
    case overlongNumber(offset: Int)
    case invalidTag(offset: Int)
    case unmatchedGroup(offset: Int)
    case wrongType(field: Int, expected: String)
    case invalidText(field: Int)
    case outOfRange(field: Int)
    case tooDeep(limit: Int)

    public var description: String {
        switch self {
        case .truncated(let offset): "The message ends inside a field, at byte \(offset)."
        case .overlongNumber(let offset): "The number at byte \(offset) is longer than 64 bits."
        case .invalidTag(let offset): "There is no valid field number and wire type at byte \(offset)."
        case .unmatchedGroup(let offset): "A group begins or ends without its counterpart at byte \(offset)."
        case .wrongType(let field, let expected): "Field \(field) must be \(expected)."
        case .invalidText(let field): "Field \(field) must be valid UTF-8."
        case .outOfRange(let field): "The number in field \(field) is out of its range."
        case .tooDeep(let limit): "Messages are nested more than \(limit) deep."
        }
    }
}

/// One field as it stands on the wire (Protocol Buffers encoding, "Message Structure").
public struct ProtobufField: Sendable {
    enum Value: Sendable {
        case number(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case bytes(ArraySlice<UInt8>)
        case group
    }

    /// 1...2^29 − 1.
    public let number: Int
    let value: Value
    /// Messages that may still be nested in this one.
    let depth: Int

    /// The content of a `bytes` field; shares the storage of the whole message.
    public func bytes() throws(ProtobufError) -> ArraySlice<UInt8> {
        guard case .bytes(let bytes) = value else { throw .wrongType(field: number, expected: "length-delimited") }
        return bytes
    }

    public func text() throws(ProtobufError) -> String {
        guard let text = String(validating: try bytes(), as: UTF8.self) else { throw .invalidText(field: number) }
        return text
    }

    /// A `uint64`, or the bits of an `int64`.
    public func unsigned() throws(ProtobufError) -> UInt64 {
        guard case .number(let value) = value else { throw .wrongType(field: number, expected: "a varint") }
        return value
    }

    public func signed() throws(ProtobufError) -> Int64 { Int64(bitPattern: try unsigned()) }

    public func unsigned32() throws(ProtobufError) -> UInt32 {
        guard let value = UInt32(exactly: try unsigned()) else { throw .outOfRange(field: number) }
        return value
    }

    public func flag() throws(ProtobufError) -> Bool { try unsigned() != 0 }

    /// The values of a repeated number, packed or not.
    public func numbers() throws(ProtobufError) -> [UInt64] {
        guard case .bytes(let packed) = value else { return [try unsigned()] }
        var reader = ProtobufReader(packed, depth: depth)
        var numbers: [UInt64] = []
        while !reader.isAtEnd { numbers.append(try reader.varint()) }
        return numbers
    }

    /// Reads the message in this field.
    public func message() throws(ProtobufError) -> ProtobufReader {
        guard depth > 0 else { throw .tooDeep(limit: ProtobufReader.maximumDepth) }
        return ProtobufReader(try bytes(), depth: depth - 1)
    }

    /// Reads one entry of a `map<string, string>`: field 1 is the key, field 2 the value; what is absent is empty.
    public func textEntry() throws(ProtobufError) -> (key: String, value: String) {
        var reader = try message()
        var entry = (key: "", value: "")
        while let field = try reader.next() {
            switch field.number {
            case 1: entry.key = try field.text()
            case 2: entry.value = try field.text()
            default: break
            }
        }
        return entry
    }
}

/// Reads the fields of one message in the order of the wire; total over all bytes.
///
/// The caller keeps the last of a repeated scalar and ignores numbers it does not know, which are skipped whole, groups included.
public struct ProtobufReader: Sendable {
    /// Nested messages and groups that are followed.
    public static let maximumDepth = 32

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let depth: Int

    public init(_ bytes: ArraySlice<UInt8>) { self.init(bytes, depth: Self.maximumDepth) }

    init(_ bytes: ArraySlice<UInt8>, depth: Int) {
        self.bytes = bytes
        position = bytes.startIndex
        self.depth = depth
    }

    var isAtEnd: Bool { position >= bytes.endIndex }
    private var offset: Int { position - bytes.startIndex }

    /// The next field, nil at the end of the message.
    public mutating func next() throws(ProtobufError) -> ProtobufField? {
        guard !isAtEnd else { return nil }
        let (number, type) = try tag()
        guard type != 4 else { throw .unmatchedGroup(offset: offset) }
        let value = try value(number, type, depth: depth)
        return ProtobufField(number: number, value: value, depth: depth)
    }

    private mutating func tag() throws(ProtobufError) -> (number: Int, type: UInt8) {
        let start = offset
        let tag = try varint()
        let number = tag >> 3
        guard number >= 1, number < 1 << 29, let type = UInt8(exactly: tag & 7), type <= 5 else { throw .invalidTag(offset: start) }
        return (Int(number), type)
    }

    private mutating func value(_ number: Int, _ type: UInt8, depth: Int) throws(ProtobufError) -> ProtobufField.Value {
        switch type {
        case 0: return .number(try varint())
        case 1: return .fixed64(try fixed(8))
        case 5: return .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
        case 2:
            let start = offset
            guard let count = Int(exactly: try varint()), count <= bytes.endIndex - position else { throw .truncated(offset: start) }
            defer { position += count }
            return .bytes(bytes[position..<position + count])
        default:
            try skipGroup(number, depth: depth)
            return .group
        }
    }

    /// Skips to the end of a group (wire types 3 and 4, which no message of ours uses).
    private mutating func skipGroup(_ number: Int, depth: Int) throws(ProtobufError) {
        guard depth > 0 else { throw .tooDeep(limit: Self.maximumDepth) }
        while !isAtEnd {
            let (inner, type) = try tag()
            if type == 4 {
                guard inner == number else { throw .unmatchedGroup(offset: offset) }
                return
            }
            _ = try value(inner, type, depth: depth - 1)
        }
        throw .truncated(offset: offset)
    }

    /// A base-128 number of at most ten bytes.
    mutating func varint() throws(ProtobufError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        let start = offset
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else { throw .overlongNumber(offset: start) }
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw .truncated(offset: start)
    }

    private mutating func fixed(_ count: Int) throws(ProtobufError) -> UInt64 {
        guard count <= bytes.endIndex - position else { throw .truncated(offset: offset) }
        defer { position += count }
        return bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
