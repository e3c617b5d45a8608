import CLibevent
import Foundation

/// The way out: whole answers, streams, and the watch over slow or departed clients.
extension Transport {
    /// Bytes that may wait for a client of a stream before it is dropped.
    private static let streamBacklog = 1 << 20
    private static let lingering = Duration.seconds(2)

    func send(_ response: HTTPResponse, for exchange: LiveExchange) {
        guard let connection = connection(of: exchange), let request = unsafe connection.request else { return }
        unsafe writeHead(response, exchange, request)
        connection.answer = (response.status, response.route, response.trace, response.body.count)
        let isBodiless = exchange.method == .head || response.status == 204 || response.status == 304
        if exchange.method == .head { unsafe add("Content-Length", String(response.body.count), to: request) }
        let body = unsafe evbuffer_new()
        if !isBodiless { _ = unsafe response.body.withUnsafeBytes { unsafe evbuffer_add(body, $0.baseAddress, $0.count) } }
        unsafe evhttp_send_reply(request, Int32(response.status), HTTPResponse.reason(response.status), body)
        if let body = unsafe body { unsafe evbuffer_free(body) }
        stopReading(connection)
    }

    func startStream(_ head: HTTPResponse, keepAlive: [UInt8], for exchange: LiveExchange) {
        guard let connection = connection(of: exchange), let request = unsafe connection.request else { return }
        unsafe writeHead(head, exchange, request)
        if exchange.keepsAlive { unsafe add("Connection", "close", to: request) }
        connection.answer = (head.status, head.route, head.trace, 0)
        connection.stream = Connection.Stream(keepAlive: keepAlive, lastWrite: now)
        unsafe evhttp_send_reply_start(request, Int32(head.status), HTTPResponse.reason(head.status))
        stopReading(connection)
        watchForClose(exchange)
    }

    func write(_ bytes: [UInt8], for exchange: LiveExchange) {
        guard let connection = connection(of: exchange), let request = unsafe connection.request, connection.stream != nil,
            !bytes.isEmpty, let buffer = unsafe evbuffer_new()
        else { return }
        _ = unsafe bytes.withUnsafeBytes { unsafe evbuffer_add(buffer, $0.baseAddress, $0.count) }
        unsafe evhttp_send_reply_chunk(request, buffer)
        unsafe evbuffer_free(buffer)
        stopReading(connection)
        connection.stream?.lastWrite = now
        connection.answer?.bytes += bytes.count
        if connection.unsentBytes > Self.streamBacklog { drop(connection) }
    }

    func finishStream(for exchange: LiveExchange) {
        guard let connection = connection(of: exchange), let request = unsafe connection.request, connection.stream != nil else { return }
        connection.stream = nil
        unsafe evhttp_send_reply_end(request)
        if connection.exchange != nil { stopReading(connection) }
    }

    /// evhttp has written the last byte of an answer to the socket.
    func answerWritten(_ connection: Connection) {
        guard let exchange = connection.exchange else { return }
        report(exchange, connection, complete: true)
        clearExchange(connection)
        exchange.end(gone: false)
    }

    /// From now on each sweep looks whether the client has closed, half-closed or reset the connection.
    ///
    /// Not an `EV_CLOSED` event: libevent 2.1 reports a reset as readable and writable only, and would spin on it.
    func watchForClose(_ exchange: LiveExchange) {
        connection(of: exchange)?.isWatched = true
    }

    private func dropDeparted() {
        let watched = unsafe connections.values.filter(\.isWatched)
        guard !watched.isEmpty else { return }
        // POLLRDHUP of poll(2), hidden from Swift behind _GNU_SOURCE.
        let question: Int16 = 0x2000
        var entries = watched.map { pollfd(fd: $0.descriptor, events: question, revents: 0) }
        guard unsafe poll(&entries, nfds_t(entries.count), 0) > 0 else { return }
        let signs = question | Int16(POLLHUP) | Int16(POLLERR) | Int16(POLLNVAL)
        for (connection, entry) in zip(watched, entries) where entry.revents & signs != 0 { drop(connection) }
    }

    /// Frees a connection at once, whatever is under way on it.
    func drop(_ connection: Connection) {
        guard let evhttpConnection = unsafe connection.evhttpConnection else { return shutDown(connection) }
        unsafe evhttp_connection_free(evhttpConnection)
    }

    /// Four times a second: deadlines, silent streams, connections that evhttp has left.
    func sweep() {
        dropDeparted()
        let now = now
        for connection in unsafe Array(connections.values) {
            if let closing = connection.closingSince {
                let isRead = unsafe Int32(bufferevent_get_enabled(connection.bufferevent)) & EV_READ == 0
                if isRead || closing.duration(to: now) > Self.lingering { release(connection) }
            } else if connection.isAbandoned {
                release(connection)
            } else if let stream = connection.stream {
                if stream.lastWrite.duration(to: now) >= .seconds(limits.keepAliveSeconds), let exchange = connection.exchange {
                    write(stream.keepAlive, for: exchange)
                }
            } else if connection.exchange == nil, connection.arrivals.isEmpty {
                sweepWaiting(connection, now)
            }
        }
    }

    private func sweepWaiting(_ connection: Connection, _ now: ContinuousClock.Instant) {
        if let start = connection.requestStart {
            let limit = connection.gate.isInsideBody ? limits.bodySeconds : limits.headSeconds
            if start.duration(to: now) > .seconds(limit) { refuseSlow(connection) }
        } else if isDraining || connection.idleSince.duration(to: now) > .seconds(limits.idleSeconds) {
            shutDown(connection)
        }
    }

    private func connection(of exchange: LiveExchange) -> Connection? {
        active[ObjectIdentifier(exchange)]
    }

    /// Between the request and the next one nothing is read, so that a client can neither fill memory nor, by half-closing,
    /// make evhttp drop the answer. Writing notices a broken connection by itself; `watchForClose` tells of the rest.
    private func stopReading(_ connection: Connection) {
        unsafe bufferevent_disable(connection.bufferevent, Int16(EV_READ))
    }

    private func writeHead(_ response: HTTPResponse, _ exchange: LiveExchange, _ request: OpaquePointer) {
        for field in response.headers.fields { unsafe add(field.name, field.value, to: request) }
        unsafe add("X-Request-Id", exchange.requestID, to: request)
        if isDraining { unsafe add("Connection", "close", to: request) }
    }

    private func add(_ name: String, _ value: String, to request: OpaquePointer) {
        _ = unsafe evhttp_add_header(evhttp_request_get_output_headers(request), name, value)
    }
}

extension Transport {
    /// Number of connections with a request under way.
    var unansweredCount: Int { unsafe connections.values.count { $0.exchange != nil || !$0.arrivals.isEmpty } }
}
