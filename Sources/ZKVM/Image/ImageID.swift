import Hashing

/// The identity of a program under this proof system: 32 bytes, the same on every machine for the same ELF and data.
public struct ImageID: Sendable, Hashable, CustomStringConvertible {
    public let digest: Digest

    public init(_ digest: Digest) { self.digest = digest }

    /// The ID with these 64 hexadecimal digits (an optional `0x` in front), `nil` for anything else.
    public init?(hexadecimal text: String) {
        guard let digest = Digest(hexadecimal: text.hasPrefix("0x") ? String(text.dropFirst(2)) : text) else { return nil }
        self.digest = digest
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String { digest.hexadecimal }
}

/// What a verifier must know of an image: 37 bytes, whose digest is the image ID.
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
    /// Commitment to both tables' preprocessed columns and to those that all images share.
    public let root: Digest

    static let byteCount = 1 + 4 + 4 + 1 + 1 + MerkleHash.byteCount

    package init(parameterSet: UInt8, entry: UInt32, imageEnd: UInt32, programLogRows: UInt8, memoryLogRows: UInt8, root: Digest) {
        self.parameterSet = parameterSet
        self.entry = entry
        self.imageEnd = imageEnd
        self.programLogRows = programLogRows
        self.memoryLogRows = memoryLogRows
        self.root = root
    }

    /// BLAKE3 over a domain separator and the encoding.
    public var id: ImageID { ImageID(BLAKE3.hash(Array("burhan image 3".utf8) + encoded())) }

    public func encoded() -> [UInt8] {
        [parameterSet] + Self.bytes(entry) + Self.bytes(imageEnd) + [programLogRows, memoryLogRows] + MerkleHash.bytes(of: root)
    }

    static func bytes(_ word: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { (shift: UInt32) in UInt8(truncatingIfNeeded: word >> shift) }
    }
}
