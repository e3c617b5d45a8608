import FiniteFields

/// A file of numbered sections, the container of .r1cs, .wtns, .zkey and .ptau: magic, version, number of sections, then for each
/// `id u32 | size u64 | bytes`, all little-endian.
///
/// The index is made and checked when the file is opened: every section lies inside the file, nothing follows the last one. Sections may
/// stand in any order; ids that nobody asks for are skipped.
public struct SectionFile: Sendable {
    public let bytes: FileBytes
    public let version: UInt32
    /// In the order of the file.
    public let sections: [ByteRange]

    /// - Parameters:
    ///   - magic: the four characters the file begins with, for example "zkey".
    ///   - versions: the versions that are understood.
    /// - Throws: `FormatError`: wrong magic, unknown version, a section that runs past the end, bytes after the last section.
    public init(_ bytes: FileBytes, magic: String, versions: ClosedRange<UInt32>) throws(FormatError) {
        self.bytes = bytes
        var cursor = ByteCursor(ByteRange(bytes, section: nil, 0..<bytes.count))
        let found = try cursor.part(4, "the magic").bytes
        guard found == Array(magic.utf8) else {
            throw .wrongMagic(file: bytes.name, expected: magic, found: "0x" + hexadecimalText(found))
        }
        version = try cursor.word32("the version")
        guard versions.contains(version) else {
            throw .unsupportedVersion(file: bytes.name, expected: versions, found: version)
        }
        let count = try cursor.word32("the number of sections")
        var sections: [ByteRange] = []
        for _ in 0..<count {
            let id = try cursor.word32("a section's id")
            let size = try cursor.word64("a section's size")
            guard let length = Int(exactly: size), length <= cursor.left else {
                throw .truncated(
                    FormatError.Place(file: bytes.name, section: id, offset: cursor.offset), what: "the section", needed: size,
                    left: cursor.left)
            }
            sections.append(ByteRange(bytes, section: id, cursor.offset..<cursor.offset + length))
            _ = try cursor.part(length, "the section")
        }
        guard cursor.left == 0 else {
            throw .wrongValue(
                cursor.place, what: "end of the file", expected: "nothing after the last section", found: "\(cursor.left) bytes")
        }
        self.sections = sections
    }

    /// The one section with that id, nil if there is none.
    ///
    /// - Throws: `FormatError.duplicateSection`.
    public func optionalSection(_ id: UInt32) throws(FormatError) -> ByteRange? {
        var found: ByteRange?
        for section in sections where section.section == id {
            if let first = found {
                throw .duplicateSection(
                    file: bytes.name, section: id, first: first.range.lowerBound, second: section.range.lowerBound)
            }
            found = section
        }
        return found
    }

    /// The one section with that id.
    ///
    /// - Throws: `FormatError.missingSection`, `FormatError.duplicateSection`.
    public func section(_ id: UInt32) throws(FormatError) -> ByteRange {
        guard let section = try optionalSection(id) else { throw .missingSection(file: bytes.name, section: id) }
        return section
    }

    /// The bytes of a whole file: version, then the sections in the order given.
    public static func encode(magic: String, version: UInt32, _ sections: [(id: UInt32, bytes: [UInt8])]) -> [UInt8] {
        var output = Array(magic.utf8)
        output.append(littleEndian: version)
        output.append(littleEndian: UInt32(sections.count))
        output.reserveCapacity(sections.reduce(12) { $0 + 12 + $1.bytes.count })
        for section in sections {
            output.append(littleEndian: section.id)
            output.append(littleEndian: UInt64(section.bytes.count))
            output.append(contentsOf: section.bytes)
        }
        return output
    }
}

extension ByteCursor {
    /// Reads `n8 u32 | prime[n8]` and checks that it is that modulus in 32 bytes.
    mutating func modulus(_ modulus: Words256, _ what: String) throws(FormatError) {
        let sizePlace = place
        let size = try word32("the size of \(what)")
        guard size == 32 else {
            throw .wrongValue(sizePlace, what: "bytes of a field element of \(what)", expected: "32", found: "\(size)")
        }
        let valuePlace = place
        let value = try words(what)
        guard value == modulus else {
            throw .wrongValue(
                valuePlace, what: what, expected: "BN254's, 0x\(hexadecimalText(modulus))", found: "0x\(hexadecimalText(value))")
        }
    }
}
