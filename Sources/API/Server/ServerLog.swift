import Dispatch
import Foundation
import HTTPServer
import Rules
import Service
import Storage
import Synchronization
import Telemetry

/// One JSON object per line: what happened, never what was in it.
///
/// Lines are written by a queue of their own, so that a slow reader of the log does not hold up the event loop; when more than
/// ten thousand wait, further ones are counted and dropped.
public final class ServerLog: Sendable {
    private let queue = DispatchQueue(label: "burhan.log")
    private let write: @Sendable ([UInt8]) -> Void
    private let waiting = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)
    private let droppedInAll = Atomic<Int>(0)

    public init(_ write: @escaping @Sendable ([UInt8]) -> Void) { self.write = write }

    /// Lines on standard error.
    public static let standardError = ServerLog { line in
        var rest = line[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    public func event(_ name: String, _ members: [JSONMember] = [], level: String = "info") {
        guard waiting.add(1, ordering: .relaxed).newValue < 10_000 else {
            waiting.subtract(1, ordering: .relaxed)
            dropped.add(1, ordering: .relaxed)
            droppedInAll.add(1, ordering: .relaxed)
            return
        }
        let head = [
            JSONMember("time", .string(SystemTime.text(SystemTime.milliseconds()))), JSONMember("level", .string(level)),
            JSONMember("event", .string(name)),
        ]
        queue.async { [self] in
            var members = head + members
            let lost = dropped.exchange(0, ordering: .relaxed)
            if lost > 0 { members.append(JSONMember("dropped_lines", .integer(lost))) }
            write(JSONValue.object(members).lineBytes + [0x0a])
            waiting.subtract(1, ordering: .relaxed)
        }
    }

    /// A finished exchange.
    public func access(_ record: AccessRecord) {
        var members = [JSONMember("request_id", .string(record.requestID))]
        if let trace = record.trace { members.append(JSONMember("trace_id", .string(trace))) }
        event(
            "request",
            members + [
                JSONMember("method", .string(record.method)),
                JSONMember("route", .string(record.route)), JSONMember("status", .integer(record.status)),
                JSONMember("ms", .integer(record.milliseconds)), JSONMember("request_bytes", .integer(record.requestBytes)),
                JSONMember("response_bytes", .integer(record.responseBytes)), JSONMember("complete", .bool(record.complete)),
            ], level: record.status >= 500 ? "error" : "info")
    }

    /// A job that has ended.
    public func job(_ job: JobRecord) {
        var members = [
            JSONMember("job_id", .string(job.id)), JSONMember("status", .string(job.state.rawValue)),
            JSONMember("image_id", .string(Hex.text(job.imageID))), JSONMember("attempts", .integer(job.attempts)),
        ]
        if let trace = job.traceparent.flatMap({ TraceContext(traceparent: [$0]) }) {
            members.append(JSONMember("trace_id", .string(trace.traceID.text)))
        }
        if let code = JobReport.failureCode(job) { members.append(JSONMember("code", .string(code))) }
        if let finished = job.finishedAt { members.append(JSONMember("ms", .integer(finished - (job.startedAt ?? job.createdAt)))) }
        event("job", members, level: job.state == .failed || job.state == .lost ? "warning" : "info")
    }

    /// What happened beside requests and jobs, if it is rare; what is frequent belongs to the metrics.
    public func notice(_ notice: ServiceNotice) {
        switch notice {
        case .limitHit, .keyRefused: break
        case .limiterUnavailable(let reason, let isOpen):
            event(
                "limits_unavailable", [JSONMember("reason", .string(reason)), JSONMember("request_allowed", .bool(isOpen))], level: "error")
        case .auditHead(let number, let digest): event("audit_head", [JSONMember("head", .string("\(number):\(digest)"))])
        case .bookkeepingFailed(let reason): event("bookkeeping_failed", [JSONMember("reason", .string(reason))], level: "error")
        }
    }

    /// Lines that were never written because too many waited.
    public var droppedLines: Int { droppedInAll.load(ordering: .relaxed) }

    /// Waits until every line has been written.
    public func flush() { queue.sync {} }
}

extension JSONValue {
    /// One line of JSON with members in their order.
    var lineBytes: [UInt8] {
        switch self {
        case .object(let members):
            var output: [UInt8] = [0x7b]
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(0x2c) }
                output += JSONValue.string(member.name).canonicalBytes + [0x3a] + member.value.lineBytes
            }
            return output + [0x7d]
        default: return canonicalBytes
        }
    }
}
