/// Names of fields, parameters and outputs.
enum NameRules {
    /// Lower case, `-` and space become `_`, as earlier systems did; nil if the outcome isn't a name.
    static func normalized(_ name: String) -> String? {
        var output: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case 0x41...0x5A: output.append(byte + 32)
            case UInt8(ascii: "-"), 0x20: output.append(UInt8(ascii: "_"))
            case 0x61...0x7A, UInt8(ascii: "_"): output.append(byte)
            case 0x30...0x39 where !output.isEmpty: output.append(byte)
            default: return nil
            }
        }
        guard (1...64).contains(output.count) else { return nil }
        let text = String(decoding: output, as: UTF8.self)
        return reserved.contains(text) ? nil : text
    }

    /// A dotted path of names.
    static func normalizedPath(_ path: String) -> String? {
        var parts: [String] = []
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            guard let name = normalized(String(part)) else { return nil }
            parts.append(name)
        }
        return parts.joined(separator: ".")
    }

    /// Words that mean something in an expression.
    static let reserved: Set<String> = ["true", "false", "null", "in", "public_params", "private_inputs"]

    static let expectation = "1…64 letters, digits and '_', not beginning with a digit, not a word of the language"
}
