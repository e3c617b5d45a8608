import Foundation

/// Decides which traces are recorded, gives spans their identities, and hands finished spans on.
public final class Tracer: Sendable {
    /// Where time and randomness come from; tests pass their own.
    public struct Environment: Sendable {
        /// Nanoseconds since 1970.
        public var now: @Sendable () -> UInt64
        public var random: @Sendable () -> UInt64

        public init(now: @escaping @Sendable () -> UInt64, random: @escaping @Sendable () -> UInt64) {
            self.now = now
            self.random = random
        }

        public static let system = Environment(now: { Tracer.wallClock() }, random: { UInt64.random(in: .min ... .max) })
    }

    /// Share of new traces that are recorded, 0...1; a caller's own decision comes before it.
    public let ratio: Double
    private let environment: Environment
    private let receive: (@Sendable (Span) -> Void)?

    /// With no receiver no span is recorded, and contexts are only passed on.
    public init(ratio: Double = 1, environment: Environment = .system, receive: (@Sendable (Span) -> Void)? = nil) {
        self.ratio = min(max(ratio, 0), 1)
        self.environment = environment
        self.receive = receive
    }

    public var isRecording: Bool { receive != nil }
    public var now: UInt64 { environment.now() }

    /// The context of a new span below `parent`, or of a new trace; the decision to record is the parent's if there is one.
    ///
    /// A new trace is recorded when the last 56 bits of its identity lie in the chosen share, so that every system decides alike.
    public func context(below parent: TraceContext?) -> TraceContext {
        if let parent {
            return TraceContext(traceID: parent.traceID, spanID: newSpanID(), isSampled: parent.isSampled, state: parent.state)
        }
        let traceID = newTraceID()
        let share = Double(traceID.low & 0x00ff_ffff_ffff_ffff) / Double(UInt64(1) << 56)
        return TraceContext(traceID: traceID, spanID: newSpanID(), isSampled: share < ratio)
    }

    /// Hands a span on if its trace is recorded.
    public func record(_ span: Span) {
        guard let receive, span.context.isSampled else { return }
        receive(span)
    }

    /// Records work below `parent` that took `duration` and has just ended, or ended at `end`.
    public func record(
        _ name: String, kind: Span.Kind = .internal, below parent: TraceContext?, took duration: Duration, endedAt end: UInt64? = nil,
        attributes: [Span.Attribute] = [], fault: String? = nil
    ) {
        guard isRecording, let parent, parent.isSampled else { return }
        let end = end ?? now
        record(
            Span(
                context: context(below: parent), parentSpanID: parent.spanID, name: name, kind: kind,
                start: end - min(end, UInt64(max(duration.inSeconds, 0) * 1e9)), end: end, attributes: attributes, fault: fault))
    }

    private func newSpanID() -> UInt64 {
        while true {
            let number = environment.random()
            if number != 0 { return number }
        }
    }

    private func newTraceID() -> TraceID {
        while true {
            if let id = TraceID(high: environment.random(), low: environment.random()) { return id }
        }
    }

    private static func wallClock() -> UInt64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}

/// The trace that the code on this thread works for.
public enum TraceScope {
    @TaskLocal public static var current: TraceContext?
}
