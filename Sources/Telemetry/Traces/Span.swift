/// A piece of work that has ended, as it is told to a collector. Attributes hold names, numbers and states, never a private value.
public struct Span: Sendable, Equatable {
    /// The role of the work (OpenTelemetry's `SpanKind`).
    public enum Kind: Int, Sendable {
        case `internal` = 1
        case server = 2
        case client = 3
        case producer = 4
        case consumer = 5
    }

    /// What an attribute may hold.
    public enum Value: Sendable, Equatable {
        case text(String)
        case integer(Int)
        case number(Double)
        case flag(Bool)
    }

    public struct Attribute: Sendable, Equatable {
        public let name: String
        public let value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// Trace and identity of the span itself.
    public var context: TraceContext
    public var parentSpanID: UInt64?
    public var name: String
    public var kind: Kind
    /// Nanoseconds since 1970.
    public var start: UInt64
    /// Nanoseconds since 1970.
    public var end: UInt64
    public var attributes: [Attribute]
    /// A stable code of the fault; nil when there was none.
    public var fault: String?

    public init(
        context: TraceContext, parentSpanID: UInt64?, name: String, kind: Kind = .internal, start: UInt64, end: UInt64,
        attributes: [Attribute] = [], fault: String? = nil
    ) {
        self.context = context
        self.parentSpanID = parentSpanID
        self.name = name
        self.kind = kind
        self.start = start
        self.end = end
        self.attributes = attributes
        self.fault = fault
    }
}
