/// The `tracestate` list (W3C Trace Context §3.3): at most 32 entries of other systems, each `key=value`.
enum TraceState {
    /// The fields joined to one list, or nil if any entry is malformed or a key comes twice.
    static func text(_ fields: [String]) -> String? {
        var keys: Set<String> = []
        var entries: [Substring] = []
        for field in fields {
            for entry in field.split(separator: ",") {
                let entry = trimmed(entry)
                guard !entry.isEmpty else { continue }
                guard let mark = entry.firstIndex(of: "=") else { return nil }
                let key = entry[..<mark]
                guard isKey(Array(key.utf8)), isValue(Array(entry[entry.index(after: mark)...].utf8)),
                    keys.insert(String(key)).inserted
                else { return nil }
                entries.append(entry)
            }
        }
        guard entries.count <= 32 else { return nil }
        return entries.joined(separator: ",")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    /// `lcalpha 0*255(…)`, or `tenant@system` with at most 241 and 14 characters.
    private static func isKey(_ key: [UInt8]) -> Bool {
        let parts = key.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return (1...256).contains(key.count) && isLetter(key[0]) && key.allSatisfy(isKeyCharacter)
        case 2:
            let (tenant, system) = (Array(parts[0]), Array(parts[1]))
            return (1...241).contains(tenant.count) && (isLetter(tenant[0]) || isDigit(tenant[0])) && tenant.allSatisfy(isKeyCharacter)
                && (1...14).contains(system.count) && isLetter(system[0]) && system.allSatisfy(isKeyCharacter)
        default: return false
        }
    }

    /// 1...256 printable characters without comma and equals sign, the last no space.
    private static func isValue(_ value: [UInt8]) -> Bool {
        (1...256).contains(value.count) && value.last != 0x20
            && value.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/")].contains(byte)
    }
}
