import CNghttp2
import GRPCServer
import Testing

/// An HTTP/2 client of nghttp2's, joined to a session of the server in memory.
@safe final class MemoryClient {
    struct Response {
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        /// The error code the stream ended with, nil while it is open.
        var closedWith: UInt32?

        subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        var grpcStatus: Int? { self["grpc-status"].flatMap { Int($0) } }
        /// The message without its prefix.
        var message: [UInt8] { Array(body.dropFirst(5)) }
    }

    private var session: OpaquePointer?
    private(set) var responses: [Int32: Response] = [:]
    /// Error code and last stream of each GOAWAY.
    private(set) var goaways: [(code: UInt32, lastStream: Int32)] = []
    private(set) var pingAcknowledgements = 0
    fileprivate var bodies: [Int32: [UInt8]] = [:]
    fileprivate var endsBodies = true

    /// `window` is how much of each answer the client takes before it says so again.
    init(window: UInt32 = 65_535) {
        var callbacks: OpaquePointer?
        unsafe nghttp2_session_callbacks_new(&callbacks)
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) { _, frame, name, nameLength, value, valueLength, _, context in
            let text = { (start: UnsafePointer<UInt8>?, count: Int) in
                unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            }
            guard let id = unsafe frame?.pointee.hd.stream_id else { return 0 }
            unsafe client(context).responses[id, default: Response()].headers.append((text(name, nameLength), text(value, valueLength)))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, id, bytes, count, context in
            unsafe client(context).responses[id, default: Response()].body += Array(UnsafeBufferPointer(start: bytes, count: count))
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, id, code, context in
            unsafe client(context).responses[id, default: Response()].closedWith = code
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, context in
            guard let frame = unsafe frame?.pointee else { return 0 }
            let type = unsafe UInt32(frame.hd.type)
            if type == NGHTTP2_GOAWAY.rawValue {
                unsafe client(context).goaways.append((frame.goaway.error_code, frame.goaway.last_stream_id))
            }
            if type == NGHTTP2_PING.rawValue { unsafe client(context).pingAcknowledgements += 1 }
            return 0
        }
        unsafe nghttp2_session_client_new(&session, callbacks, Unmanaged.passUnretained(self).toOpaque())
        unsafe nghttp2_session_callbacks_del(callbacks)
        var setting = nghttp2_settings_entry(settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue), value: window)
        _ = unsafe nghttp2_submit_settings(session, 0, &setting, 1)
    }

    deinit { unsafe nghttp2_session_del(session) }

    /// Opens a call; `body` is sent as it stands. Without an end the request stays open.
    @discardableResult
    func call(
        _ path: String, _ body: [UInt8], headers: [(String, String)] = [], method: String = "POST", type: String? = "application/grpc",
        ends: Bool = true
    ) -> Int32 {
        var fields = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "test"), ("te", "trailers")]
        if let type { fields.append(("content-type", type)) }
        fields += headers
        var bytes = fields.flatMap { Array($0.0.utf8) + Array($0.1.utf8) }
        endsBodies = ends
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var entries: [nghttp2_nv] = unsafe []
            var offset = 0
            for (name, value) in fields {
                let (start, lengths) = (unsafe buffer.baseAddress! + offset, (name.utf8.count, value.utf8.count))
                unsafe entries.append(
                    nghttp2_nv(name: start, value: start + lengths.0, namelen: lengths.0, valuelen: lengths.1, flags: 0))
                offset += lengths.0 + lengths.1
            }
            var provider = unsafe nghttp2_data_provider()
            unsafe provider.read_callback = { _, id, buffer, length, flags, _, context in
                let client = unsafe client(context)
                let piece = (client.bodies[id] ?? []).prefix(length)
                unsafe UnsafeMutableRawBufferPointer(start: buffer, count: length).copyBytes(from: piece)
                client.bodies[id]?.removeFirst(piece.count)
                let isEmpty = client.bodies[id]?.isEmpty != false
                if isEmpty, !client.endsBodies, piece.isEmpty { return Int(NGHTTP2_ERR_DEFERRED.rawValue) }
                if isEmpty, client.endsBodies { unsafe flags!.pointee = UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue) }
                return piece.count
            }
            let id = unsafe nghttp2_submit_request(session, nil, entries, entries.count, &provider, nil)
            bodies[id] = body
            return id
        }
    }

    func reset(_ id: Int32) { _ = unsafe nghttp2_submit_rst_stream(session, 0, id, NGHTTP2_CANCEL.rawValue) }
    func ping() { _ = unsafe nghttp2_submit_ping(session, 0, nil) }

    /// What the client wants to send now.
    func output() -> [UInt8] {
        var bytes: [UInt8] = []
        var start: UnsafePointer<UInt8>?
        while true {
            let count = unsafe nghttp2_session_mem_send(session, &start)
            guard count > 0 else { return bytes }
            unsafe bytes += Array(UnsafeBufferPointer(start: start, count: count))
        }
    }

    func receive(_ bytes: [UInt8]) { _ = unsafe nghttp2_session_mem_recv(session, bytes, bytes.count) }

    /// The prefix of a message and the message.
    static func framed(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        [flag] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: message.count >> ($0 * 8)) } + message
    }
}

