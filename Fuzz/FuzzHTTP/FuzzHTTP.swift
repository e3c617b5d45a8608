import Foundation
import HTTPServer

/// Any bytes as what a client sends: the gate accepts or refuses, within its limits, and the same however the bytes are cut into pieces.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHTTP(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let first = bytes.first else { return 0 }
    let stream = bytes.dropFirst()
    let whole = outcome(of: stream, pieces: stream.count)
    let cut = outcome(of: stream, pieces: Int(first & 63) + 1)
    precondition(whole == cut)
    return 0
}

/// What the gate made of a stream given in pieces of at most `pieces` bytes, as comparable lines.
private func outcome(of stream: ArraySlice<UInt8>, pieces: Int) -> [String] {
    var limits = HTTPLimits()
    limits.headBytes = 4096
    limits.targetBytes = 512
    limits.headerFields = 32
    limits.bodyBytes = 2048
    var gate = RequestGate(limits: limits)
    var lines: [String] = []
    var rest = stream
    while !rest.isEmpty {
        for event in gate.feed(rest.prefix(pieces)) {
            switch event {
            case .request(let head, let body):
                precondition(body.count <= limits.bodyBytes)
                lines.append("request \(head) \(body)")
            case .refusal(let refusal):
                precondition((400...599).contains(refusal.status))
                lines.append("refusal \(refusal)")
            case .continueExpected:
                // Whether it is sent depends on how much of the body is there already.
                break
            }
        }
        precondition(gate.heldBytes <= limits.headBytes + limits.bodyBytes)
        rest = rest.dropFirst(pieces)
    }
    return lines
}

/// Writes requests as seeds when the script asks for them; the first byte of each is the size of pieces.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzHTTP(_ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer) -> CInt {
    guard let directory = ProcessInfo.processInfo.environment["BURHAN_FUZZ_SEEDS"] else { return 0 }
    let seeds = [
        "GET /health HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /api/jobs/1/events?after=3 HTTP/1.1\r\nHost: a:80\r\nLast-Event-ID: 2\r\nConnection: close\r\n\r\n",
        "POST /api/prove HTTP/1.1\r\nHost: [::1]\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.0\r\n\r\n",
        "POST /api/deploy HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n2;x=y\r\n{}\r\n0\r\nA: b\r\n\r\n",
    ]
    for (index, seed) in seeds.enumerated() {
        let file = URL(fileURLWithPath: directory).appendingPathComponent("request-\(index)")
        guard (try? Data(Array("7".utf8) + Array(seed.utf8)).write(to: file)) != nil else { return 1 }
    }
    return 0
}
