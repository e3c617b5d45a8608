/// Spans as the JSON form of OTLP's `ExportTraceServiceRequest`.
///
/// The proto-JSON mapping with OTLP's exceptions (opentelemetry-proto, "JSON Protobuf Encoding"): trace and span identities in hexadecimal, 64-bit integers as
/// strings, enumerations as numbers, names in lowerCamelCase.
enum OTLPDocument {
    static func json(_ spans: [Span], resource: [Span.Attribute], scopeVersion: String) -> [UInt8] {
        var text = #"{"resourceSpans":[{"resource":{"attributes":"#
        append(resource, to: &text)
        text += #"},"scopeSpans":[{"scope":{"name":"burhan","version":"#
        append(scopeVersion, to: &text)
        text += #"},"spans":["#
        for (index, span) in spans.enumerated() {
            if index > 0 { text += "," }
            append(span, to: &text)
        }
        text += "]}]}]}"
        return Array(text.utf8)
    }

    private static func append(_ span: Span, to text: inout String) {
        text += #"{"traceId":"\#(span.context.traceID.text)","spanId":"\#(span.context.spanID.hexadecimal)""#
        if !span.context.state.isEmpty {
            text += #","traceState":"#
            append(span.context.state, to: &text)
        }
        if let parent = span.parentSpanID { text += #","parentSpanId":"\#(parent.hexadecimal)""# }
        text += #","flags":\#(span.context.isSampled ? 1 : 0),"name":"#
        append(span.name, to: &text)
        text += #","kind":\#(span.kind.rawValue),"startTimeUnixNano":"\#(span.start)","endTimeUnixNano":"\#(span.end)","attributes":"#
        append(span.attributes, to: &text)
        text += #","status":{"#
        if let fault = span.fault {
            text += #""message":"#
            append(fault, to: &text)
            text += #","code":2"#
        }
        text += "}}"
    }

    private static func append(_ attributes: [Span.Attribute], to text: inout String) {
        text += "["
        for (index, attribute) in attributes.enumerated() {
            if index > 0 { text += "," }
            text += #"{"key":"#
            append(attribute.name, to: &text)
            text += #","value":{"#
            switch attribute.value {
            case .text(let value):
                text += #""stringValue":"#
                append(value, to: &text)
            case .integer(let value): text += #""intValue":"\#(value)""#
            case .number(let value): text += #""doubleValue":"# + (value.isFinite ? "\(value)" : #""\#(MetricText.number(value))""#)
            case .flag(let value): text += #""boolValue":\#(value)"#
            }
            text += "}}"
        }
        text += "]"
    }

    /// A JSON string (RFC 8259 §7).
    private static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
