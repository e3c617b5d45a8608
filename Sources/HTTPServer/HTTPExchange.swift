/// The server side of one request: answer it once, now or later, from any thread.
///
/// A second answer is ignored. Nothing here blocks: work is handed to the event loop.
public protocol HTTPExchange: Sendable {
    /// Sends the whole answer.
    func respond(_ response: HTTPResponse)

    /// Sends status and headers and keeps the body open; `keepAlive` is written whenever the stream was silent for a while.
    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter

    /// Calls `action` once if the client goes away (closes or half-closes its side) before the answer is complete.
    func onClientGone(_ action: @escaping @Sendable () -> Void)
}

/// Writes the body of a streamed answer; a client that does not read is dropped once a mebibyte waits for it.
public protocol HTTPBodyWriter: Sendable {
    func write(_ bytes: [UInt8])
    func finish()
}

/// What stands behind the transport: the router.
public protocol HTTPHandler: Sendable {
    /// Called on a worker thread; may block for a short while, long work answers later through `exchange`.
    func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange)

    /// The answer to a request that was refused before routing.
    func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse
}

/// What is known of an exchange when its answer has been written, for the access log.
public struct AccessRecord: Sendable {
    public let requestID: String
    public let method: String
    public let route: String
    public let status: Int
    /// From the head of the request to the last byte of the answer.
    public let duration: Duration
    public let requestBytes: Int
    public let responseBytes: Int
    /// False when the client went away first.
    public let complete: Bool
    /// Identity of the trace that the request belongs to.
    public let trace: String?

    public var milliseconds: Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
