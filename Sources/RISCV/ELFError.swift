/// Why a file is not a program for this machine: what, where, what was expected and what was found.
public enum ELFError: Error, Equatable, Sendable {
    /// A part of the file that has a size and a place.
    public enum Part: Equatable, Sendable {
        case header
        case programHeader(index: Int)
        case segment(index: Int)
        case sectionHeader(index: Int)
        case section(index: Int)
    }

    /// A field with only one right value.
    public enum Field: Equatable, Sendable {
        case magic, fileClass, dataEncoding, identVersion, fileType, machine, version, programHeaderSize, sectionHeaderSize
        case symbolSize
    }

    /// A property of the code, from the header's flags, that this machine lacks.
    public enum Feature: Equatable, Sendable {
        case compressedInstructions, floatingPointABI, reducedRegisterSet, unknownFlags
    }

    /// The file is larger than the loader takes.
    case fileTooLarge(bytes: Int, limit: Int)
    /// A part reaches beyond the end of the file; offsets and sizes in bytes.
    case outsideFile(Part, offset: Int, size: Int, fileSize: Int)
    /// A field of the file, at a byte offset, has another value.
    case unexpected(Field, offset: Int, expected: UInt32, found: UInt32)
    /// The file is position-independent or a shared object (type 3), to be placed and linked at run time.
    case positionIndependent
    /// The program header asks for dynamic linking (PT_DYNAMIC, PT_INTERP).
    case dynamicallyLinked(programHeader: Int, type: UInt32)
    /// The code needs something this machine does not have.
    case unsupportedFeature(Feature, flags: UInt32)
    /// There is nothing to load.
    case noLoadableSegment
    /// A segment has more bytes in the file than in memory.
    case segmentLargerInFile(index: Int, fileSize: UInt32, memorySize: UInt32)
    /// A segment reaches beyond the last address.
    case segmentWraps(index: Int, address: UInt32, memorySize: UInt32)
    /// A segment is not inside the memory `from` ..< `to`.
    case segmentOutsideMemory(index: Int, address: UInt32, memorySize: UInt32, from: UInt32, to: UInt32)
    /// Two segments both cover `address`.
    case segmentsOverlap(first: Int, second: Int, address: UInt32)
    /// The image, from the first segment to the last byte in the file, is too large.
    case imageTooLarge(bytes: UInt32, limit: UInt32)
    /// No segment holds instructions.
    case noExecutableSegment
    /// The entry point is not a multiple of 4.
    case misalignedEntry(UInt32)
    /// The entry point is in no executable segment.
    case entryOutsideCode(UInt32)
    /// A symbol table names a section that is no string table.
    case badStringTable(section: Int, link: UInt32, sectionCount: Int)
    /// A symbol's name is not inside its string table, not terminated, or longer than the limit.
    case badSymbolName(symbol: Int, offset: UInt32, limit: Int)
    /// All symbol names together are longer than the limit.
    case symbolNamesTooLarge(limit: Int)
    /// Data was to be placed at a symbol that the program does not have.
    case symbolNotFound(String)
    /// Data was to be placed at a symbol that stands for several addresses.
    case symbolAmbiguous(String, UInt32, UInt32)
    /// Data was to be placed at an address that is not a multiple of 4.
    case symbolMisaligned(String, address: UInt32)
    /// Data was to be placed at an address outside the image.
    case symbolOutsideImage(String, address: UInt32, imageBase: UInt32, imageEnd: UInt32)
    /// Data would replace instructions.
    case dataOverlapsCode(String, address: UInt32, codeEnd: UInt32)
    /// Data would run into memory that the program reserves behind the image.
    case dataOverlapsReservedMemory(String, dataEnd: UInt32, reservedEnd: UInt32)
}
