import GRPCServer
import Service

/// `envoy.service.ratelimit.v3.RateLimitRequest`: 1 domain, 2 descriptors, 3 hits_addend.
package struct RateLimitRequest: Sendable {
    package var domain = ""
    package var descriptors: [[RateDescriptorEntry]] = []
    /// 0 on the wire means one.
    package var hits: UInt32 = 1

    package init(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) {
        var reader = ProtobufReader(bytes)
        while let field = try reader.next() {
            switch field.number {
            case 1: domain = try field.text()
            case 2: descriptors.append(try Self.descriptor(field.message()))
            case 3: hits = max(1, try field.unsigned32())
            default: break
            }
        }
    }

    /// RateLimitDescriptor: 1 entries { 1 key, 2 value }.
    private static func descriptor(_ message: ProtobufReader) throws(ProtobufError) -> [RateDescriptorEntry] {
        var reader = message
        var entries: [RateDescriptorEntry] = []
        while let field = try reader.next() {
            guard field.number == 1 else { continue }
            let (key, value) = try field.textEntry()
            entries.append(RateDescriptorEntry(key, value))
        }
        return entries
    }
}

/// `envoy.service.ratelimit.v3.RateLimitResponse`: 1 overall_code, 2 statuses, 3 response_headers_to_add, 5 raw_body.
package enum RateLimitResponse {
    package static func bytes(_ states: [RateState], requestID: String) -> [UInt8] {
        var writer = ProtobufWriter()
        let over = states.filter(\.isOver).max { $0.resetSeconds < $1.resetSeconds }
        writer.number(1, over == nil ? 1 : 2)
        for state in states { writer.message(2) { Self.write(state, to: &$0) } }
        guard let over else { return writer.bytes }
        let denial = GatewayDenial(
            429, "rate_limited", "Too many requests", "The limit is \(over.limit ?? 0) in \(over.windowSeconds) s.",
            retryAfter: over.resetSeconds)
        let response = Problem(denial).response(requestID: requestID)
        for field in response.headers.fields {
            writer.message(3) { header in
                header.text(1, field.name.lowercased())
                header.text(2, field.value)
            }
        }
        writer.bytes(5, response.body)
        return writer.bytes
    }

    /// DescriptorStatus: 1 code, 2 current_limit { 1 requests_per_unit, 2 unit }, 3 limit_remaining, 4 duration_until_reset { 1 seconds }.
    private static func write(_ state: RateState, to writer: inout ProtobufWriter) {
        writer.number(1, state.isOver ? 2 : 1)
        guard let limit = state.limit else { return }
        writer.message(2) { writer in
            writer.number(1, UInt64(clamping: limit))
            writer.number(2, unit(state.windowSeconds))
        }
        writer.number(3, UInt64(UInt32(clamping: state.remaining)))
        writer.message(4) { $0.number(1, UInt64(clamping: state.resetSeconds)) }
    }

    /// 1 second, 2 minute, 3 hour, 4 day; 0 for a window that has no name.
    private static func unit(_ seconds: Int) -> UInt64 { [1: 1, 60: 2, 3600: 3, 86_400: 4][seconds] ?? 0 }
}
