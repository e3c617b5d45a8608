/// Reads the part of deterministic CBOR (RFC 8949 §4.2.1) that statements use; total over all bytes.
struct CBORReader {
    private static let maximumDepth = 16

    private let bytes: [UInt8]
    private(set) var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    func fault(_ reason: String, at offset: Int? = nil) -> RulesError { .notAStatement(reason: reason, offset: offset ?? at) }

    /// Major type and argument, in the shortest form only.
    private mutating func head() throws(RulesError) -> (major: UInt8, argument: UInt64, start: Int) {
        let start = at
        guard at < bytes.count else { throw fault("the bytes end where an item begins") }
        let initial = bytes[at]
        at += 1
        let (major, info) = (initial >> 5, initial & 31)
        if info < 24 { return (major, UInt64(info), start) }
        guard info <= 27 else { throw fault("an indefinite length or a reserved head", at: start) }
        let count = 1 << Int(info - 24)
        guard bytes.count - at >= count else { throw fault("a head is cut off", at: start) }
        var argument: UInt64 = 0
        for byte in bytes[at..<at + count] { argument = argument << 8 | UInt64(byte) }
        at += count
        let least: UInt64 = count == 1 ? 24 : 1 << UInt64(4 * count)
        guard major == 7 || argument >= least else { throw fault("a head that isn't the shortest", at: start) }
        return (major, argument, start)
    }

    private mutating func content(_ count: UInt64, _ start: Int) throws(RulesError) -> [UInt8] {
        guard count <= UInt64(bytes.count - at) else { throw fault("a string is cut off", at: start) }
        defer { at += Int(count) }
        return Array(bytes[at..<at + Int(count)])
    }

    private mutating func text(_ count: UInt64, _ start: Int) throws(RulesError) -> String {
        guard let text = String(validating: try content(count, start), as: UTF8.self) else {
            throw fault("text that isn't UTF-8", at: start)
        }
        return text
    }

    /// A map's keys with their values, keys in strictly ascending order of their encodings.
    mutating func map(depth: Int = 0) throws(RulesError) -> [NamedValue] {
        let (major, count, start) = try head()
        guard major == 5 else { throw fault("a map is needed here", at: start) }
        return try entries(count, start, depth: depth)
    }

    private mutating func entries(_ count: UInt64, _ start: Int, depth: Int) throws(RulesError) -> [NamedValue] {
        guard count <= UInt64(bytes.count - at) / 2 else { throw fault("a map is cut off", at: start) }
        var entries: [NamedValue] = []
        var previous: [UInt8] = []
        for _ in 0..<count {
            let (major, length, keyStart) = try head()
            guard major == 3 else { throw fault("a key that isn't text", at: keyStart) }
            let name = try text(length, keyStart)
            let key = Array(bytes[keyStart..<at])
            guard previous.lexicographicallyPrecedes(key) else { throw fault("keys out of order or twice", at: keyStart) }
            previous = key
            entries.append(NamedValue(name, try value(depth: depth + 1)))
        }
        return entries
    }

    /// Any value; nil is null.
    mutating func value(depth: Int) throws(RulesError) -> Value? {
        guard depth <= Self.maximumDepth else { throw fault("nesting deeper than \(Self.maximumDepth)") }
        let (major, argument, start) = try head()
        switch major {
        case 0: return .unsigned(argument)
        case 1:
            guard argument <= UInt64(Int64.max) else { throw fault("a negative number below -2^63", at: start) }
            return .signed(~Int64(argument))
        case 2: return .bytes(try content(argument, start))
        case 3: return .string(try text(argument, start))
        case 4:
            guard argument <= UInt64(bytes.count - at) else { throw fault("an array is cut off", at: start) }
            var elements: [Value] = []
            for _ in 0..<argument {
                guard let element = try value(depth: depth + 1) else { throw fault("null in an array", at: at - 1) }
                elements.append(element)
            }
            return .array(elements)
        case 5: return .object(try entries(argument, start, depth: depth))
        case 6:
            guard argument == 1004 else { throw fault("a tag other than 1004", at: start) }
            guard case .string(let text)? = try value(depth: depth + 1), let date = CalendarDate(text) else {
                throw fault("a date that doesn't exist", at: start)
            }
            return .date(date)
        default:
            guard bytes[start] == 0xF4 || bytes[start] == 0xF5 || bytes[start] == 0xF6 else {
                throw fault("a simple value other than false, true and null", at: start)
            }
            return bytes[start] == 0xF6 ? nil : .bool(bytes[start] == 0xF5)
        }
    }
}
