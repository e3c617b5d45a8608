import Hashing

/// Commitments to the fixed tables (`FixedTables`), written down so that a verifier needs none of the prover's code to know them.
///
/// They change with the look-up and round tables, with the domain sizes and with the commitment's format; a test computes them anew and
/// prints the new ones.
enum FixedRoot {
    static let standard = digest("1e7e9da715d4210fb08f11901d7a3e31af1a4fad0df5acad10d52b3ecf191b57")
    /// For proofs without hiding.
    static let withoutHiding = digest("3724058f4e664f4cd82f3ceb7fb3c3cf9fa2f6abb61dfdd7ffc70b445e43e1a6")

    private static func digest(_ hexadecimal: String) -> Digest {
        guard let digest = Digest(hexadecimal: hexadecimal) else { preconditionFailure("not 64 hexadecimal digits") }
        return digest
    }
}

extension Digest {
    /// The digest with these 64 hexadecimal digits, `nil` for anything else.
    init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.nibble(digits[index]), let low = Self.nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    private static func nibble(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