private func client(_ context: UnsafeMutableRawPointer?) -> MemoryClient {
    unsafe Unmanaged<MemoryClient>.fromOpaque(context!).takeUnretainedValue()
}

/// A client and a server's session, without sockets, threads or a clock of their own.
final class MemoryLink {
    let client: MemoryClient
    let session: GRPCSession
    private let accepted: Accepted
    private(set) var isOpen = true
    /// Error codes of the GOAWAY frames that `inject` has brought forth.
    private(set) var goaways: [UInt32] = []
    var now: ContinuousClock.Instant

    private final class Accepted {
        var arrivals: [GRPCSession.Arrival] = []
    }

    /// `/test.Echo/Echo` answers with the request; calls are answered at once unless `answers` is false.
    init(limits: GRPCLimits = GRPCLimits(), budget: Int = 1 << 30, window: UInt32 = 65_535) throws {
        client = MemoryClient(window: window)
        let accepted = Accepted()
        self.accepted = accepted
        now = .now
        session = try #require(
            GRPCSession(
                limits: limits,
                methods: [
                    "/test.Echo/Echo": { call throws(GRPCFailure) in Array(call.message) },
                    "/test.Echo/Fail": { _ throws(GRPCFailure) in throw GRPCFailure(.notFound, "no ünicorn: 100%") },
                ], budget: ByteBudget(budget), peer: "192.0.2.1", now: now, accept: { accepted.arrivals.append($0) }))
    }

    /// Calls that wait for an answer.
    var arrivals: [GRPCSession.Arrival] { accepted.arrivals }

    /// Moves bytes both ways until nothing more happens; answers what has arrived.
    func exchange(answering: Bool = true, pieces: Int = .max) {
        while true {
            let sent = client.output()
            var rest = sent[...]
            while isOpen, !rest.isEmpty {
                isOpen = unsafe rest.prefix(pieces).withUnsafeBytes { unsafe session.receive($0, now: now) }
                rest = rest.dropFirst(pieces)
            }
            if answering { answer() }
            let received = serverOutput()
            client.receive(received)
            if sent.isEmpty || !isOpen, received.isEmpty { return }
        }
    }

    func answer() {
        for arrival in accepted.arrivals {
            do throws(GRPCFailure) {
                session.answer(arrival.stream, .success(try arrival.method(arrival.call)))
            } catch { session.answer(arrival.stream, .failure(error)) }
        }
        accepted.arrivals = []
    }

    func serverOutput() -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = unsafe session.nextOutput() { unsafe bytes += Array(piece) }
        return bytes
    }

    /// Bytes of no client of good faith; whether the session goes on.
    func inject(_ bytes: [UInt8]) -> Bool {
        if isOpen { isOpen = unsafe bytes.withUnsafeBytes { unsafe session.receive($0, now: now) } }
        var rest = serverOutput()[...]
        while rest.count >= 9 {
            let length = rest.prefix(3).reduce(0) { $0 << 8 | Int($1) }
            let frame = rest.dropFirst(9).prefix(length)
            if rest[rest.startIndex + 3] == 7 { goaways.append(frame.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }) }
            rest = rest.dropFirst(9 + length)
        }
        return isOpen
    }
}
