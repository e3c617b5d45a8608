/// Bounds on what one client may send and how long it may take; refusals name the bound.
public struct HTTPLimits: Sendable {
    /// Request line and header fields together, bytes.
    public var headBytes = 32 * 1024
    /// Request target, bytes.
    public var targetBytes = 8 * 1024
    /// Header field lines.
    public var headerFields = 100
    /// Request body after removal of the transfer coding, bytes.
    public var bodyBytes = 16 * 1024 * 1024
    /// Bytes of unfinished requests over all connections.
    public var bufferedBytes = 256 * 1024 * 1024
    /// Open connections; further ones wait in the kernel's queue.
    public var connections = 1024
    /// Seconds from a request's first byte to the end of its head.
    public var headSeconds = 10.0
    /// Seconds from a request's first byte to the end of its body.
    public var bodySeconds = 120.0
    /// Seconds a connection may stay open without a request.
    public var idleSeconds = 75.0
    /// Seconds without progress while an answer is written.
    public var writeSeconds = 60.0
    /// Seconds of silence after which a stream sends its keep-alive.
    public var keepAliveSeconds = 10.0
    /// Threads that run handlers.
    public var workers = 4
    /// Requests that may wait for a worker; a further one is answered with 503.
    public var waitingRequests = 256

    public init() {}
}
