/// The gate in front of evhttp: a state machine over bytes, free of I/O, that lets only whole and unambiguous requests through.
///
/// evhttp accepts repeated Host and Content-Length, folded lines and bare LF; nothing of the kind reaches it, because it is
/// given a fresh head for each request that passed here. After a refusal every further byte is dropped.
package struct RequestGate {
    package enum Event {
        case request(RequestHead, body: [UInt8])
        case refusal(HTTPRefusal)
        /// The client waits for `100 Continue` before it sends the body.
        case continueExpected
    }

    private enum State {
        case head
        case fixedBody(RequestHead, length: Int)
        case chunkedBody(RequestHead, ChunkedBody)
        case refused
    }

    private var state = State.head
    private var buffer: [UInt8] = []
    private var lineStarts: [Int] = [0]
    private var skippedEmptyLine = false
    private let limits: HTTPLimits

    package init(limits: HTTPLimits) { self.limits = limits }

    /// Whether part of a request has arrived and the rest is missing.
    package var isInsideRequest: Bool {
        switch state {
        case .head: !buffer.isEmpty
        case .fixedBody, .chunkedBody: true
        case .refused: false
        }
    }

    /// Whether the missing part is in the body.
    package var isInsideBody: Bool {
        switch state {
        case .fixedBody, .chunkedBody: true
        default: false
        }
    }

    /// Bytes held back for the unfinished request.
    package var heldBytes: Int {
        if case .chunkedBody(_, let body) = state { return body.content.count }
        return buffer.count
    }

    /// Stops reading; everything held back and everything that follows is dropped.
    package mutating func refuse() {
        state = .refused
        buffer = []
    }

    /// Takes the next bytes of the connection and tells what they complete, in order.
    package mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Event] {
        var input = bytes
        var events: [Event] = []
        do throws(HTTPRefusal) {
            while !input.isEmpty {
                if case .refused = state { break }
                try advance(&input, &events)
            }
        } catch {
            refuse()
            events.append(.refusal(error))
        }
        return events
    }

    private mutating func advance(_ input: inout ArraySlice<UInt8>, _ events: inout [Event]) throws(HTTPRefusal) {
        switch state {
        case .head:
            guard let head = try takeHead(&input) else { return }
            switch head.framing {
            case .fixed(0): events.append(.request(head, body: []))
            case .fixed(let length): state = .fixedBody(head, length: length)
            case .chunked: state = .chunkedBody(head, ChunkedBody(limits: limits))
            }
            if head.expectsContinue, head.framing != .fixed(0), input.isEmpty { events.append(.continueExpected) }
        case .fixedBody(let head, let length):
            let taken = input.prefix(length - buffer.count)
            buffer.append(contentsOf: taken)
            input.removeFirst(taken.count)
            if buffer.count == length {
                events.append(.request(head, body: buffer))
                startNext()
            }
        case .chunkedBody(let head, var body):
            // The state lets go of its copy first, so that appending to the body does not copy it.
            state = .refused
            let isComplete = try body.feed(&input)
            if isComplete {
                events.append(.request(head, body: body.content))
                startNext()
            } else {
                state = .chunkedBody(head, body)
            }
        case .refused:
            input = []
        }
    }

    private mutating func startNext() {
        state = .head
        buffer = []
        lineStarts = [0]
        skippedEmptyLine = false
    }

    /// Moves bytes of the head to the buffer; the head once its empty line has come.
    private mutating func takeHead(_ input: inout ArraySlice<UInt8>) throws(HTTPRefusal) -> RequestHead? {
        while let byte = input.popFirst() {
            buffer.append(byte)
            guard buffer.count <= limits.headBytes else {
                throw lineStarts.count == 1 ? .targetTooLong(limit: limits.targetBytes) : .headTooLarge(limit: limits.headBytes)
            }
            if byte == 0x0a {
                if try endLine() { return try finishHead() }
            } else if buffer.count >= 2, buffer[buffer.count - 2] == 0x0d {
                throw .bareCarriageReturn
            } else if lineStarts.count == 1, buffer.count == 1, byte != 0x0d, !RequestHead.isToken(byte) {
                throw .malformedRequestLine
            }
        }
        return nil
    }

    /// Notes the end of a line; true at the empty line that ends a head.
    private mutating func endLine() throws(HTTPRefusal) -> Bool {
        guard buffer.count >= 2, buffer[buffer.count - 2] == 0x0d else { throw .bareLineFeed }
        let start = lineStarts[lineStarts.count - 1]
        if buffer.count - 2 == start {
            if lineStarts.count > 1 { return true }
            // One empty line before a request is forgiven (RFC 9112 §2.2).
            guard !skippedEmptyLine else { throw .malformedRequestLine }
            skippedEmptyLine = true
            buffer.removeAll()
            return false
        }
        lineStarts.append(buffer.count)
        guard lineStarts.count <= limits.headerFields + 2 else { throw .tooManyHeaders(limit: limits.headerFields) }
        return false
    }

    private mutating func finishHead() throws(HTTPRefusal) -> RequestHead {
        var lines: [ArraySlice<UInt8>] = []
        for (index, start) in lineStarts.dropLast().enumerated() { lines.append(buffer[start..<(lineStarts[index + 1] - 2)]) }
        let head = try RequestHead(lines: lines, limits: limits)
        startNext()
        return head
    }
}
