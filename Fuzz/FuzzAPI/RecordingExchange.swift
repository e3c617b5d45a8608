import HTTPServer
import Synchronization

/// Keeps the first answer to a request.
final class RecordingExchange: HTTPExchange, HTTPBodyWriter {
    private let answer = Mutex<Int?>(nil)

    /// The status of the answer; nil as long as there is none.
    var status: Int? { answer.withLock { $0 } }

    func respond(_ response: HTTPResponse) {
        answer.withLock { $0 = $0 ?? response.status }
    }

    func stream(_ head: HTTPResponse, keepAlive: [UInt8]) -> any HTTPBodyWriter {
        respond(head)
        return self
    }

    func write(_ bytes: [UInt8]) {}

    func finish() {}

    func onClientGone(_ action: @escaping @Sendable () -> Void) {
        action()
    }
}
