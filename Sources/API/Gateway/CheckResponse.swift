import GRPCServer
import HTTPServer
import Service

/// `envoy.service.auth.v3.CheckResponse`.
package enum CheckResponse {
    /// OkHttpResponse: 2 headers, 5 headers_to_remove, 6 response_headers_to_add.
    package static func allowed(_ permit: GatewayPermit) -> [UInt8] {
        var writer = ProtobufWriter()
        // google.rpc.Status with code 0: absent, Envoy would not let the request pass.
        writer.message(1) { _ in }
        writer.message(3) { writer in
            let own = [GatewayPermit.Field("x-tenant-id", permit.tenant), GatewayPermit.Field("x-tenant-plan", permit.plan)]
            for field in own + permit.setHeaders { writer.message(2) { Self.write(field, to: &$0) } }
            for name in permit.removedHeaders { writer.element(5, name) }
            // The service behind may say it more exactly; then its word stands.
            for field in permit.responseHeaders { writer.message(6) { Self.write(field, append: 1, to: &$0) } }
        }
        return writer.bytes
    }

    /// DeniedHttpResponse: 1 status { 1 code }, 2 headers, 3 body.
    package static func denied(_ denial: GatewayDenial, requestID: String) -> [UInt8] {
        let response = Problem(denial).response(requestID: requestID)
        var writer = ProtobufWriter()
        writer.message(1) { $0.number(1, UInt64(Self.status(denial).rawValue)) }
        writer.message(2) { writer in
            writer.message(1) { $0.number(1, UInt64(response.status)) }
            for field in response.headers.fields {
                writer.message(2) { Self.write(GatewayPermit.Field(field.name, field.value), to: &$0) }
            }
            writer.bytes(3, response.body)
        }
        return writer.bytes
    }

    /// HeaderValueOption: 1 header { 1 key, 2 value }, 3 append_action (1 = ADD_IF_ABSENT, 2 = OVERWRITE_IF_EXISTS_OR_ADD; the default 0
    /// would append).
    private static func write(_ field: GatewayPermit.Field, append: UInt64 = 2, to writer: inout ProtobufWriter) {
        writer.message(1) { header in
            header.text(1, field.name.lowercased())
            header.text(2, field.value)
        }
        writer.number(3, append)
    }

    private static func status(_ denial: GatewayDenial) -> GRPCStatus {
        switch denial.status {
        case 401: .unauthenticated
        case 429: .resourceExhausted
        default: .permissionDenied
        }
    }
}

extension Problem {
    /// What the gateway denied.
    init(_ denial: GatewayDenial) {
        self.init((400...599).contains(denial.status) ? denial.status : 500, denial.code, denial.title, denial.detail)
        for field in denial.headers { headers.set(field.name, field.value) }
        if let seconds = denial.retryAfter { headers.set("Retry-After", String(seconds)) }
    }
}
