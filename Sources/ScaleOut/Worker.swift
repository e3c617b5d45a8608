import Dispatch
import Foundation
import Messaging
import Service
import Storage
import Synchronization

/// What a worker did since the start.
public struct WorkerCounters: Sendable, Equatable {
    public var running = 0
    /// Jobs worked off, whatever came of them.
    public var finished = 0
    /// Runs whose result counted for nothing, because somebody else had claimed the job meanwhile.
    public var fenced = 0
    /// Jobs handed back, to start later or elsewhere.
    public var handedBack = 0
    public var quarantined = 0
}

/// Takes jobs from the stream and proves them, a thread for each.
///
/// The order of steps is what makes results count once: claim in the database (the fence rises), compute, write the end under the fence, and only
/// then acknowledge. Death before the end is written: the message comes again after `ackSeconds`, the lease has lapsed, somebody claims anew.
/// Death between end and acknowledgement: the message comes again and finds a job that is over. A worker that was frozen past its lease finds
/// its fence outdated and writes nothing.
public final class Worker: Sendable {
    private struct State {
        var claims: [String: ClaimedJob] = [:]
        var counters = WorkerCounters()
        var isDraining = false
    }

    private let service: ProofService
    private let stream: JobStream
    private let settings: ScaleOutSettings
    private let state = Mutex(State())
    private let heartbeat: DeliveryHeartbeat
    private let threads = DispatchGroup()
    private let leases = Mutex<Ticker?>(nil)
    private let stops = Mutex<Subscription?>(nil)
    private let note: @Sendable (String) -> Void

    /// `note` is told of what can't be done at the moment, for the log.
    public init(_ service: ProofService, _ stream: JobStream, _ settings: ScaleOutSettings, note: @escaping @Sendable (String) -> Void) {
        self.service = service
        self.stream = stream
        self.settings = settings
        self.note = note
        heartbeat = DeliveryHeartbeat(every: settings.stream.ackSeconds / 3)
    }

    public var counters: WorkerCounters { state.withLock { $0.counters } }
    public var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Starts the threads; throws when the wish to hear of cancellations can't be noted.
    public func start() throws(MessagingError) {
        // Leases get a thread of their own: a slow database must not delay the signs of life in the stream.
        let renewals = Ticker("leases", every: service.settings.leaseSeconds / 3) { [self] in renewAll() }
        leases.withLock { $0 = renewals }
        let subscription = try stream.client.subscribe("\(ScaleOutSettings.stops).*") { [self] subject, _ in
            if state.withLock({ $0.claims[subject.idOfSubject] }) != nil { renewals.fire() }
        }
        stops.withLock { $0 = subscription }
        for index in 0..<max(1, service.settings.provers) {
            threads.enter()
            let thread = Thread { [self] in
                work()
                threads.leave()
            }
            thread.name = "prover-\(index)"
            thread.stackSize = 16 << 20
            thread.start()
        }
    }

    /// Takes no more jobs, lets those under way end for at most `seconds`, hands back the rest. Blocks.
    public func drain(within seconds: Double) {
        state.withLock { $0.isDraining = true }
        let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        while state.withLock({ !$0.claims.isEmpty }), ContinuousClock.now < deadline { usleep(20_000) }
        for claim in state.withLock({ Array($0.claims.values) }) { claim.stopForShutdown() }
        threads.wait()
        stops.withLock { $0 = nil }
        leases.withLock { $0 }?.stop()
        heartbeat.stop()
    }

    // MARK: Jobs

    private func work() {
        let fetcher = stream.fetcher()
        var isPrepared = false
        while !isDraining {
            do throws(MessagingError) {
                if !isPrepared { try stream.ensure() }
                isPrepared = true
                for delivery in try fetcher.fetch(within: 1) { take(delivery) }
            } catch {
                if case .refused = error { isPrepared = false }
                note("\(error)")
                usleep(500_000)
            }
        }
    }

    private func take(_ delivery: Delivery) {
        do {
            guard !isDraining else { return try delivery.handBack(after: 0) }
            if delivery.isExhausted {
                try service.giveUp(delivery.jobID)
                return try quarantine(delivery, "max_deliveries")
            }
            switch try service.claim(delivery.jobID) {
            case .mine(let claim): try prove(claim, delivery)
            case .over: try delivery.acknowledge()
            case .gaveUp: try quarantine(delivery, "poisonous")
            case .unreadable:
                note("the inputs of \(delivery.jobID) can't be opened with this worker's seal key")
                try handBack(delivery, milliseconds: 30_000)
            case .later(let milliseconds): try handBack(delivery, milliseconds: milliseconds)
            }
        } catch {
            // Not settled: the message comes again.
            note("\(error)")
        }
    }

    private func prove(_ claim: ClaimedJob, _ delivery: Delivery) throws(MessagingError) {
        heartbeat.keep(delivery)
        state.withLock { state in
            state.claims[claim.id] = claim
            state.counters.running += 1
        }
        service.run(claim)
        state.withLock { state in
            state.claims[claim.id] = nil
            state.counters.running -= 1
        }
        heartbeat.release(delivery)
        switch service.rest(of: claim) {
        case .over:
            state.withLock { $0.counters.finished += 1 }
            try delivery.acknowledge()
        case .waits(let milliseconds): try handBack(delivery, milliseconds: milliseconds)
        // Whoever has the job now has its message too.
        case .elsewhere: state.withLock { $0.counters.fenced += 1 }
        case .unwritten: note("the end of \(claim.id) could not be written; it will be proven again")
        }
    }

    private func handBack(_ delivery: Delivery, milliseconds: Int) throws(MessagingError) {
        state.withLock { $0.counters.handedBack += 1 }
        try delivery.handBack(after: Double(min(max(0, milliseconds), 60_000)) / 1000)
    }

    private func quarantine(_ delivery: Delivery, _ reason: String) throws(MessagingError) {
        state.withLock { $0.counters.quarantined += 1 }
        service.environment.observer.note(.jobQuarantined)
        try stream.quarantine(delivery, reason: reason)
    }

    private func renewAll() {
        for claim in state.withLock({ Array($0.claims.values) }) {
            do throws(ServiceError) { _ = try service.renew(claim) } catch { note("the lease of \(claim.id) could not be renewed") }
        }
    }
}
