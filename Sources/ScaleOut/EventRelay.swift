import Messaging
import Service
import Synchronization

/// Brings the listeners of this server the events of jobs that run elsewhere: on a hint at once, without one at the next look.
final class EventRelay: Sendable {
    private let subscription: Mutex<Subscription?>
    private let now: Ticker
    private let look: Ticker

    init(_ service: ProofService, _ client: MessagingClient, every seconds: Double) throws(MessagingError) {
        let hinted = Hinted()
        let now = Ticker("events", every: seconds) { Self.refresh(service, hinted.take()) }
        subscription = Mutex(
            try client.subscribe("\(ScaleOutSettings.events).*") { subject, bytes in
                if let message = NATSExchange.decode(bytes) { return service.pass(subject.idOfSubject, message) }
                hinted.add(subject.idOfSubject)
                now.fire()
            })
        self.now = now
        look = Ticker("events-look", every: seconds) { Self.refresh(service, service.followedJobs) }
    }

    func stop() {
        subscription.withLock { $0 = nil }
        now.stop()
        look.stop()
    }

    private static func refresh(_ service: ProofService, _ ids: [String]) {
        // What can't be read now is read at the next look.
        if !ids.isEmpty { do throws(ServiceError) { try service.refresh(ids) } catch {} }
    }
}

/// Jobs that hints named since the last look.
private final class Hinted: Sendable {
    private let ids = Mutex<Set<String>>([])

    func add(_ id: String) { ids.withLock { _ = $0.insert(id) } }

    func take() -> [String] {
        ids.withLock { ids in
            defer { ids = [] }
            return Array(ids)
        }
    }
}
