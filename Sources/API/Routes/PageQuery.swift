import HTTPServer
import Service

/// Which part of a list is asked for.
struct PageQuery {
    let limit: Int
    let request: HTTPRequest

    /// `limit` 1...1000, 100 when absent.
    init(_ request: HTTPRequest) throws(ServiceError) {
        guard let limit = request.query("limit").map({ Int($0) }) ?? 100, (1...1000).contains(limit) else {
            throw .invalidRequest(pointer: "/limit", expected: "an integer in 1...1000")
        }
        self.limit = limit
        self.request = request
    }

    /// `after` as a name; empty when absent.
    var name: String { request.query("after") ?? "" }

    /// `after` as a number, 0 when absent.
    func number() throws(ServiceError) -> Int {
        guard let number = request.query("after").map({ Int($0) }) ?? 0, number >= 0 else {
            throw .invalidRequest(pointer: "/after", expected: "an integer of at least 0")
        }
        return number
    }
}
