/// The status codes of gRPC (grpc/doc/statuscodes.md).
public enum GRPCStatus: Int, Sendable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case internalError = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16
}

/// Why a call did not come to an answer; `message` is told to the caller and holds nothing private.
public struct GRPCFailure: Error, Sendable, Equatable {
    public let status: GRPCStatus
    public let message: String

    public init(_ status: GRPCStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// `message` as `grpc-message` carries it: bytes outside visible ASCII, and `%`, percent-encoded (PROTOCOL-HTTP2.md, "Status-Message").
    package var encodedMessage: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in message.utf8 {
            if byte >= 0x20, byte <= 0x7e, byte != UInt8(ascii: "%") {
                output.append(byte)
            } else {
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
