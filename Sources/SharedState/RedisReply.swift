import CHiredis

/// An answer of Redis.
enum RedisReply: Sendable, Equatable {
    case null
    case integer(Int)
    case bytes([UInt8])
    case array([RedisReply])
    /// An error text; it begins with a code such as `NOSCRIPT`.
    case error(String)

    /// Copies what hiredis holds.
    init(_ reply: UnsafeMutablePointer<redisReply>) {
        let value = unsafe reply.pointee
        switch unsafe value.type {
        case REDIS_REPLY_INTEGER: self = unsafe .integer(Int(value.integer))
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: self = unsafe .bytes(Self.bytes(value))
        case REDIS_REPLY_ERROR: self = unsafe .error(String(decoding: Self.bytes(value), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            var elements: [RedisReply] = []
            for index in 0..<Int(clamping: unsafe value.elements) {
                if let element = unsafe value.element[index] { elements.append(unsafe RedisReply(element)) }
            }
            self = .array(elements)
        default: self = .null
        }
    }

    private static func bytes(_ value: redisReply) -> [UInt8] {
        guard let text = unsafe value.str else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: text, count: Int(clamping: value.len)))
    }

    var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    var array: [RedisReply]? { if case .array(let value) = self { value } else { nil } }
    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The elements of an array of integers.
    var integers: [Int]? {
        guard let array else { return nil }
        let integers = array.compactMap(\.integer)
        return integers.count == array.count ? integers : nil
    }
}
