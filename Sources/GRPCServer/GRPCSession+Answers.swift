import CNghttp2

extension GRPCSession {
    /// Answers a call; ignored when the call is gone or was answered before.
    package func answer(_ id: Int32, _ result: Result<[UInt8], GRPCFailure>) {
        guard let stream = streams[id], stream.answeredAt == nil else { return }
        switch result {
        case .failure(let failure): refuse(stream, .grpc(failure))
        case .success(let message):
            guard let length = UInt32(exactly: message.count) else {
                return refuse(stream, .grpc(GRPCFailure(.internalError, "The answer is too long.")))
            }
            stream.output.reserveCapacity(message.count + 5)
            stream.output.append(0)
            for shift: UInt32 in [24, 16, 8, 0] { stream.output.append(UInt8(truncatingIfNeeded: length >> shift)) }
            stream.output += message
            respond(stream)
        }
    }

    private func respond(_ stream: GRPCStream) {
        guard let session = unsafe session else { return }
        stream.answeredAt = now
        var provider = unsafe nghttp2_data_provider()
        unsafe provider.read_callback = readOutput
        let code = unsafe Self.responseHead.submit { unsafe nghttp2_submit_response(session, stream.id, $0, $1, &provider) }
        if code != 0 { reset(stream, NGHTTP2_INTERNAL_ERROR.rawValue) }
    }

    /// Copies a piece of a response into nghttp2's frame; after the last one come the trailers.
    func copyOutput(_ stream: GRPCStream, to target: UnsafeMutableRawBufferPointer) -> (count: Int, isLast: Bool) {
        let count = min(target.count, stream.output.count - stream.sent)
        unsafe target.copyBytes(from: stream.output[stream.sent..<stream.sent + count])
        stream.sent += count
        let isLast = stream.sent == stream.output.count
        if isLast, let session = unsafe session {
            _ = unsafe Self.trailersOfSuccess.submit { unsafe nghttp2_submit_trailer(session, stream.id, $0, $1) }
        }
        return (count, isLast)
    }

    /// Ends a call without a message.
    func refuse(_ stream: GRPCStream, _ refusal: GRPCStream.Refusal) {
        guard stream.answeredAt == nil, let session = unsafe session else { return }
        stream.answeredAt = now
        stream.cancellation.cancel()
        let fields: [(name: String, value: String)]
        switch refusal {
        case .http(let status):
            fields = [(":status", "\(status)")] + (status == 405 ? [("allow", "POST")] : [])
        case .grpc(let failure):
            fields = [
                (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "\(failure.status.rawValue)"),
                ("grpc-message", failure.encodedMessage), ("grpc-accept-encoding", "identity"),
            ]
        }
        let code = unsafe HeaderBlock(fields).submit { unsafe nghttp2_submit_response(session, stream.id, $0, $1, nil) }
        if code != 0 { reset(stream, NGHTTP2_INTERNAL_ERROR.rawValue) }
    }

    func reset(_ stream: GRPCStream, _ code: UInt32) {
        guard let session = unsafe session else { return }
        _ = unsafe nghttp2_submit_rst_stream(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code)
    }

    private static let responseHead = HeaderBlock([(":status", "200"), ("content-type", "application/grpc")])
    private static let trailersOfSuccess = HeaderBlock([("grpc-status", "0")])
}

/// nghttp2 asks for the next piece of a response.
private let readOutput: nghttp2_data_source_read_callback = { _, id, buffer, length, flags, _, context in
    guard let context = unsafe context, let buffer = unsafe buffer, let flags = unsafe flags else {
        return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
    let session = unsafe Unmanaged<GRPCSession>.fromOpaque(context).takeUnretainedValue()
    guard let stream = session.streams[id] else { return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue) }
    let (count, isLast) = unsafe session.copyOutput(stream, to: UnsafeMutableRawBufferPointer(start: buffer, count: length))
    if isLast { unsafe flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue | NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue) }
    return count
}
