/// One unary call, whole.
public struct GRPCCall: Sendable {
    /// The request message without its prefix.
    public let message: ArraySlice<UInt8>
    /// Address of the peer in text, without the port.
    public let peer: String
    /// When the caller stops waiting; nil when it set no `grpc-timeout`.
    public let deadline: ContinuousClock.Instant?

    public init(message: ArraySlice<UInt8>, peer: String = "", deadline: ContinuousClock.Instant? = nil) {
        self.message = message
        self.peer = peer
        self.deadline = deadline
    }
}

/// What answers a unary call: called on a worker thread, gives the response message; may block for a short while.
public typealias GRPCMethod = @Sendable (GRPCCall) throws(GRPCFailure) -> [UInt8]
