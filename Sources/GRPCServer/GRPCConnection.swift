import CLibevent
import HTTPServer

/// One accepted socket: moves bytes between a bufferevent and a session; used on the event loop's thread only.
@safe final class GRPCConnection {
    /// Bytes that may wait for a client that does not read; then nothing is read from it either.
    private static let unsentBytes = 1 << 20

    let id: UInt64
    let session: GRPCSession
    private let bufferevent: OpaquePointer
    private unowned let transport: GRPCTransport
    /// Set once the connection only lives to send what is left.
    private var closingSince: ContinuousClock.Instant?

    init(id: UInt64, bufferevent: OpaquePointer, session: GRPCSession, transport: GRPCTransport) {
        self.id = id
        unsafe self.bufferevent = unsafe bufferevent
        self.session = session
        self.transport = transport
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe bufferevent_setcb(
            bufferevent, { _, context in unsafe connection(context)?.readable() }, { _, context in unsafe connection(context)?.written() },
            { _, _, context in unsafe connection(context)?.ended() }, context)
        var patience = timeval(tv_sec: Int(transport.limits.writeSeconds), tv_usec: 0)
        unsafe bufferevent_set_timeouts(bufferevent, nil, &patience)
        unsafe bufferevent_enable(bufferevent, Int16(EV_READ | EV_WRITE))
        pump()
    }

    /// Frees the socket; nothing of libevent calls here afterwards.
    func close() {
        unsafe bufferevent_setcb(bufferevent, nil, nil, nil, nil)
        unsafe bufferevent_free(bufferevent)
    }

    /// Hands everything the session wants to send to libevent, as far as the client takes it.
    func pump() {
        guard let output = unsafe bufferevent_get_output(bufferevent) else { return }
        while unsafe evbuffer_get_length(output) < Self.unsentBytes, let bytes = unsafe session.nextOutput() {
            guard unsafe evbuffer_add(output, bytes.baseAddress, bytes.count) == 0 else { return ended() }
        }
        let waiting = unsafe evbuffer_get_length(output)
        if waiting >= Self.unsentBytes { unsafe bufferevent_disable(bufferevent, Int16(EV_READ)) }
        if closingSince == nil, session.isOver { closingSince = transport.now }
        if closingSince != nil, waiting == 0 { ended() }
    }

    func sweep(_ now: ContinuousClock.Instant) {
        if let closingSince {
            if closingSince.duration(to: now) > .seconds(2) { ended() }
            return
        }
        guard session.sweep(now: now) else { return ended() }
        pump()
    }

    private func readable() {
        guard closingSince == nil, let input = unsafe bufferevent_get_input(bufferevent) else { return }
        while true {
            let count = unsafe evbuffer_get_contiguous_space(input)
            guard count > 0, let start = unsafe evbuffer_pullup(input, count) else { break }
            let goesOn = unsafe session.receive(UnsafeRawBufferPointer(start: start, count: count), now: transport.now)
            unsafe evbuffer_drain(input, count)
            guard goesOn else {
                closingSince = transport.now
                unsafe bufferevent_disable(bufferevent, Int16(EV_READ))
                break
            }
        }
        pump()
    }

    private func written() {
        if closingSince == nil { unsafe bufferevent_enable(bufferevent, Int16(EV_READ)) }
        pump()
    }

    private func ended() { transport.drop(self) }
}

private func connection(_ context: UnsafeMutableRawPointer?) -> GRPCConnection? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<GRPCConnection>.fromOpaque(context).takeUnretainedValue()
}
