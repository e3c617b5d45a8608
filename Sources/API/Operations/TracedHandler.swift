import HTTPServer
import Synchronization
import Telemetry

/// Gives every request its place in a trace, and records it as a span when its answer is complete.
public struct TracedHandler: HTTPHandler {
    private static let untraced: Set<String> = ["health", "ready", "metrics"]
    private let inner: any HTTPHandler
    private let tracer: Tracer

    public init(_ inner: any HTTPHandler, _ telemetry: ServiceTelemetry) {
        self.inner = inner
        tracer = telemetry.tracer
    }

    public func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
        guard let first = request.path.first, !Self.untraced.contains(first) else { return inner.handle(request, exchange) }
        let parent = TraceContext(traceparent: request.headers.all("traceparent"), tracestate: request.headers.all("tracestate"))
        guard tracer.isRecording else {
            guard let parent else { return inner.handle(request, exchange) }
            return TraceScope.$current.withValue(parent) { inner.handle(request, TracedExchange(exchange, parent, span: nil)) }
        }
        let context = tracer.context(below: parent)
        let span = RequestSpan(tracer, context, parent, request)
        TraceScope.$current.withValue(context) { inner.handle(request, TracedExchange(exchange, context, span: span)) }
    }

    public func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse { inner.response(to: refusal, requestID: requestID) }
}

/// The span of one request; recorded once, at the latest when nobody can answer any more.
private final class RequestSpan: Sendable {
    private let tracer: Tracer
    private let context: TraceContext
    private let parent: TraceContext?
    private let method: String
    private let requestID: String
    private let start: UInt64
    private let answer = Mutex<(status: Int, route: String?)?>(nil)
    private let isRecorded = Atomic<Bool>(false)

    init(_ tracer: Tracer, _ context: TraceContext, _ parent: TraceContext?, _ request: HTTPRequest) {
        self.tracer = tracer
        self.context = context
        self.parent = parent
        method = request.method.rawValue
        requestID = request.id
        start = tracer.now
    }

    deinit { record() }

    func answered(_ response: HTTPResponse) { answer.withLock { if $0 == nil { $0 = (response.status, response.route) } } }

    func record() {
        guard !isRecorded.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let answer = answer.withLock { $0 }
        var attributes = [Span.Attribute("http.request.method", .text(method)), Span.Attribute("burhan.request_id", .text(requestID))]
        if let route = answer?.route { attributes.append(Span.Attribute("http.route", .text(route))) }
        if let status = answer?.status { attributes.append(Span.Attribute("http.response.status_code", .integer(status))) }
        let fault = answer.map { $0.status >= 500 ? String($0.status) : nil } ?? "client_gone"
        tracer.record(
            Span(
                context: context, parentSpanID: parent?.spanID, name: answer?.route.map { "\(method) \($0)" } ?? method, kind: .server,
                start: start, end: tracer.now, attributes: attributes, fault: fault))
    }
}

/// Notes the answer for the span and names the trace in it.
private struct TracedExchange: HTTPExchange {
    let inner: any HTTPExchange
    let trace: String
    let span: RequestSpan?

    init(_ inner: any HTTPExchange, _ context: TraceContext, span: RequestSpan?) {
        self.inner = inner
        trace = context.traceID.text
        self.span = span
    }

    func respond(_ response: HTTPResponse) {
        span?.answered(response)
        inner.respond(named(response))
        span?.record()
    }

    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter {
        span?.answered(head)
        return TracedWriter(inner: inner.stream(named(head), keepAlive: keepAlive), span: span)
    }

    func onClientGone(_ action: @escaping @Sendable () -> Void) { inner.onClientGone(action) }

    private func named(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.trace = trace
        return response
    }
}

private struct TracedWriter: HTTPBodyWriter {
    let inner: any HTTPBodyWriter
    let span: RequestSpan?

    func write(_ bytes: [UInt8]) { inner.write(bytes) }

    func finish() {
        inner.finish()
        span?.record()
    }
}
