/// Bounds on what one client may send and how long it may take.
public struct GRPCLimits: Sendable {
    /// Request message, bytes.
    public var messageBytes = 4 * 1024 * 1024
    /// Unfinished request messages of all connections, bytes.
    public var bufferedBytes = 128 * 1024 * 1024
    /// Header list of one call as HTTP/2 counts it: name, value and 32 per field, bytes.
    public var headerListBytes = 16 * 1024
    /// Calls under way on one connection.
    public var concurrentStreams = 1024
    /// Open connections; further ones wait in the kernel's queue.
    public var connections = 256
    /// Seconds a connection may stay open without a call.
    public var idleSeconds = 600.0
    /// Seconds from the acceptance of a connection to its first frame.
    public var handshakeSeconds = 10.0
    /// Seconds from the beginning of a call to the end of its message.
    public var requestSeconds = 30.0
    /// Seconds without progress while an answer is written.
    public var writeSeconds = 30.0
    /// Resets a client may send at once, and those it regains each second (CVE-2023-44487, "rapid reset").
    public var resets = (burst: 1000, perSecond: 33)
    /// PING, SETTINGS, PRIORITY and empty DATA frames a client may send at once, and those it regains each second (CVE-2019-9512, -9515, -9518).
    public var controlFrames = (burst: 500, perSecond: 50)
    /// Threads that run methods.
    public var workers = 2
    /// Calls that may wait for a worker; a further one ends with `unavailable`.
    public var waitingCalls = 2048

    public init() {}
}
