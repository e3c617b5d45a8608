import CLibevent
import Foundation

/// The way in: raw bytes, the gate, evhttp, a worker.
extension Transport {
    /// New bytes lie at the end of the connection's input buffer; they are taken out and replaced by what may pass.
    func bytesArrived(_ connection: Connection, in buffer: OpaquePointer, added: Int) {
        guard !connection.isRewriting else { return }
        connection.isRewriting = true
        defer { connection.isRewriting = false }
        // Heads that passed earlier and that evhttp has not read yet stay in front.
        let passed = unsafe evbuffer_get_length(buffer) - added
        let kept = unsafe passed > 0 ? evbuffer_new() : nil
        if let kept = unsafe kept { _ = unsafe evbuffer_remove_buffer(buffer, kept, passed) }
        var bytes = [UInt8](repeating: 0, count: added)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Int(evbuffer_remove(buffer, $0.baseAddress, $0.count)) }
        if let kept = unsafe kept {
            _ = unsafe evbuffer_add_buffer(buffer, kept)
            unsafe evbuffer_free(kept)
        }
        guard count > 0, connection.closingSince == nil else { return }
        for event in connection.gate.feed(bytes.prefix(count)) { unsafe pass(event, connection, buffer) }
        unsafe settle(connection, buffer)
    }

    private func pass(_ event: RequestGate.Event, _ connection: Connection, _ buffer: OpaquePointer) {
        switch event {
        case .request(let head, let body):
            connection.arrivals.append(.request(head, body: body))
            unsafe append(head, to: buffer)
        case .refusal(let refusal):
            unsafe refuse(connection, refusal, buffer)
        case .continueExpected:
            guard connection.exchange == nil, connection.arrivals.isEmpty else { return }
            // Nothing of an answer waits at this point, so these bytes go out alone.
            let line = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
            _ = unsafe line.withUnsafeBytes {
                unsafe Glibc.send(connection.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
        }
    }

    private func refuse(_ connection: Connection, _ refusal: HTTPRefusal, _ buffer: OpaquePointer) {
        connection.gate.refuse()
        connection.isRefused = true
        connection.arrivals.append(.refusal(refusal))
        unsafe append("GET / HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n", to: buffer)
    }

    /// Gives evhttp a head of our own making, which opens one exchange; it never sees a byte that a client wrote.
    private func append(_ head: RequestHead, to buffer: OpaquePointer) {
        let method = head.method == .head ? "HEAD" : "GET"
        let option = head.keepsAlive ? (head.isHTTP11 ? "" : "Connection: keep-alive\r\n") : "Connection: close\r\n"
        unsafe append("\(method) / HTTP/1.\(head.isHTTP11 ? 1 : 0)\r\nHost: gate\r\n\(option)\r\n", to: buffer)
    }

    private func append(_ text: String, to buffer: OpaquePointer) {
        var text = text
        _ = text.withUTF8 { unsafe evbuffer_add(buffer, $0.baseAddress, $0.count) }
    }

    /// Keeps the books on unfinished requests, and refuses when all connections together hold too much.
    private func settle(_ connection: Connection, _ buffer: OpaquePointer) {
        let held = connection.gate.heldBytes
        unfinishedBytes += held - connection.countedBytes
        connection.countedBytes = held
        if unfinishedBytes > limits.bufferedBytes, connection.gate.isInsideRequest {
            unsafe refuse(connection, .overloaded, buffer)
            unfinishedBytes -= held
            connection.countedBytes = 0
        }
        if !connection.gate.isInsideRequest {
            connection.requestStart = nil
        } else if connection.requestStart == nil {
            connection.requestStart = now
        }
    }

    /// A request has taken too long: its refusal is put into the input as if it had just arrived.
    func refuseSlow(_ connection: Connection) {
        guard let input = unsafe bufferevent_get_input(connection.bufferevent) else { return }
        connection.requestStart = nil
        connection.isRewriting = true
        _ = unsafe evbuffer_unfreeze(input, 0)
        unsafe refuse(connection, .timedOut, input)
        _ = unsafe evbuffer_freeze(input, 0)
        connection.isRewriting = false
        unfinishedBytes -= connection.countedBytes
        connection.countedBytes = 0
        unsafe bufferevent_trigger(connection.bufferevent, Int16(EV_READ), Int32(BEV_OPT_DEFER_CALLBACKS.rawValue))
    }

    /// evhttp has read one of our heads: the exchange for the oldest arrival begins.
    func requestArrived(_ request: OpaquePointer) {
        guard let evhttpConnection = unsafe evhttp_request_get_connection(request),
            let bufferevent = unsafe evhttp_connection_get_bufferevent(evhttpConnection),
            let connection = unsafe connections[bufferevent], !connection.arrivals.isEmpty
        else {
            unsafe evhttp_send_error(request, 500, nil)
            return
        }
        let arrival = connection.arrivals.removeFirst()
        unsafe connection.request = unsafe request
        unsafe connection.evhttpConnection = unsafe evhttpConnection
        let context = unsafe Unmanaged.passUnretained(connection).toOpaque()
        unsafe evhttp_connection_set_closecb(evhttpConnection, { _, context in unsafe closed(context) }, context)
        unsafe evhttp_request_set_on_complete_cb(request, { _, context in unsafe completed(context) }, context)
        switch arrival {
        case .refusal(let refusal):
            let exchange = LiveExchange(
                requestID: Self.newRequestID(), method: .get, keepsAlive: false, requestBytes: 0, start: now, transport: self)
            begin(exchange, connection)
            exchange.respond(handler.response(to: refusal, requestID: exchange.requestID))
        case .request(let head, let body):
            dispatch(head, body, connection, peer: unsafe peer(of: evhttpConnection))
        }
    }

    private func dispatch(_ head: RequestHead, _ body: [UInt8], _ connection: Connection, peer: String) {
        let offered = head.headers["X-Request-Id"]
        let requestID = offered.flatMap { (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy(RequestHead.isToken) ? $0 : nil }
        let request = HTTPRequest(
            id: requestID ?? Self.newRequestID(), method: head.method, path: head.target.path, query: head.target.query,
            headers: head.headers, body: body, peer: peer)
        let exchange = LiveExchange(
            requestID: request.id, method: head.method, keepsAlive: head.keepsAlive, requestBytes: body.count, start: now, transport: self)
        begin(exchange, connection)
        let handler = handler
        if !workers.submit({ handler.handle(request, exchange) }) {
            exchange.respond(handler.response(to: .overloaded, requestID: request.id))
        }
    }

    private func begin(_ exchange: LiveExchange, _ connection: Connection) {
        connection.exchange = exchange
        active[ObjectIdentifier(exchange)] = connection
    }

    private func peer(of connection: OpaquePointer) -> String {
        var address: UnsafeMutablePointer<CChar>?
        var port: UInt16 = 0
        unsafe evhttp_connection_get_peer(connection, &address, &port)
        guard let address = unsafe address else { return "" }
        return unsafe String(cString: address)
    }

    /// 64 random bits in hexadecimal.
    static func newRequestID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

private func closed(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    let connection = unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    connection.transport.connectionClosed(connection)
}

private func completed(_ context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    let connection = unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    connection.transport.answerWritten(connection)
}
