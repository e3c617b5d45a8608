import Foundation
import HTTPServer
import Rules

/// An answer as a client sees it.
package struct Answer: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
    package var json: JSONValue { JSONParser.parse(body, limits: JSONParser.Limits(bytes: 1 << 24)).value ?? .null }

    package func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
    package func number(_ name: String) -> Int? { if case .number(let number)? = json[name] { number.exactly(Int.self) } else { nil } }
}

/// A way to call the interface: straight into the router, or with curl over a socket.
package protocol InterfaceCaller: Sendable {
    func call(_ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]?) throws -> Answer
}

extension InterfaceCaller {
    package func call(_ method: String, _ path: String, headers: [(String, String)] = [], json: String? = nil) throws -> Answer {
        try call(method, path, (json == nil ? [] : [("Content-Type", "application/json")]) + headers, json.map { Array($0.utf8) })
    }
}

/// Calls a live server with curl.
package struct CurlCaller: InterfaceCaller {
    package let port: UInt16

    package init(port: UInt16) { self.port = port }

    package func call(_ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]?) throws -> Answer {
        var arguments = ["-sS", "-i", "--max-time", "60", method == "HEAD" ? "-I" : "-X\(method)"]
        for (name, value) in headers { arguments += ["-H", "\(name): \(value)"] }
        // Without this curl would send a form's content type with a body.
        if !headers.contains(where: { $0.0.lowercased() == "content-type" }) { arguments += ["-H", "Content-Type:"] }
        if body != nil { arguments += ["--data-binary", "@-"] }
        arguments.append("http://127.0.0.1:\(port)\(path)")
        return try Self.parse(Self.run("/usr/bin/curl", arguments, input: body ?? []))
    }

    package static func run(_ path: String, _ arguments: [String], input: [UInt8]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let (input_, output) = (Pipe(), Pipe())
        process.standardInput = input_
        process.standardOutput = output
        try process.run()
        // The peer may close early; then writing fails, which is not what is tested here.
        DispatchQueue.global().async {
            try? input_.fileHandleForWriting.write(contentsOf: Data(input))
            try? input_.fileHandleForWriting.close()
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](data)
    }

    /// Splits the last head from the body.
    package static func parse(_ bytes: [UInt8]) throws -> Answer {
        var rest = bytes[...]
        while true {
            guard let end = Data(rest).range(of: Data("\r\n\r\n".utf8)) else { throw NoAnswer() }
            let head = String(decoding: rest.prefix(end.lowerBound), as: UTF8.self)
            rest = rest.dropFirst(end.upperBound)
            let lines = head.components(separatedBy: "\r\n")
            let status = Int(lines[0].split(separator: " ")[1]) ?? 0
            if status == 100 { continue }
            var headers = HTTPHeaders()
            for line in lines.dropFirst() {
                let pair = line.split(separator: ":", maxSplits: 1)
                headers.add(String(pair[0]), String(pair[1].drop { $0 == " " }))
            }
            return Answer(status: status, headers: headers, body: Array(rest))
        }
    }
}

/// Nothing came back.
package struct NoAnswer: Error {
    package init() {}
}
