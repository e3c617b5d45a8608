import CNghttp2

extension GRPCSession {
    /// A session of nghttp2 with our callbacks and bounds; nil when there is no memory.
    static func makeSession(_ limits: GRPCLimits, _ context: UnsafeMutableRawPointer) -> OpaquePointer? {
        var callbacks: OpaquePointer?
        var option: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&callbacks) == 0, unsafe nghttp2_option_new(&option) == 0 else { return nil }
        defer {
            unsafe nghttp2_session_callbacks_del(callbacks)
            unsafe nghttp2_option_del(option)
        }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, onHeaders)
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader)
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrame)
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, onFrameSent)
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData)
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onClose)
        // Acknowledgements that wait because the client does not read: a few are normal, a thousand are an attack.
        unsafe nghttp2_option_set_max_outbound_ack(option, 256)
        unsafe nghttp2_option_set_stream_reset_rate_limit(option, UInt64(limits.resets.burst), UInt64(limits.resets.perSecond))
        unsafe nghttp2_option_set_no_closed_streams(option, 1)
        var session: OpaquePointer?
        guard unsafe nghttp2_session_server_new2(&session, callbacks, context, option) == 0 else { return nil }
        return unsafe session
    }
}

private func grpcSession(_ context: UnsafeMutableRawPointer?) -> GRPCSession? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<GRPCSession>.fromOpaque(context).takeUnretainedValue()
}

private let onHeaders: nghttp2_on_begin_headers_callback = { _, frame, context in
    guard let session = unsafe grpcSession(context), let frame = unsafe frame else { return 0 }
    // Trailers of a request begin headers again; the call is known then.
    let id = unsafe frame.pointee.hd.stream_id
    if session.streams[id] == nil { session.streamBegan(id) }
    return 0
}

private let onHeader: nghttp2_on_header_callback = { _, frame, name, nameLength, value, valueLength, _, context in
    guard let session = unsafe grpcSession(context), let frame = unsafe frame else { return 0 }
    guard let stream = unsafe session.streams[frame.pointee.hd.stream_id] else { return 0 }
    unsafe stream.take(
        name: UnsafeRawBufferPointer(start: name, count: nameLength), value: UnsafeRawBufferPointer(start: value, count: valueLength),
        limit: session.limits.headerListBytes)
    return 0
}

private let onData: nghttp2_on_data_chunk_recv_callback = { _, _, id, bytes, count, context in
    guard let session = unsafe grpcSession(context), let stream = session.streams[id] else { return 0 }
    unsafe session.dataArrived(stream, UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

private let onClose: nghttp2_on_stream_close_callback = { _, id, _, context in
    unsafe grpcSession(context)?.streamClosed(id)
    return 0
}

private let onFrameSent: nghttp2_on_frame_send_callback = { _, frame, context in
    guard let session = unsafe grpcSession(context), let head = unsafe frame?.pointee.hd else { return 0 }
    let isEnd = UInt32(head.type) == NGHTTP2_HEADERS.rawValue && head.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
    // Nobody needs the rest of a request that was answered early (RFC 9113 §8.1).
    if isEnd, let stream = session.streams[head.stream_id], !stream.isRequestComplete { session.reset(stream, NGHTTP2_NO_ERROR.rawValue) }
    return 0
}

private let onFrame: nghttp2_on_frame_recv_callback = { _, frame, context in
    guard let session = unsafe grpcSession(context), let head = unsafe frame?.pointee.hd else { return 0 }
    let isAllowed = session.frameArrived(head)
    // Ends `nghttp2_session_mem_recv`, which `receive` answers with ENHANCE_YOUR_CALM.
    return isAllowed ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
}

extension GRPCSession {
    /// Handles a whole frame; false when the client floods.
    fileprivate func frameArrived(_ head: nghttp2_frame_hd) -> Bool {
        handshakeSeen()
        let isEnd = head.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        switch UInt32(head.type) {
        case NGHTTP2_HEADERS.rawValue:
            guard let stream = streams[head.stream_id] else { return true }
            if !stream.hasHeaders { headersEnded(stream) }
            if isEnd { requestEnded(stream) }
        case NGHTTP2_DATA.rawValue:
            if isEnd, let stream = streams[head.stream_id] { requestEnded(stream) }
            return isEnd || head.length > 0 || allowsControlFrame()
        case NGHTTP2_PING.rawValue, NGHTTP2_SETTINGS.rawValue:
            return head.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0 || allowsControlFrame()
        case NGHTTP2_PRIORITY.rawValue: return allowsControlFrame()
        default: break
        }
        return true
    }
}
