import API
import Foundation
import HTTPServer
import Rules
import Service
import Storage

/// The whole interface over a database in memory, without any transport.
private let router: Router? = {
    guard let store = try? Store(path: ":memory:"),
        let service = try? ProofService(store: store, engine: EngineWithoutProofs(), sealKey: nil)
    else { return nil }
    var settings = APISettings()
    settings.waitSeconds = 0
    return Router(service: service, settings: settings)
}()

/// Any bytes as requests: each that the gate lets through is answered by the router, and never with a fault of the server's own.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAPI(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let router else { return 0 }
    var gate = RequestGate(limits: HTTPLimits())
    for event in gate.feed(bytes[...]) {
        switch event {
        case .request(let head, let body):
            let exchange = RecordingExchange()
            let request = HTTPRequest(
                id: "fuzz", method: head.method, path: head.target.path, query: head.target.query, headers: head.headers, body: body)
            router.handle(request, exchange)
            if let status = exchange.status { precondition((200..<500).contains(status) || status == 503) }
        case .refusal(let refusal):
            precondition(router.response(to: refusal, requestID: "fuzz").status == refusal.status)
        case .continueExpected:
            break
        }
    }
    return 0
}

/// Writes requests to every route as seeds when the script asks for them.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzAPI(_ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer) -> CInt {
    guard let router else { return 1 }
    guard let directory = ProcessInfo.processInfo.environment["BURHAN_FUZZ_SEEDS"] else { return 0 }
    guard let template = RuleTemplates["age-verification"] else { return 1 }
    let sample = template.inputsText.dropFirst().drop { $0 != "\"" }
    let bodies = [
        #"{"customer_id":"c","dsl":\#(template.documentText)}"#, #"{"dsl":\#(template.documentText)}"#, #"{"customer_id":"c",\#(sample)"#,
        #"{"receipt":"QlJITgE=","customer_id":"c","public_params":{"min_age":18}}"#,
    ]
    var seeds: [String] = []
    for (method, pattern) in router.operations {
        let path = pattern.replacingOccurrences(of: "{name}", with: "age-verification").replacingOccurrences(of: "{customer_id}", with: "c")
            .replacingOccurrences(of: "{image_id}", with: String(repeating: "0", count: 64)).replacingOccurrences(of: "{id}", with: "x")
        let head = "\(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\n"
        for body in method == "GET" || method == "DELETE" ? [""] : bodies {
            seeds.append(head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
        }
    }
    for (index, seed) in seeds.enumerated() {
        let file = URL(fileURLWithPath: directory).appendingPathComponent("request-\(index)")
        guard (try? Data(seed.utf8).write(to: file)) != nil else { return 1 }
    }
    return 0
}
