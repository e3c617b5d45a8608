import FiniteFields

/// A part of a file's bytes that is known to lie inside the file: every read is checked against its bounds.
public struct ByteRange: Sendable {
    public let file: FileBytes
    /// The section it belongs to, nil for the file's own header.
    public let section: UInt32?
    /// Offsets from the file's beginning.
    public let range: Range<Int>

    /// - Precondition: `range` lies inside the file (callers in this module have checked it).
    init(_ file: FileBytes, section: UInt32?, _ range: Range<Int>) {
        self.file = file
        self.section = section
        self.range = range.clamped(to: 0..<file.count)
    }

    public var count: Int { range.count }

    /// The bytes in place; the pointer is valid as long as `file` lives, and aligned to nothing.
    public var raw: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: file.raw[range]) }

    /// A copy.
    public var bytes: [UInt8] { unsafe [UInt8](raw) }

    /// The place `offset` bytes into this part.
    public func place(_ offset: Int = 0) -> FormatError.Place {
        FormatError.Place(file: file.name, section: section, offset: range.lowerBound + offset)
    }

    /// The `count` bytes from `offset` on.
    ///
    /// - Throws: `FormatError.truncated` if they are not all inside.
    public func part(_ offset: Int, _ count: Int, _ what: String) throws(FormatError) -> ByteRange {
        guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
            throw .truncated(place(offset), what: what, needed: UInt64(max(0, count)), left: max(0, self.count - max(0, offset)))
        }
        let start = range.lowerBound + offset
        return ByteRange(file, section: section, start..<start + count)
    }

    /// The little-endian word at `offset`.
    ///
    /// - Throws: `FormatError.truncated` if it is not all inside.
    public func word32(_ offset: Int, _ what: String) throws(FormatError) -> UInt32 {
        let part = try part(offset, 4, what)
        return unsafe UInt32(littleEndian: part.raw.loadUnaligned(as: UInt32.self))
    }

    /// The little-endian double word at `offset`.
    ///
    /// - Throws: `FormatError.truncated` if it is not all inside.
    public func word64(_ offset: Int, _ what: String) throws(FormatError) -> UInt64 {
        let part = try part(offset, 8, what)
        return unsafe UInt64(littleEndian: part.raw.loadUnaligned(as: UInt64.self))
    }

    /// The little-endian integer of 32 bytes at `offset`.
    ///
    /// - Throws: `FormatError.truncated` if it is not all inside.
    public func words(_ offset: Int, _ what: String) throws(FormatError) -> Words256 {
        let part = try part(offset, 32, what)
        return unsafe littleEndianWords(part.raw)
    }

    /// - Throws: `FormatError.wrongSectionSize` unless this part has exactly that many bytes.
    func expectCount(_ expected: UInt64, _ what: String) throws(FormatError) {
        guard UInt64(count) == expected else { throw .wrongSectionSize(place(), what: what, expected: expected, found: count) }
    }
}

/// Reads a part of a file from front to back.
struct ByteCursor {
    let source: ByteRange
    private(set) var offset = 0

    init(_ source: ByteRange) { self.source = source }

    var place: FormatError.Place { source.place(offset) }
    var left: Int { source.count - offset }

    mutating func word32(_ what: String) throws(FormatError) -> UInt32 {
        let value = try source.word32(offset, what)
        offset += 4
        return value
    }

    mutating func word64(_ what: String) throws(FormatError) -> UInt64 {
        let value = try source.word64(offset, what)
        offset += 8
        return value
    }

    mutating func words(_ what: String) throws(FormatError) -> Words256 {
        let value = try source.words(offset, what)
        offset += 32
        return value
    }

    mutating func part(_ count: Int, _ what: String) throws(FormatError) -> ByteRange {
        let part = try source.part(offset, count, what)
        offset += count
        return part
    }

    mutating func byte(_ what: String) throws(FormatError) -> UInt8 {
        let part = try part(1, what)
        return unsafe part.raw[0]
    }
}
