/// Why a request was refused before routing.
public enum HTTPRefusal: Error, Sendable, Equatable {
    case malformedRequestLine
    case unsupportedVersion
    case unknownMethod
    case targetTooLong(limit: Int)
    case malformedTarget
    case headTooLarge(limit: Int)
    case tooManyHeaders(limit: Int)
    case bareLineFeed
    case bareCarriageReturn
    case foldedHeader
    case malformedHeader
    case missingHost
    case repeatedHost
    case malformedHost
    case repeatedContentLength
    case malformedContentLength
    case contentLengthWithTransferEncoding
    case unsupportedTransferEncoding
    case malformedChunk
    case malformedTrailer
    case unsupportedExpectation
    case bodyTooLarge(limit: Int)
    case timedOut
    case overloaded
    case draining

    /// The status of the answer.
    public var status: Int {
        switch self {
        case .unsupportedVersion: 505
        case .unknownMethod, .unsupportedTransferEncoding: 501
        case .targetTooLong: 414
        case .headTooLarge, .tooManyHeaders: 431
        case .unsupportedExpectation: 417
        case .bodyTooLarge: 413
        case .timedOut: 408
        case .overloaded, .draining: 503
        default: 400
        }
    }

    /// A stable name for programs.
    public var code: String {
        switch self {
        case .malformedRequestLine: "malformed_request_line"
        case .unsupportedVersion: "unsupported_http_version"
        case .unknownMethod: "method_not_implemented"
        case .targetTooLong: "target_too_long"
        case .malformedTarget: "malformed_target"
        case .headTooLarge: "head_too_large"
        case .tooManyHeaders: "too_many_headers"
        case .bareLineFeed: "bare_line_feed"
        case .bareCarriageReturn: "bare_carriage_return"
        case .foldedHeader: "folded_header"
        case .malformedHeader: "malformed_header"
        case .missingHost: "missing_host"
        case .repeatedHost: "repeated_host"
        case .malformedHost: "malformed_host"
        case .repeatedContentLength: "repeated_content_length"
        case .malformedContentLength: "malformed_content_length"
        case .contentLengthWithTransferEncoding: "content_length_with_transfer_encoding"
        case .unsupportedTransferEncoding: "unsupported_transfer_encoding"
        case .malformedChunk: "malformed_chunk"
        case .malformedTrailer: "malformed_trailer"
        case .unsupportedExpectation: "unsupported_expectation"
        case .bodyTooLarge: "body_too_large"
        case .timedOut: "request_timed_out"
        case .overloaded: "overloaded"
        case .draining: "draining"
        }
    }

    /// One sentence: what was expected and what was found.
    public var detail: String {
        switch self {
        case .malformedRequestLine: "The request line must be a method, a target and HTTP/1.1, separated by single spaces."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are served here."
        case .unknownMethod: "The method is not one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS and TRACE."
        case .targetTooLong(let limit): "The request target is longer than \(limit) bytes."
        case .malformedTarget: "The request target is not a path with valid percent-encoded UTF-8 without control characters."
        case .headTooLarge(let limit): "The request line and header fields are longer than \(limit) bytes."
        case .tooManyHeaders(let limit): "There are more than \(limit) header fields."
        case .bareLineFeed: "A line of the request head ends with LF alone; CR LF is required."
        case .bareCarriageReturn: "The request head holds a CR that is not followed by LF."
        case .foldedHeader: "A header field is continued on the next line; line folding is refused."
        case .malformedHeader: "A header line is not a name, a colon and a value of visible characters."
        case .missingHost: "An HTTP/1.1 request needs a Host field."
        case .repeatedHost: "There is more than one Host field."
        case .malformedHost: "The Host field is not a host name or address with an optional port."
        case .repeatedContentLength: "There is more than one Content-Length."
        case .malformedContentLength: "Content-Length must be a decimal number of at most 18 digits."
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding must not be sent together."
        case .unsupportedTransferEncoding: "Only the transfer coding chunked is understood, once, and only in HTTP/1.1."
        case .malformedChunk: "A chunk must be its size in hexadecimal without extensions, CR LF, the bytes, CR LF."
        case .malformedTrailer: "The trailer after the last chunk is malformed or longer than the limit."
        case .unsupportedExpectation: "The only expectation understood is 100-continue."
        case .bodyTooLarge(let limit): "The request body is larger than \(limit) bytes."
        case .timedOut: "The request did not arrive completely in time."
        case .overloaded: "The server holds as many unfinished requests as it may; try again shortly."
        case .draining: "The server is shutting down."
        }
    }
}
