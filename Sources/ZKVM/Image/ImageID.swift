import Hashing

/// The identity of a program under this proof system: 32 bytes, the same on every machine for the same ELF and data.
public struct ImageID: Sendable, Hashable, CustomStringConvertible {
    public let digest: Digest

    public init(_ digest: Digest) { self.digest = digest }

    /// The ID with these 64 hexadecimal digits (an optional `0x` in front), `nil` for anything else.
    public init?(hexadecimal text: String) {
        var digits = Array(text.utf8)
        if digits.starts(with: [0x30, 0x78]) { digits.removeFirst(2) }
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.nibble(digits[index]), let low = Self.nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        guard let digest = Digest(bytes: bytes) else { return nil }
        self.digest = digest
    }

    private static func nibble(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String { digest.hexadecimal }
}

/// What a verifier must know of an image: 43 bytes, whose digest is the image ID.
public struct ImageHeader: Sendable, Equatable {
    /// Number of the parameter set of its commitment.
    public let parameterSet: UInt8
    /// Address of the first instruction.
    public let entry: UInt32
    /// Address after the initial memory image; everything from there on starts as zero.
    public let imageEnd: UInt32
    /// log2 of the rows of the program and the initial-memory table.
    public let programLogRows: UInt8
    public let memoryLogRows: UInt8
    /// Commitment to both tables' preprocessed columns.
    public let root: Digest

    static let byteCount = 43

    /// BLAKE3 over a domain separator and the encoding.
    public var id: ImageID { ImageID(BLAKE3.hash(Array("burhan image 1".utf8) + encoded())) }

    public func encoded() -> [UInt8] {
        [parameterSet] + Self.bytes(entry) + Self.bytes(imageEnd) + [programLogRows, memoryLogRows] + root.bytes
    }

    static func bytes(_ word: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { (shift: UInt32) in UInt8(truncatingIfNeeded: word >> shift) }
    }
}
