/// Why a file or a text in one of the formats of Groth16 could not be read or written: what, where, what was expected and what was found.
///
/// Holds sizes, counts, offsets and identifiers, and never a value of a witness.
public enum FormatError: Error, Equatable, Sendable {
    /// A place in a file with sections; offsets in bytes from the file's beginning.
    public struct Place: Equatable, Sendable {
        public var file: String
        /// The section that holds the place, nil in the file's own header.
        public var section: UInt32?
        public var offset: Int

        public init(file: String, section: UInt32?, offset: Int) {
            self.file = file
            self.section = section
            self.offset = offset
        }
    }

    /// The system would not open, size or map the file.
    case unreadable(file: String, reason: String)
    /// The system would not create, write or rename the file.
    case unwritable(file: String, reason: String)
    /// The first four bytes are those of another kind of file.
    case wrongMagic(file: String, expected: String, found: String)
    case unsupportedVersion(file: String, expected: ClosedRange<UInt32>, found: UInt32)
    /// Something of `needed` bytes begins at the place, where only `left` bytes remain.
    case truncated(Place, what: String, needed: UInt64, left: Int)
    case missingSection(file: String, section: UInt32)
    /// A section that must be unique begins at both offsets.
    case duplicateSection(file: String, section: UInt32, first: Int, second: Int)
    case wrongSectionSize(Place, what: String, expected: UInt64, found: Int)
    /// A field has a value that is not allowed; neither text holds private values.
    case wrongValue(Place, what: String, expected: String, found: String)
    /// A JSON text is malformed or does not hold what it should, at a path such as `vk_beta_2[0][1]`.
    case wrongDocument(file: String, path: String, expected: String, found: String)
    /// Bytes in an encoding for a chain are malformed.
    case wrongEncoding(what: String, offset: Int, expected: String, found: String)
}

extension FormatError.Place: CustomStringConvertible {
    public var description: String {
        "\(file), " + (section.map { "section \($0), " } ?? "") + "offset \(offset)"
    }
}

extension FormatError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .unwritable(let file, let reason): "cannot write \(file): \(reason)"
        case .wrongMagic(let file, let expected, let found):
            "\(file) is no .\(expected) file: expected its first bytes to be \"\(expected)\", found \(found)"
        case .unsupportedVersion(let file, let expected, let found):
            "\(file): expected a version from \(expected.lowerBound) to \(expected.upperBound), found \(found)"
        case .truncated(let place, let what, let needed, let left):
            "\(place): \(what) needs \(needed) bytes, but only \(left) are left"
        case .missingSection(let file, let section): "\(file): section \(section) is missing"
        case .duplicateSection(let file, let section, let first, let second):
            "\(file): section \(section) appears twice, at offsets \(first) and \(second)"
        case .wrongSectionSize(let place, let what, let expected, let found):
            "\(place): expected \(expected) bytes for \(what), found \(found)"
        case .wrongValue(let place, let what, let expected, let found):
            "\(place): \(what): expected \(expected), found \(found)"
        case .wrongDocument(let file, let path, let expected, let found):
            "\(file)\(path.isEmpty ? "" : ", \(path)"): expected \(expected), found \(found)"
        case .wrongEncoding(let what, let offset, let expected, let found):
            "\(what), offset \(offset): expected \(expected), found \(found)"
        }
    }

    /// Whether the system refused, rather than the content.
    public var isWriteFailure: Bool {
        if case .unwritable = self { return true }
        return false
    }
}
