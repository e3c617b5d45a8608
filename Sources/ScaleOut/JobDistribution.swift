import Messaging
import Service
import Storage
import Synchronization

/// What joins this process to the others: the connection, the stream of jobs, the hints.
///
/// Make it first, give its `exchange` to the service's environment, then `serve` (in a server) or make a `Worker` (in a worker).
public final class JobDistribution: Sendable {
    public let settings: ScaleOutSettings
    public let client: MessagingClient
    public let stream: JobStream
    private let hints: NATSExchange
    private let parts = Mutex<(dispatcher: Dispatcher, relay: EventRelay, lag: Ticker)?>(nil)
    private let lastLag = Mutex<StreamLag?>(nil)

    /// Starts to connect; `onEvent` hears what happens to the connection.
    public init(_ settings: ScaleOutSettings, onEvent: @escaping @Sendable (ConnectionEvent) -> Void) throws(MessagingError) {
        self.settings = settings
        client = try MessagingClient(settings.messaging, onEvent: onEvent)
        stream = JobStream(client, settings.stream)
        hints = NATSExchange(client)
    }

    public var exchange: any JobExchange { hints }

    /// Where the jobs lie that were set aside.
    public var quarantine: any JobQuarantine { StreamQuarantine(stream) }

    /// Begins to hand out the jobs that this server accepts, and to bring it the events of those that run elsewhere.
    ///
    /// `measured` is told every two seconds how much waits and how much workers hold; `note` what can't be done at the moment, for the log.
    public func serve(
        _ service: ProofService, _ store: Store, measured: @escaping @Sendable (StreamLag) -> Void = { _ in },
        note: @escaping @Sendable (String) -> Void
    ) throws(MessagingError) {
        let dispatcher = Dispatcher(store, stream, settings, service.environment, shares: { service.share(of: $0) }, note: note)
        let relay = try EventRelay(service, client, every: settings.pollSeconds)
        hints.onWait { dispatcher.fire() }
        dispatcher.start()
        let lag = Ticker("lag", every: 2) { [self] in
            var lag = try? stream.lag()
            lastLag.withLock { $0 = lag }
            if let lag { hints.note(lag) }
            lag?.pending += dispatcher.counters.waiting
            if let lag { measured(lag) }
        }
        parts.withLock { $0 = (dispatcher, relay, lag) }
    }

    /// What this server's dispatcher did; nil in a worker.
    public var dispatched: DispatchCounters? { parts.withLock { $0 }?.dispatcher.counters }

    /// How much lay in the stream a moment ago; nil when it could not be asked, and in a worker.
    public var lag: StreamLag? { lastLag.withLock { $0 } }

    /// Ends the threads of a server.
    public func stop() {
        let parts = parts.withLock { parts in
            defer { parts = nil }
            return parts
        }
        parts?.dispatcher.stop()
        parts?.relay.stop()
        parts?.lag.stop()
    }
}
