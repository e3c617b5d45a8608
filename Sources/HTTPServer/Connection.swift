import CLibevent

/// What the transport knows of one client connection; touched on the event loop's thread only.
///
/// It holds a reference of its own to the bufferevent, so that the pointer stays valid until `Transport` lets go of it.
@safe final class Connection {
    /// A request that passed the gate, or the refusal that takes its place; evhttp calls back once for each, in order.
    enum Arrival {
        case request(RequestHead, body: [UInt8])
        case refusal(HTTPRefusal)
    }

    /// An answer that is sent piece by piece.
    struct Stream {
        let keepAlive: [UInt8]
        var lastWrite: ContinuousClock.Instant
    }

    let bufferevent: OpaquePointer
    unowned let transport: Transport
    var gate: RequestGate
    var arrivals: [Arrival] = []
    /// Bytes counted against the limit on unfinished requests of all connections.
    var countedBytes = 0
    /// True while the transport itself writes to the input buffer.
    var isRewriting = false
    /// When the first byte of an unfinished request came.
    var requestStart: ContinuousClock.Instant?
    var idleSince: ContinuousClock.Instant
    /// A refused connection is read to its end for a short while after the answer, so that the answer is not lost to a reset.
    var isRefused = false
    var closingSince: ContinuousClock.Instant?

    /// The exchange under way, its evhttp request and connection.
    var exchange: LiveExchange?
    var request: OpaquePointer?
    var evhttpConnection: OpaquePointer?
    /// Whether somebody wants to know if the client goes away.
    var isWatched = false
    var stream: Stream?
    var answer: (status: Int, route: String?, trace: String?, bytes: Int)?

    init(bufferevent: OpaquePointer, transport: Transport, now: ContinuousClock.Instant) {
        unsafe self.bufferevent = unsafe bufferevent
        self.transport = transport
        gate = RequestGate(limits: transport.limits)
        idleSince = now
    }

    var isIdle: Bool { exchange == nil && arrivals.isEmpty && !gate.isInsideRequest }

    var descriptor: Int32 { unsafe bufferevent_getfd(bufferevent) }

    /// Bytes of the answer that the client has not taken yet.
    var unsentBytes: Int { unsafe evbuffer_get_length(bufferevent_get_output(bufferevent)) }

    /// Whether evhttp has let go of the connection: it clears the callbacks of a bufferevent that it frees.
    var isAbandoned: Bool {
        var eventCallback: bufferevent_event_cb?
        var context: UnsafeMutableRawPointer?
        unsafe bufferevent_getcb(bufferevent, nil, nil, &eventCallback, &context)
        return unsafe eventCallback == nil && context == nil
    }
}
