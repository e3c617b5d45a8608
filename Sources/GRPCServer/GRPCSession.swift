import CNghttp2

/// The server's side of one HTTP/2 connection that carries unary gRPC calls: bytes in, calls and bytes out, no input or output of its own.
///
/// Total over all bytes. Used on one thread; nghttp2 does frames, header compression, flow control and the acknowledgement of PING and SETTINGS.
@safe package final class GRPCSession {
    /// A call whose message is whole.
    package struct Arrival {
        package let stream: Int32
        package let method: GRPCMethod
        package let call: GRPCCall
        package let cancellation: GRPCCancellation
    }

    let limits: GRPCLimits
    let methods: [String: GRPCMethod]
    let budget: ByteBudget
    let peer: String
    private let accept: (Arrival) -> Void
    private(set) var session: OpaquePointer?
    var streams: [Int32: GRPCStream] = [:]
    private var controlFrames: TokenBucket
    /// The time of what is being handled; given from outside, so that a test decides it.
    private(set) var now: ContinuousClock.Instant
    private(set) var lastActivity: ContinuousClock.Instant
    private(set) var hasHandshake = false
    private var drainedAt: ContinuousClock.Instant?
    private var hasSaidGoodbye = false

    /// `accept` is called for each call during `receive`; it must not call back into the session.
    package init?(
        limits: GRPCLimits, methods: [String: GRPCMethod], budget: ByteBudget, peer: String, now: ContinuousClock.Instant,
        accept: @escaping (Arrival) -> Void
    ) {
        self.limits = limits
        self.methods = methods
        self.budget = budget
        self.peer = peer
        self.accept = accept
        self.now = now
        lastActivity = now
        controlFrames = TokenBucket(burst: limits.controlFrames.burst, perSecond: limits.controlFrames.perSecond, now: now)
        unsafe session = unsafe Self.makeSession(limits, Unmanaged.passUnretained(self).toOpaque())
        guard let session = unsafe session, unsafe announce(session) else { return nil }
    }

    deinit {
        if let session = unsafe session { unsafe nghttp2_session_del(session) }
        for stream in streams.values { release(stream) }
    }

    /// Our SETTINGS, and a connection window that several large messages fit in.
    private func announce(_ session: OpaquePointer) -> Bool {
        let settings = [
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue), value: UInt32(limits.concurrentStreams)),
            nghttp2_settings_entry(settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue), value: 256 * 1024),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue), value: UInt32(limits.headerListBytes)),
        ]
        return unsafe nghttp2_submit_settings(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), settings, settings.count) == 0
            && nghttp2_session_set_local_window_size(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), 0, 4 * 1024 * 1024) == 0
    }

    // MARK: Bytes

    /// Takes bytes of the client; false when the connection can't go on (what is to be sent first comes from `nextOutput`).
    package func receive(_ bytes: UnsafeRawBufferPointer, now: ContinuousClock.Instant) -> Bool {
        guard let session = unsafe session, unsafe !bytes.isEmpty else { return true }
        self.now = now
        let count = unsafe nghttp2_session_mem_recv(session, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        guard count < 0 else { return true }
        // Not even the client preface was right: an answer would be noise to whoever is there.
        guard count != Int(NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue) else { return false }
        let isFlood = count == Int(NGHTTP2_ERR_FLOODED.rawValue) || count == Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue)
        let code = isFlood ? NGHTTP2_ENHANCE_YOUR_CALM.rawValue : NGHTTP2_PROTOCOL_ERROR.rawValue
        _ = unsafe nghttp2_session_terminate_session(session, code)
        return false
    }

    /// The next bytes to send, nil when there are none; valid until the next call of anything here.
    package func nextOutput() -> UnsafeRawBufferPointer? {
        var start: UnsafePointer<UInt8>?
        guard let session = unsafe session else { return nil }
        let count = unsafe nghttp2_session_mem_send(session, &start)
        guard count > 0, let start = unsafe start else { return nil }
        return unsafe UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Whether nothing more is to be read or written.
    package var isOver: Bool {
        guard let session = unsafe session else { return true }
        return unsafe nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
    }

    /// Calls that have not been answered completely.
    package var openCalls: Int { streams.count }

    // MARK: Time

    /// Ends what has lasted too long; false when the connection is to be dropped.
    package func sweep(now: ContinuousClock.Instant) -> Bool {
        self.now = now
        if !hasHandshake, lastActivity.duration(to: now) > .seconds(limits.handshakeSeconds) { return false }
        for stream in streams.values {
            if let answered = stream.answeredAt {
                if answered.duration(to: now) > .seconds(limits.writeSeconds) { reset(stream, NGHTTP2_CANCEL.rawValue) }
            } else if let deadline = stream.deadline, now >= deadline {
                refuse(stream, .grpc(GRPCFailure(.deadlineExceeded, "The deadline of the call has passed.")))
            } else if !stream.isRequestComplete, stream.start.duration(to: now) > .seconds(limits.requestSeconds) {
                refuse(stream, .grpc(GRPCFailure(.deadlineExceeded, "The message did not arrive within \(Int(limits.requestSeconds)) s.")))
            }
        }
        if streams.isEmpty, lastActivity.duration(to: now) > .seconds(limits.idleSeconds) { drain() }
        if let drainedAt, !hasSaidGoodbye, drainedAt.duration(to: now) > .milliseconds(150) { sayGoodbye() }
        return true
    }

    /// Tells the client to open no more calls (RFC 9113 §6.8): a warning first, so that calls on their way are still answered.
    package func drain() {
        guard drainedAt == nil, let session = unsafe session else { return }
        drainedAt = now
        _ = unsafe nghttp2_submit_shutdown_notice(session)
    }

    private func sayGoodbye() {
        guard let session = unsafe session else { return }
        hasSaidGoodbye = true
        let last = unsafe nghttp2_session_get_last_proc_stream_id(session)
        _ = unsafe nghttp2_submit_goaway(session, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, NGHTTP2_NO_ERROR.rawValue, nil, 0)
    }

    // MARK: What the callbacks tell

    func streamBegan(_ id: Int32) {
        lastActivity = now
        streams[id] = GRPCStream(id: id, start: now, messageBytes: limits.messageBytes)
    }

    /// A frame without a payload that matters; false when the client sends too many of them.
    func allowsControlFrame() -> Bool { controlFrames.take(now: now) }

    func handshakeSeen() { hasHandshake = true }

    /// The headers of a call are complete.
    func headersEnded(_ stream: GRPCStream) {
        stream.hasHeaders = true
        if let timeout = stream.timeout { stream.deadline = stream.start.advanced(by: timeout) }
        if !stream.isPost { return refuse(stream, .http(status: 405)) }
        if !stream.hasContentType { return refuse(stream, .http(status: 415)) }
        if let refusal = stream.refusal { return refuse(stream, refusal) }
        let path = String(decoding: stream.path, as: UTF8.self)
        stream.method = methods[path]
        if stream.method == nil { refuse(stream, .grpc(GRPCFailure(.unimplemented, "There is no method \(path)."))) }
    }

    func dataArrived(_ stream: GRPCStream, _ piece: UnsafeRawBufferPointer) {
        guard stream.answeredAt == nil else { return }
        do throws(GRPCFailure) {
            guard budget.take(piece.count) else {
                throw GRPCFailure(.resourceExhausted, "Too many bytes of unfinished calls are held; try again.")
            }
            let before = stream.request.heldBytes
            defer { budget.give(piece.count - (stream.request.heldBytes - before)) }
            unsafe try stream.request.feed(piece)
        } catch { refuse(stream, .grpc(error)) }
    }

    /// The client has ended its side of a call.
    func requestEnded(_ stream: GRPCStream) {
        stream.isRequestComplete = true
        guard stream.answeredAt == nil, let method = stream.method else { return }
        do throws(GRPCFailure) {
            let call = GRPCCall(message: try stream.request.message(), peer: peer, deadline: stream.deadline)
            accept(Arrival(stream: stream.id, method: method, call: call, cancellation: stream.cancellation))
        } catch { refuse(stream, .grpc(error)) }
    }

    func streamClosed(_ id: Int32) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        stream.cancellation.cancel()
        release(stream)
        lastActivity = now
    }

    private func release(_ stream: GRPCStream) {
        budget.give(stream.request.heldBytes)
        stream.request = UnaryRequest(limit: 0)
    }
}
