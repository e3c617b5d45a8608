import Dispatch
import Foundation
import Synchronization

/// Sends finished spans to a collector in batches, from a thread of its own; whoever finishes a span never waits.
///
/// When the collector is slow or away, at most `capacity` spans are kept and further ones are counted and dropped.
public final class SpanExporter: Sendable {
    public struct Settings: Sendable {
        public var address: CollectorAddress
        /// What the spans tell of this process (`service.name` and so on).
        public var resource: [Span.Attribute] = []
        public var scopeVersion = ""
        /// Spans that may wait.
        public var capacity = 8192
        /// Spans in one request.
        public var batch = 512
        /// Longest time a span waits for company, seconds.
        public var delay = 2.0
        /// Time one request may take, seconds.
        public var timeout = 10.0
        public var retry = RetrySchedule()

        public init(address: CollectorAddress) { self.address = address }
    }

    private struct State {
        var waiting: [Span] = []
        var isStopping = false
        /// No try after this moment.
        var deadline: ContinuousClock.Instant?
    }

    private let settings: Settings
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let sent: Counter
    private let requests: MetricFamily<Counter>
    private let dropped: MetricFamily<Counter>

    /// Starts the thread; what becomes of spans is counted in `metrics`.
    public init(_ settings: Settings, metrics: MetricRegistry) {
        self.settings = settings
        sent = metrics.counter("burhan_trace_spans_sent_total", "Spans that the collector accepted.").only
        requests = metrics.counter(
            "burhan_trace_export_requests_total", "Requests to the collector by their end.",
            labels: [Label("result", ["accepted", "refused", "retried"])])
        dropped = metrics.counter(
            "burhan_trace_spans_dropped_total",
            "Spans that were lost: the queue was full, the collector refused them, or all tries failed.",
            labels: [Label("reason", ["queue_full", "refused", "gave_up"])])
        let thread = Thread { [self] in run() }
        thread.name = "span-exporter"
        thread.start()
    }

    /// Queues a span; never blocks.
    public func send(_ span: Span) {
        let count = state.withLock { state -> Int? in
            guard state.waiting.count < settings.capacity, !state.isStopping else { return nil }
            state.waiting.append(span)
            return state.waiting.count
        }
        guard let count else { return dropped["queue_full"].increment() }
        if count == settings.batch { wake.signal() }
    }

    /// Sends what waits, for at most `seconds`, and ends the thread. Blocks.
    public func stop(within seconds: Double) {
        state.withLock { state in
            state.isStopping = true
            state.deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
        }
        wake.signal()
        _ = ended.wait(timeout: .now() + seconds + 1)
    }

    private func run() {
        while true {
            _ = wake.wait(timeout: .now() + settings.delay)
            var batch = take()
            while !batch.isEmpty {
                deliver(batch)
                batch = take()
            }
            if state.withLock({ $0.isStopping && $0.waiting.isEmpty }) { break }
        }
        ended.signal()
    }

    private func take() -> [Span] {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(settings.batch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    /// Tries until the collector takes the batch, refuses it for good, or the schedule ends.
    private func deliver(_ batch: [Span]) {
        let body = OTLPDocument.json(batch, resource: settings.resource, scopeVersion: settings.scopeVersion)
        var attempt = 0
        while true {
            var asked: Double?
            if let answer = try? CollectorConnection(address: settings.address, seconds: timeout).post(body) {
                if answer.isAccepted {
                    requests["accepted"].increment()
                    sent.increment(by: batch.count - min(answer.rejected, batch.count))
                    dropped["refused"].increment(by: min(answer.rejected, batch.count))
                    return
                }
                guard answer.isRetryable else {
                    requests["refused"].increment()
                    return dropped["refused"].increment(by: batch.count)
                }
                asked = answer.retryAfter
            }
            attempt += 1
            requests["retried"].increment()
            guard let pause = settings.retry.pause(after: attempt, asked: asked, random: Double.random(in: 0..<1)), sleep(pause) else {
                return dropped["gave_up"].increment(by: batch.count)
            }
        }
    }

    private var timeout: Double {
        let deadline = state.withLock { $0.deadline }
        guard let deadline else { return settings.timeout }
        return min(settings.timeout, max(ContinuousClock.now.duration(to: deadline).inSeconds, 0.05))
    }

    /// Waits, or less long when the process stops; false when there is no time for another try.
    private func sleep(_ seconds: Double) -> Bool {
        let end = ContinuousClock.now.advanced(by: .seconds(seconds))
        while true {
            let deadline = state.withLock { $0.deadline }
            if let deadline, min(end, deadline) == deadline { return false }
            let rest = ContinuousClock.now.duration(to: end).inSeconds
            guard rest > 0 else { return true }
            Thread.sleep(forTimeInterval: min(rest, 0.1))
        }
    }
}

/// When to try again: pauses double from `first` to `longest`, a quarter of them by chance; a collector's `Retry-After` is obeyed.
public struct RetrySchedule: Sendable {
    /// Seconds.
    public var first = 1.0
    /// Seconds; also the longest wish of a collector that is obeyed.
    public var longest = 30.0
    public var attempts = 6

    public init() {}

    /// Seconds to wait after the try number `attempt` (from 1) failed, nil when it was the last; `random` lies in 0..<1.
    public func pause(after attempt: Int, asked: Double?, random: Double) -> Double? {
        guard attempt < attempts else { return nil }
        if let asked { return min(max(asked, 0), longest) }
        let pause = min(first * Double(1 << min(attempt - 1, 20)), longest)
        return pause * (0.75 + 0.25 * random)
    }
}
