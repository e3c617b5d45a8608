import Synchronization

/// What a session knows of one call.
final class GRPCStream {
    let id: Int32
    let start: ContinuousClock.Instant
    var path: [UInt8] = []
    var isPost = false
    var hasContentType = false
    var timeout: Duration?
    var headerBytes = 0
    /// The first thing found wrong with the call's headers.
    var refusal: Refusal?
    var method: GRPCMethod?
    var request: UnaryRequest
    /// Whether the first header block is complete; a second one holds trailers, which say nothing here.
    var hasHeaders = false
    var isRequestComplete = false
    var deadline: ContinuousClock.Instant?
    var answeredAt: ContinuousClock.Instant?
    /// The framed response message and how much of it has been handed to nghttp2.
    var output: [UInt8] = []
    var sent = 0
    /// Tells the worker that nobody waits for the answer any more.
    let cancellation = GRPCCancellation()

    /// An answer without a message: as an HTTP status where the peer speaks no gRPC.
    enum Refusal {
        case http(status: Int)
        case grpc(GRPCFailure)
    }

    init(id: Int32, start: ContinuousClock.Instant, messageBytes: Int) {
        self.id = id
        self.start = start
        request = UnaryRequest(limit: messageBytes)
    }

    /// Takes one header field (RFC 9113 §8.3; nghttp2 has checked its form).
    func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, limit: Int) {
        guard !hasHeaders else { return }
        headerBytes += name.count + value.count + 32
        guard headerBytes <= limit else {
            refusal = refusal ?? .grpc(GRPCFailure(.resourceExhausted, "The headers of a call may have at most \(limit) bytes."))
            return
        }
        if unsafe name.elementsEqual(":path".utf8) {
            unsafe path = Array(value)
        } else if unsafe name.elementsEqual(":method".utf8) {
            isPost = unsafe value.elementsEqual("POST".utf8)
        } else if unsafe name.elementsEqual("content-type".utf8) {
            hasContentType = unsafe Self.isGRPC(Array(value))
        } else if unsafe name.elementsEqual("grpc-timeout".utf8) {
            timeout = unsafe GRPCTimeout.duration(Array(value)[...])
            if timeout == nil {
                refusal = refusal ?? .grpc(GRPCFailure(.internalError, "grpc-timeout must be 1...8 digits and one of H M S m u n."))
            }
        } else if unsafe name.elementsEqual("grpc-encoding".utf8), unsafe !value.elementsEqual("identity".utf8) {
            refusal = refusal ?? .grpc(GRPCFailure(.unimplemented, "Compressed messages are not supported; use the encoding identity."))
        }
    }

    /// `application/grpc`, alone or with `+proto` or parameters.
    private static func isGRPC(_ type: [UInt8]) -> Bool {
        let base = Array("application/grpc".utf8)
        guard type.starts(with: base) else { return false }
        let rest = type.dropFirst(base.count)
        return rest.isEmpty || rest.first == UInt8(ascii: ";") || rest.elementsEqual("+proto".utf8) || rest.starts(with: "+proto;".utf8)
    }
}

/// A sign from the loop to a worker: the caller has gone, or was answered already.
package final class GRPCCancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    package init() {}

    package var isCancelled: Bool { flag.load(ordering: .relaxed) }
    package func cancel() { flag.store(true, ordering: .relaxed) }
}

/// Bytes that unfinished requests of all connections may hold; used on one thread.
package final class ByteBudget {
    private var left: Int

    package init(_ bytes: Int) { left = bytes }

    func take(_ count: Int) -> Bool {
        guard count <= left else { return false }
        left -= count
        return true
    }

    func give(_ count: Int) { left += count }
}
