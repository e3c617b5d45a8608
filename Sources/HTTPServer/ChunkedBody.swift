/// Reads a chunked body strictly (RFC 9112 §7.1): sizes of 1...8 hexadecimal digits, no extensions, trailers checked and dropped.
package struct ChunkedBody {
    private enum Step { case size, data, dataCR, dataLF, trailer }

    package private(set) var content: [UInt8] = []
    private var step = Step.size
    private var line: [UInt8] = []
    private var remaining = 0
    private var trailerBytes = 0
    private let limits: HTTPLimits

    package init(limits: HTTPLimits) { self.limits = limits }

    /// Takes bytes from the front of `input`; true once the whole body has been read.
    package mutating func feed(_ input: inout ArraySlice<UInt8>) throws(HTTPRefusal) -> Bool {
        while !input.isEmpty {
            switch step {
            case .data:
                let taken = input.prefix(remaining)
                content.append(contentsOf: taken)
                input.removeFirst(taken.count)
                remaining -= taken.count
                if remaining == 0 { step = .dataCR }
            case .dataCR:
                guard input.removeFirst() == 0x0d else { throw .malformedChunk }
                step = .dataLF
            case .dataLF:
                guard input.removeFirst() == 0x0a else { throw .malformedChunk }
                step = .size
            case .size:
                guard try takeLine(&input, longest: 10, otherwise: .malformedChunk) else { return false }
                try readSize()
            case .trailer:
                guard try takeLine(&input, longest: limits.headBytes, otherwise: .malformedTrailer) else { return false }
                trailerBytes += line.count
                guard trailerBytes <= limits.headBytes else { throw .malformedTrailer }
                if line.isEmpty { return true }
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(RequestHead.isToken),
                    line[colon...].allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 < 0x7f) })
                else { throw .malformedTrailer }
                line.removeAll()
            }
        }
        return false
    }

    private mutating func readSize() throws(HTTPRefusal) {
        guard (1...8).contains(line.count) else { throw .malformedChunk }
        var size = 0
        for byte in line {
            guard let digit = Self.hexValue(byte) else { throw .malformedChunk }
            size = size << 4 | Int(digit)
        }
        guard size <= limits.bodyBytes - content.count else { throw .bodyTooLarge(limit: limits.bodyBytes) }
        line.removeAll()
        remaining = size
        step = size == 0 ? .trailer : .data
    }

    /// Moves bytes to `line` up to CR LF; true when the line is whole (its end removed).
    private mutating func takeLine(_ input: inout ArraySlice<UInt8>, longest: Int, otherwise refusal: HTTPRefusal) throws(HTTPRefusal)
        -> Bool
    {
        while let byte = input.popFirst() {
            if byte == 0x0a {
                guard line.popLast() == 0x0d, !line.contains(0x0d) else { throw refusal }
                return true
            }
            line.append(byte)
            guard line.count <= longest else { throw refusal }
        }
        return false
    }

    /// The value of one hexadecimal digit, in either case.
    package static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
