/// The body of a unary call: one message behind five bytes, a flag and the length (PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
package struct UnaryRequest {
    private let limit: Int
    private var bytes: [UInt8] = []

    package init(limit: Int) { self.limit = limit }

    package var heldBytes: Int { bytes.count }

    /// Takes a piece of the body; throws as soon as it is clear that the body is no request.
    package mutating func feed(_ piece: UnsafeRawBufferPointer) throws(GRPCFailure) {
        guard piece.count <= limit + 5 - bytes.count else { throw tooLong }
        let hadPrefix = bytes.count >= 5
        unsafe bytes.append(contentsOf: piece)
        guard !hadPrefix, let length else { return }
        switch bytes[0] {
        case 0: break
        case 1: throw GRPCFailure(.unimplemented, "Compressed messages are not supported; use the encoding identity.")
        default: throw GRPCFailure(.internalError, "A message begins with 0 or 1, found \(bytes[0]).")
        }
        guard length <= limit else { throw tooLong }
        bytes.reserveCapacity(min(length, 65_536) + 5)
    }

    /// The message, once the client has ended the body.
    package func message() throws(GRPCFailure) -> ArraySlice<UInt8> {
        guard let length else {
            throw bytes.isEmpty
                ? GRPCFailure(.unimplemented, "A unary call carries one message, found none.")
                : GRPCFailure(.internalError, "The call ends inside the prefix of its message.")
        }
        let found = bytes.count - 5
        guard found >= length else { throw GRPCFailure(.internalError, "The message must have \(length) bytes, found \(found).") }
        guard found == length else { throw GRPCFailure(.unimplemented, "A unary call carries one message, found more.") }
        return bytes[5...]
    }

    private var tooLong: GRPCFailure { GRPCFailure(.resourceExhausted, "A message may have at most \(limit) bytes.") }

    private var length: Int? {
        bytes.count < 5 ? nil : bytes[1..<5].reduce(0) { $0 << 8 | Int($1) }
    }
}
