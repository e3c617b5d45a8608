import Foundation
import HTTPServer
import Synchronization

/// Answers with what it was asked, so that tests see what passed the gate.
final class EchoHandler: HTTPHandler {
    let seen = Mutex<[String]>([])
    let goneCount = Atomic<Int>(0)
    let held = Mutex<[any HTTPExchange]>([])

    func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
        let path = "/" + request.path.joined(separator: "/")
        seen.withLock { $0.append("\(request.method.rawValue) \(path)") }
        switch path {
        case "/hold":
            exchange.onClientGone { self.goneCount.add(1, ordering: .relaxed) }
            held.withLock { $0.append(exchange) }
        case "/slow":
            Thread.sleep(forTimeInterval: 0.3)
            exchange.respond(HTTPResponse(status: 200, body: Array("slow".utf8)))
        case "/stream":
            let writer = exchange.stream(
                HTTPResponse(status: 200, headers: ["Content-Type": "text/event-stream"]), keepAlive: [0x3a, 0x0a])
            for index in 1...3 { writer.write(Array("data: \(index)\n\n".utf8)) }
            writer.finish()
        case "/endless":
            exchange.onClientGone { self.goneCount.add(1, ordering: .relaxed) }
            _ = exchange.stream(HTTPResponse(status: 200), keepAlive: [0x3a, 0x0a])
        case "/large":
            exchange.respond(HTTPResponse(status: 200, body: [UInt8](repeating: 0x78, count: 3_000_000)))
        default:
            let text = "\(request.method.rawValue) \(path) host=\(request.headers["Host"] ?? "-") body=\(request.body.count)"
            exchange.respond(HTTPResponse(status: 200, headers: ["Content-Type": "text/plain"], body: Array(text.utf8)))
        }
    }

    func response(to refusal: HTTPRefusal, requestID: String) -> HTTPResponse {
        HTTPResponse(status: refusal.status, headers: ["Content-Type": "application/problem+json"], body: Array(refusal.code.utf8))
    }
}
