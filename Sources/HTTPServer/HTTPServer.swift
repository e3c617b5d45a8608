import Dispatch
import Foundation
import Synchronization

/// What can go wrong when a server starts.
public enum HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
    case libeventUnavailable
    case cannotListen(host: String, port: UInt16, reason: String)

    public var description: String {
        switch self {
        case .libeventUnavailable: "libevent could not make an event base with thread support."
        case .cannotListen(let host, let port, let reason): "Cannot listen on \(host) port \(port): \(reason)."
        }
    }
}

/// An HTTP/1.1 server on libevent's evhttp: one event-loop thread, a bounded pool of workers, strict request heads.
///
/// A handler answers from a worker or later from any thread; the loop never waits for one.
public final class HTTPServer: Sendable {
    private let transport: Transport
    /// The port that was bound; differs from the one asked for when that was 0.
    public let port: UInt16

    /// Binds and starts to serve.
    ///
    /// `observer` is called on the loop's thread once per exchange and must not block.
    public init(
        host: String = "127.0.0.1", port: UInt16, limits: HTTPLimits = HTTPLimits(), handler: any HTTPHandler,
        observer: @escaping @Sendable (AccessRecord) -> Void = { _ in }
    ) throws(HTTPServerError) {
        transport = try Transport(limits: limits, handler: handler, observer: observer)
        self.port = try transport.start(host: host, port: port)
    }

    /// Stops accepting and closes idle connections; requests under way go on, answers carry `Connection: close`.
    public func drain() {
        transport.loop.enqueue { [transport] in transport.drain() }
    }

    /// Drains, waits at most `seconds` for the requests under way, then closes everything. Blocks the calling thread.
    public func stop(within seconds: Double) {
        drain()
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        while openExchanges > 0, ContinuousClock.now < deadline { usleep(10_000) }
        transport.loop.stop()
        transport.close()
    }

    /// Number of requests that have not been answered completely.
    public var openExchanges: Int {
        let semaphore = DispatchSemaphore(value: 0)
        let answer = Answer()
        transport.loop.enqueue { [transport] in
            answer.count.store(transport.unansweredCount, ordering: .relaxed)
            semaphore.signal()
        }
        semaphore.wait()
        return answer.count.load(ordering: .relaxed)
    }
}

/// Carries a number from the loop's thread to the one that asked.
private final class Answer: Sendable {
    let count = Atomic<Int>(0)
}
