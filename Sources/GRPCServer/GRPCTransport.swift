import CLibevent
import Foundation
import HTTPServer

/// The sockets of the server: accepts, keeps connections, hands calls to workers and their answers back.
///
/// `@unchecked Sendable`: all state but the constants is touched on the event loop's thread only.
@safe final class GRPCTransport: @unchecked Sendable {
    let loop: EventLoop
    let limits: GRPCLimits
    private let methods: [String: GRPCMethod]
    private let workers: WorkerPool
    private let budget: ByteBudget
    private let clock = ContinuousClock()
    private var listener: OpaquePointer?
    private var sweepEvent: OpaquePointer?
    private var connections: [UInt64: GRPCConnection] = [:]
    private var lastID: UInt64 = 0
    private var isDraining = false

    init(limits: GRPCLimits, methods: [String: GRPCMethod]) throws(GRPCServerError) {
        guard let loop = EventLoop(name: "grpc-loop") else { throw .libeventUnavailable }
        self.loop = loop
        self.limits = limits
        self.methods = methods
        budget = ByteBudget(limits.bufferedBytes)
        workers = WorkerPool(name: "grpc-worker", threads: limits.workers, capacity: limits.waitingCalls)
    }

    var now: ContinuousClock.Instant { clock.now }
    var openCalls: Int { connections.values.reduce(0) { $0 + $1.session.openCalls } }

    /// Binds, starts to accept, and starts the loop's thread; the bound port.
    func start(host: String, port: UInt16) throws(GRPCServerError) -> UInt16 {
        // A client that closes early must not end the process.
        signal(SIGPIPE, SIG_IGN)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &found)
        guard code == 0, let address = unsafe found else {
            throw .cannotListen(host: host, port: port, reason: unsafe String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(found) }
        let flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE
        unsafe listener = unsafe evconnlistener_new_bind(
            loop.base, { _, socket, address, _, context in unsafe transport(context)?.accept(socket, address) }, context, flags, 256,
            address.pointee.ai_addr, Int32(address.pointee.ai_addrlen))
        guard let listener = unsafe listener else {
            throw .cannotListen(host: host, port: port, reason: unsafe String(cString: strerror(errno)))
        }
        let bound = unsafe SocketAddress.port(of: evconnlistener_get_fd(listener))
        var interval = timeval(tv_sec: 0, tv_usec: 100_000)
        unsafe sweepEvent = unsafe event_new(
            loop.base, -1, Int16(EV_PERSIST), { _, _, context in unsafe transport(context)?.sweep() }, context)
        if let sweepEvent = unsafe sweepEvent { _ = unsafe event_add(sweepEvent, &interval) }
        loop.start()
        return bound
    }

    /// Stops accepting; clients are told to open no more calls, those under way go on. On the loop.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        if let listener = unsafe listener { unsafe evconnlistener_free(listener) }
        unsafe listener = nil
        for connection in connections.values {
            connection.session.drain()
            connection.pump()
        }
    }

    /// Frees everything; on a stopped loop.
    func close() {
        workers.stop()
        if let listener = unsafe listener { unsafe evconnlistener_free(listener) }
        if let sweepEvent = unsafe sweepEvent { unsafe event_free(sweepEvent) }
        for connection in connections.values { connection.close() }
        connections.removeAll()
    }

    // MARK: Connections

    private func accept(_ socket: Int32, _ address: UnsafeMutablePointer<sockaddr>?) {
        var one: Int32 = 1
        _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        lastID += 1
        let id = lastID
        let session = GRPCSession(
            limits: limits, methods: methods, budget: budget, peer: unsafe SocketAddress.text(address), now: now,
            accept: { [unowned self] in dispatch($0, of: id) })
        guard let session, let bufferevent = unsafe bufferevent_socket_new(loop.base, socket, Int32(BEV_OPT_CLOSE_ON_FREE.rawValue)) else {
            _ = Glibc.close(socket)
            return
        }
        connections[id] = unsafe GRPCConnection(id: id, bufferevent: bufferevent, session: session, transport: self)
        pauseOrResumeAccepting()
    }

    func drop(_ connection: GRPCConnection) {
        guard connections.removeValue(forKey: connection.id) != nil else { return }
        connection.close()
        pauseOrResumeAccepting()
    }

    private func pauseOrResumeAccepting() {
        guard let listener = unsafe listener else { return }
        if connections.count >= limits.connections {
            _ = unsafe evconnlistener_disable(listener)
        } else {
            _ = unsafe evconnlistener_enable(listener)
        }
    }

    private func sweep() {
        let now = now
        for connection in connections.values { connection.sweep(now) }
    }

    // MARK: Calls

    private func dispatch(_ arrival: GRPCSession.Arrival, of connection: UInt64) {
        let isTaken = workers.submit { [self] in
            guard !arrival.cancellation.isCancelled else { return }
            let result: Result<[UInt8], GRPCFailure>
            do throws(GRPCFailure) { result = .success(try arrival.method(arrival.call)) } catch { result = .failure(error) }
            guard !arrival.cancellation.isCancelled else { return }
            loop.enqueue { [self] in answer(arrival.stream, of: connection, result) }
        }
        guard !isTaken else { return }
        // Not at once: the session is inside `receive`.
        let failure = GRPCFailure(.unavailable, "The server is overloaded; try again.")
        loop.enqueue { [self] in answer(arrival.stream, of: connection, .failure(failure)) }
    }

    private func answer(_ stream: Int32, of id: UInt64, _ result: Result<[UInt8], GRPCFailure>) {
        guard let connection = connections[id] else { return }
        connection.session.answer(stream, result)
        connection.pump()
    }
}

private func transport(_ context: UnsafeMutableRawPointer?) -> GRPCTransport? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<GRPCTransport>.fromOpaque(context).takeUnretainedValue()
}
