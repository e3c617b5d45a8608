import API
import Foundation
import GRPCServer
import Service

/// Lets everybody pass, with what the request says of itself.
private struct OpenAuthorizer: GatewayAuthorizer {
    func decide(_ request: GatewayRequest) -> GatewayDecision {
        guard GatewayRoute(request.extensions) != nil else { return .denied(GatewayDenial(500, "misconfigured", "No", request.path)) }
        return .allowed(GatewayPermit(tenant: request.headers["x-tenant-id"] ?? "a", plan: request.peer))
    }
}

private let methods = GatewayServices(
    authorizer: OpenAuthorizer(), limiter: RuleRateLimiter(GatewaySettings().rules, limiter: MemoryRateLimiter(now: { 0 }, capacity: 64))
).methods

/// Any bytes as a client's: as a connection in pieces, with every call answered; and as the message of each method.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGRPC(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first else { return 0 }
    for method in methods.values {
        if let answer = try? method(GRPCCall(message: bytes.dropFirst())) { precondition(readsThrough(answer)) }
    }
    var limits = GRPCLimits()
    limits.messageBytes = 4096
    let budget = ByteBudget(8192)
    var arrivals: [GRPCSession.Arrival] = []
    let now = ContinuousClock.now
    guard let session = GRPCSession(limits: limits, methods: methods, budget: budget, peer: "a", now: now, accept: { arrivals.append($0) })
    else { return 0 }
    var rest = bytes.dropFirst()
    var goesOn = true
    while goesOn, !rest.isEmpty {
        let size = Int(first & 63) * 8 + 1
        goesOn = unsafe rest.prefix(size).withUnsafeBytes { unsafe session.receive($0, now: now) }
        rest = rest.dropFirst(size)
        for arrival in arrivals {
            do throws(GRPCFailure) {
                session.answer(arrival.stream, .success(try arrival.method(arrival.call)))
            } catch { session.answer(arrival.stream, .failure(error)) }
        }
        arrivals = []
        while unsafe session.nextOutput() != nil {}
    }
    _ = session.sweep(now: now.advanced(by: .seconds(60)))
    while unsafe session.nextOutput() != nil {}
    return 0
}

/// Whether an answer of ours is a message throughout.
private func readsThrough(_ bytes: [UInt8]) -> Bool {
    var reader = ProtobufReader(bytes[...])
    do {
        while try reader.next() != nil {}
        return true
    } catch { return false }
}

/// Writes messages and a whole connection as seeds when the script asks for them; the first byte is the size of pieces.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzGRPC(_ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer) -> CInt {
    guard let directory = ProcessInfo.processInfo.environment["BURHAN_FUZZ_SEEDS"] else { return 0 }
    var check = ProtobufWriter()
    check.message(1) { attributes in
        attributes.message(1) { $0.message(1) { $0.message(1) { $0.text(2, "127.0.0.1") } } }
        attributes.message(4) { request in
            request.message(2) { http in
                http.text(2, "POST")
                http.message(3) { entry in
                    entry.text(1, "authorization")
                    entry.text(2, "Bearer k")
                }
                http.text(4, "/api/prove?x=1")
                http.number(9, 2)
                http.bytes(12, [1, 2])
            }
        }
        attributes.message(10) { entry in
            entry.text(1, "op")
            entry.text(2, "prove")
        }
    }
    var rate = ProtobufWriter()
    rate.text(1, "burhan")
    rate.message(2) { descriptor in
        for (key, value) in [("tenant", "a"), ("op", "prove")] {
            descriptor.message(1) { entry in
                entry.text(1, key)
                entry.text(2, value)
            }
        }
    }
    rate.number(3, 2)
    // Preface, empty SETTINGS, a HEADERS frame with literal fields (RFC 7541 §6.2.2), a DATA frame with an empty message.
    let fields = [
        (":method", "POST"), (":scheme", "http"), (":path", "/grpc.health.v1.Health/Check"), ("content-type", "application/grpc"),
    ]
    var block: [UInt8] = []
    for (name, value) in fields {
        block += [0, UInt8(name.utf8.count)] + Array(name.utf8)
        block += [UInt8(value.utf8.count)] + Array(value.utf8)
    }
    var connection = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]
    connection += [0, 0, UInt8(block.count), 1, 4, 0, 0, 0, 1] + block
    connection += [0, 0, 5, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    for (index, seed) in [check.bytes, rate.bytes, connection].enumerated() {
        let file = URL(fileURLWithPath: directory).appendingPathComponent("seed-\(index)")
        guard (try? Data([63] + seed).write(to: file)) != nil else { return 1 }
    }
    return 0
}
