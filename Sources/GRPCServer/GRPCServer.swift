import Dispatch
import Foundation
import Synchronization

/// What can go wrong when a server starts.
public enum GRPCServerError: Error, Sendable, Equatable, CustomStringConvertible {
    case libeventUnavailable
    case cannotListen(host: String, port: UInt16, reason: String)

    public var description: String {
        switch self {
        case .libeventUnavailable: "libevent could not make an event base with thread support."
        case .cannotListen(let host, let port, let reason): "Cannot listen for gRPC on \(host) port \(port): \(reason)."
        }
    }
}

/// A gRPC server for unary calls over HTTP/2 without TLS (h2c with prior knowledge), on nghttp2 and libevent: one event-loop thread and a
/// bounded pool of workers.
public final class GRPCServer: Sendable {
    private let transport: GRPCTransport
    private let isStopped = Atomic<Bool>(false)
    /// The port that was bound; differs from the one asked for when that was 0.
    public let port: UInt16

    /// Binds and starts to serve; `methods` are keyed by path, `/package.Service/Method`.
    public init(host: String = "127.0.0.1", port: UInt16, limits: GRPCLimits = GRPCLimits(), methods: [String: GRPCMethod])
        throws(GRPCServerError)
    {
        transport = try GRPCTransport(limits: limits, methods: methods)
        self.port = try transport.start(host: host, port: port)
    }

    /// Stops accepting and sends GOAWAY; calls under way are answered.
    public func drain() {
        transport.loop.enqueue { [transport] in transport.drain() }
    }

    /// Drains, waits at most `seconds` for the calls under way, then closes everything. Blocks the calling thread. A second call
    /// does nothing.
    public func stop(within seconds: Double) {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        drain()
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        while openCalls > 0, ContinuousClock.now < deadline { usleep(10_000) }
        transport.loop.stop()
        transport.close()
    }

    /// Number of calls that have not been answered completely.
    private var openCalls: Int {
        let semaphore = DispatchSemaphore(value: 0)
        let answer = Mutex(0)
        transport.loop.enqueue { [transport] in
            let count = transport.openCalls
            answer.withLock { $0 = count }
            semaphore.signal()
        }
        semaphore.wait()
        return answer.withLock { $0 }
    }
}
