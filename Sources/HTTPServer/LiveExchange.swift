import Synchronization

/// An exchange on a real connection: any thread may answer, the event loop writes.
final class LiveExchange: HTTPExchange, HTTPBodyWriter {
    private struct State {
        var isAnswered = false
        var isOver = false
        var isGone = false
        var onGone: [@Sendable () -> Void] = []
    }

    let requestID: String
    let method: HTTPMethod
    let keepsAlive: Bool
    let requestBytes: Int
    let start: ContinuousClock.Instant
    private let transport: Transport
    private let state = Mutex(State())

    init(requestID: String, method: HTTPMethod, keepsAlive: Bool, requestBytes: Int, start: ContinuousClock.Instant, transport: Transport) {
        self.requestID = requestID
        self.method = method
        self.keepsAlive = keepsAlive
        self.requestBytes = requestBytes
        self.start = start
        self.transport = transport
    }

    func respond(_ response: HTTPResponse) {
        guard claim() else { return }
        transport.loop.enqueue { self.transport.send(response, for: self) }
    }

    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter {
        if claim() { transport.loop.enqueue { self.transport.startStream(head, keepAlive: keepAlive, for: self) } }
        return self
    }

    func write(_ bytes: [UInt8]) {
        transport.loop.enqueue { self.transport.write(bytes, for: self) }
    }

    func finish() {
        transport.loop.enqueue { self.transport.finishStream(for: self) }
    }

    func onClientGone(_ action: @escaping @Sendable () -> Void) {
        let runsNow = state.withLock { state in
            if !state.isGone, !state.isOver { state.onGone.append(action) }
            return state.isGone
        }
        if runsNow { action() } else { transport.loop.enqueue { self.transport.watchForClose(self) } }
    }

    /// Called by the transport when the exchange has ended; tells those who asked if the client went away first.
    func end(gone: Bool) {
        let actions = state.withLock { state in
            guard !state.isOver else { return [@Sendable () -> Void]() }
            state.isOver = true
            state.isGone = gone
            defer { state.onGone = [] }
            return gone ? state.onGone : []
        }
        for action in actions { action() }
    }

    private func claim() -> Bool {
        state.withLock { state in
            defer { state.isAnswered = true }
            return !state.isAnswered
        }
    }
}
