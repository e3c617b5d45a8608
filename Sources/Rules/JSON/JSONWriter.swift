/// Canonical JSON: no spaces, members sorted, shortest escapes (RFC 8785; names are ASCII here, numbers are integers).
enum JSONWriter {
    /// UTF-8 text of the value; equal values give equal bytes.
    static func canonical(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        write(value, to: &output, indent: nil, level: 0, sorted: true)
        return output
    }

    /// Readable text with two spaces per level, members in their order.
    static func readable(_ value: JSONValue) -> String {
        var output: [UInt8] = []
        write(value, to: &output, indent: 2, level: 0, sorted: false)
        return String(decoding: output, as: UTF8.self)
    }

    private static func write(_ value: JSONValue, to output: inout [UInt8], indent: Int?, level: Int, sorted: Bool) {
        func newline(_ level: Int) {
            guard let indent else { return }
            output.append(0x0A)
            output.append(contentsOf: repeatElement(0x20, count: indent * level))
        }
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let number): output.append(contentsOf: (number.text == "-0" ? "0" : number.text).utf8)
        case .string(let text): string(text, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newline(level + 1)
                write(element, to: &output, indent: indent, level: level + 1, sorted: sorted)
            }
            if !elements.isEmpty { newline(level) }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            let ordered = sorted ? members.sorted { Array($0.name.utf16).lexicographicallyPrecedes(Array($1.name.utf16)) } : members
            for (index, member) in ordered.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newline(level + 1)
                string(member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                if indent != nil { output.append(0x20) }
                write(member.value, to: &output, indent: indent, level: level + 1, sorted: sorted)
            }
            if !ordered.isEmpty { newline(level) }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func string(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x22: output.append(contentsOf: [0x5C, 0x22])
            case 0x5C: output.append(contentsOf: [0x5C, 0x5C])
            case 0x08: output.append(contentsOf: [0x5C, 0x62])
            case 0x09: output.append(contentsOf: [0x5C, 0x74])
            case 0x0A: output.append(contentsOf: [0x5C, 0x6E])
            case 0x0C: output.append(contentsOf: [0x5C, 0x66])
            case 0x0D: output.append(contentsOf: [0x5C, 0x72])
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                output.append(contentsOf: Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension JSONValue {
    /// Canonical bytes (RFC 8785), the form that digests are made of.
    public var canonicalBytes: [UInt8] { JSONWriter.canonical(self) }
    /// Indented text.
    public var readableText: String { JSONWriter.readable(self) }
}
