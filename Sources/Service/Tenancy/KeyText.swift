import Hashing

/// An API key as text: `burhan_<id>_<secret><checksum>`.
///
/// The secret is 256 random bits in hexadecimal; the checksum, 8 digits of SHA-256 over everything before it, tells a typing
/// error from a key that is refused, without asking the database, and lets scanners find leaked keys without false alarms.
package struct KeyText {
    static let prefix = "burhan_"

    package let id: String
    /// 32 bytes.
    package let secret: [UInt8]

    package init(id: String, secret: [UInt8]) {
        self.id = id
        self.secret = secret
    }

    /// Nil for anything whose form or checksum is wrong.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        // The id is at most 32 characters long.
        guard (81...112).contains(bytes.count), bytes.starts(with: Self.prefix.utf8), bytes[bytes.count - 73] == UInt8(ascii: "_") else {
            return nil
        }
        let id = bytes[Self.prefix.utf8.count..<bytes.count - 73]
        guard id.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }),
            Self.checksum(Array(bytes.dropLast(8))).elementsEqual(bytes.suffix(8)),
            let secret = Hex.bytes(String(decoding: bytes.dropLast(8).suffix(64), as: UTF8.self)), secret.count == 32
        else { return nil }
        self.init(id: String(decoding: id, as: UTF8.self), secret: secret)
    }

    package var text: String {
        let body = Self.prefix + id + "_" + Hex.text(secret)
        return body + String(decoding: Self.checksum(Array(body.utf8)), as: UTF8.self)
    }

    private static func checksum(_ body: [UInt8]) -> [UInt8] { Array(Hex.text(SHA256.hash(body).prefix(4)).utf8) }
}
