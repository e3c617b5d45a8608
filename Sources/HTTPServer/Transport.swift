import CLibevent
import Foundation

/// The evhttp side of the server: accepts, passes bytes through each connection's gate, hands requests to workers.
///
/// `@unchecked Sendable`: all state but the constants is touched on the event loop's thread only.
@safe final class Transport: @unchecked Sendable {
    let loop: EventLoop
    let limits: HTTPLimits
    let handler: any HTTPHandler
    let workers: WorkerPool
    private let observer: @Sendable (AccessRecord) -> Void
    private let http: OpaquePointer
    private var listener: OpaquePointer?
    private var sweepEvent: OpaquePointer?
    var connections: [OpaquePointer: Connection] = unsafe [:]
    /// Connections by the exchange that is under way on them.
    var active: [ObjectIdentifier: Connection] = [:]
    var unfinishedBytes = 0
    private(set) var isDraining = false
    private var acceptsPaused = false
    private let clock = ContinuousClock()

    init(
        limits: HTTPLimits, handler: any HTTPHandler, observer: @escaping @Sendable (AccessRecord) -> Void
    ) throws(HTTPServerError) {
        guard let loop = EventLoop(name: "http-loop"), let http = unsafe evhttp_new(loop.base) else { throw .libeventUnavailable }
        self.loop = loop
        unsafe self.http = unsafe http
        self.limits = limits
        self.handler = handler
        self.observer = observer
        workers = WorkerPool(name: "http-worker", threads: limits.workers, capacity: limits.waitingRequests)
    }

    var now: ContinuousClock.Instant { clock.now }

    /// Binds, starts to accept, and starts the loop's thread; the bound port.
    func start(host: String, port: UInt16) throws(HTTPServerError) -> UInt16 {
        // A client that closes early must not end the process.
        signal(SIGPIPE, SIG_IGN)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe evhttp_set_timeout(http, Int32(max(limits.writeSeconds, limits.idleSeconds + 5)))
        unsafe evhttp_set_bevcb(http, { base, context in unsafe transport(context)?.accept(base) }, context)
        unsafe evhttp_set_gencb(
            http,
            { request, context in
                guard let request = unsafe request else { return }
                unsafe transport(context)?.requestArrived(request)
            }, context)
        guard let socket = unsafe evhttp_bind_socket_with_handle(http, host, port) else {
            throw .cannotListen(host: host, port: port, reason: unsafe String(cString: strerror(errno)))
        }
        unsafe listener = unsafe socket
        // Accepted sockets inherit it: the last piece of a long answer does not wait 40 ms for the peer's delayed acknowledgement.
        var one: Int32 = 1
        _ = unsafe setsockopt(
            evhttp_bound_socket_get_fd(socket), Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        let bound = unsafe SocketAddress.port(of: evhttp_bound_socket_get_fd(socket))
        var interval = timeval(tv_sec: 0, tv_usec: 250_000)
        unsafe sweepEvent = unsafe event_new(
            loop.base, -1, Int16(EV_PERSIST), { _, _, context in unsafe transport(context)?.sweep() }, context)
        if let sweepEvent = unsafe sweepEvent { _ = unsafe event_add(sweepEvent, &interval) }
        loop.start()
        return bound
    }

    /// Stops accepting; connections without a request under way are closed, the others after their answer. On the loop.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        if let listener = unsafe listener { unsafe evhttp_del_accept_socket(http, listener) }
        unsafe listener = nil
        for connection in unsafe Array(connections.values) where connection.isIdle { shutDown(connection) }
    }

    /// Frees everything; on a stopped loop.
    func close() {
        workers.stop()
        if let sweepEvent = unsafe sweepEvent { unsafe event_free(sweepEvent) }
        unsafe evhttp_free(http)
        for connection in unsafe Array(connections.values) { release(connection) }
    }

    // MARK: Connections

    private func accept(_ base: OpaquePointer?) -> OpaquePointer? {
        guard let bufferevent = unsafe bufferevent_socket_new(base, -1, Int32(BEV_OPT_CLOSE_ON_FREE.rawValue)) else { return nil }
        unsafe bufferevent_incref(bufferevent)
        let connection = unsafe Connection(bufferevent: bufferevent, transport: self, now: now)
        unsafe connections[bufferevent] = connection
        unsafe evbuffer_add_cb(
            bufferevent_get_input(bufferevent), inputCallback, Unmanaged.passUnretained(connection).toOpaque())
        pauseOrResumeAccepting()
        return unsafe bufferevent
    }

    /// Lets go of a connection that evhttp has freed or is freeing.
    func release(_ connection: Connection) {
        guard unsafe connections.removeValue(forKey: connection.bufferevent) != nil else { return }
        unfinishedBytes -= connection.countedBytes
        unsafe evbuffer_remove_cb(
            bufferevent_get_input(connection.bufferevent), inputCallback, Unmanaged.passUnretained(connection).toOpaque())
        unsafe bufferevent_decref(connection.bufferevent)
        pauseOrResumeAccepting()
    }

    private func pauseOrResumeAccepting() {
        guard let listener = unsafe listener else { return }
        let isFull = unsafe connections.count >= limits.connections
        guard isFull != acceptsPaused else { return }
        acceptsPaused = isFull
        let accepting = unsafe evhttp_bound_socket_get_listener(listener)
        if isFull { _ = unsafe evconnlistener_disable(accepting) } else { _ = unsafe evconnlistener_enable(accepting) }
    }

    /// Closes both directions; evhttp sees the end and frees the connection.
    func shutDown(_ connection: Connection) {
        Glibc.shutdown(connection.descriptor, Int32(SHUT_RDWR))
    }

    /// evhttp is about to free this connection.
    func connectionClosed(_ connection: Connection) {
        if let exchange = connection.exchange {
            // A request that evhttp has cut off from its connection is ours to free.
            if let request = unsafe connection.request, unsafe evhttp_request_get_connection(request) == nil {
                unsafe evhttp_request_free(request)
            }
            report(exchange, connection, complete: false)
            clearExchange(connection)
            exchange.end(gone: true)
        }
        unsafe connection.evhttpConnection = nil
        if connection.isRefused, !isDraining {
            connection.closingSince = now
            unsafe bufferevent_enable(connection.bufferevent, Int16(EV_READ))
        } else {
            release(connection)
        }
    }

    func clearExchange(_ connection: Connection) {
        connection.isWatched = false
        if let exchange = connection.exchange { active[ObjectIdentifier(exchange)] = nil }
        connection.exchange = nil
        unsafe connection.request = nil
        connection.stream = nil
        connection.answer = nil
        connection.idleSince = now
    }

    func report(_ exchange: LiveExchange, _ connection: Connection, complete: Bool) {
        observer(
            AccessRecord(
                requestID: exchange.requestID, method: exchange.method.rawValue, route: connection.answer?.route ?? "none",
                status: connection.answer?.status ?? 499,
                duration: exchange.start.duration(to: now), requestBytes: exchange.requestBytes,
                responseBytes: connection.answer?.bytes ?? 0, complete: complete, trace: connection.answer?.trace))
    }
}

private func transport(_ context: UnsafeMutableRawPointer?) -> Transport? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transport>.fromOpaque(context).takeUnretainedValue()
}

private let inputCallback: evbuffer_cb_func = { buffer, info, context in
    guard let context = unsafe context, let buffer = unsafe buffer, let added = unsafe info?.pointee.n_added, added > 0 else { return }
    let connection = unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    unsafe connection.transport.bytesArrived(connection, in: buffer, added: added)
}
