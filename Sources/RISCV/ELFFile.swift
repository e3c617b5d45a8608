/// The parsed header, segments and symbols of a 32-bit little-endian RISC-V executable; bounds of everything are checked.
///
/// Source: Tool Interface Standard, Executable and Linking Format, version 1.2; RISC-V ELF psABI, section 8.
struct ELFFile {
    /// The most bytes of a file.
    static let largestFile = 64 << 20

    /// A loadable segment (PT_LOAD) that takes at least one byte of memory.
    struct Segment {
        var index: Int
        var address: UInt32
        var memorySize: UInt32
        var fileOffset: Int
        var fileSize: UInt32
        var isExecutable: Bool

        var end: UInt32 { address + memorySize }
    }

    let bytes: [UInt8]
    let entry: UInt32
    /// By increasing address; they don't overlap and are inside the machine's memory.
    let segments: [Segment]

    init(_ bytes: [UInt8]) throws(ELFError) {
        guard bytes.count <= Self.largestFile else { throw .fileTooLarge(bytes: bytes.count, limit: Self.largestFile) }
        self.bytes = bytes
        guard bytes.count >= 52 else { throw .outsideFile(.header, offset: 0, size: 52, fileSize: bytes.count) }
        let reader = ByteReader(bytes: bytes)
        try reader.expect(.magic, at: 0, 0x464C_457F, width: 4)
        try reader.expect(.fileClass, at: 4, 1, width: 1)
        try reader.expect(.dataEncoding, at: 5, 1, width: 1)
        try reader.expect(.identVersion, at: 6, 1, width: 1)
        if reader.value(at: 16, width: 2) == 3 { throw .positionIndependent }
        try reader.expect(.fileType, at: 16, 2, width: 2)
        try reader.expect(.machine, at: 18, 243, width: 2)
        try reader.expect(.version, at: 20, 1, width: 4)
        try Self.checkFlags(reader.value(at: 36, width: 4))
        entry = reader.value(at: 24, width: 4)

        let tableOffset = Int(reader.value(at: 28, width: 4))
        let count = Int(reader.value(at: 44, width: 2))
        if count > 0 { try reader.expect(.programHeaderSize, at: 42, 32, width: 2) }
        var segments: [Segment] = []
        for index in 0..<count {
            let offset = tableOffset + 32 * index
            try reader.check(.programHeader(index: index), offset: offset, size: 32)
            let type = reader.value(at: offset, width: 4)
            if type == 2 || type == 3 { throw .dynamicallyLinked(programHeader: index, type: type) }
            guard type == 1 else { continue }
            let segment = Segment(
                index: index, address: reader.value(at: offset + 8, width: 4), memorySize: reader.value(at: offset + 20, width: 4),
                fileOffset: Int(reader.value(at: offset + 4, width: 4)), fileSize: reader.value(at: offset + 16, width: 4),
                isExecutable: reader.value(at: offset + 24, width: 4) & 1 != 0)
            try Self.check(segment, reader)
            if segment.memorySize > 0 { segments.append(segment) }
        }
        guard !segments.isEmpty else { throw .noLoadableSegment }
        segments.sort { ($0.address, $0.index) < ($1.address, $1.index) }
        for (first, second) in zip(segments, segments.dropFirst()) where second.address < first.end {
            throw .segmentsOverlap(first: first.index, second: second.index, address: second.address)
        }
        self.segments = segments
    }

    private static func checkFlags(_ flags: UInt32) throws(ELFError) {
        if flags & 0x1 != 0 { throw .unsupportedFeature(.compressedInstructions, flags: flags) }
        if flags & 0x6 != 0 { throw .unsupportedFeature(.floatingPointABI, flags: flags) }
        if flags & 0x8 != 0 { throw .unsupportedFeature(.reducedRegisterSet, flags: flags) }
        // Bit 4 (total store order) asks nothing of a machine with one hart.
        if flags & ~0x10 != 0 { throw .unsupportedFeature(.unknownFlags, flags: flags) }
    }

    private static func check(_ segment: Segment, _ reader: ByteReader) throws(ELFError) {
        let (index, address, memorySize) = (segment.index, segment.address, segment.memorySize)
        try reader.check(.segment(index: index), offset: segment.fileOffset, size: Int(segment.fileSize))
        guard segment.fileSize <= memorySize else {
            throw .segmentLargerInFile(index: index, fileSize: segment.fileSize, memorySize: memorySize)
        }
        guard !address.addingReportingOverflow(memorySize).overflow else {
            throw .segmentWraps(index: index, address: address, memorySize: memorySize)
        }
        guard memorySize == 0 || (address >= Program.lowestImageBase && address + memorySize <= Program.memoryEnd) else {
            throw .segmentOutsideMemory(
                index: index, address: address, memorySize: memorySize, from: Program.lowestImageBase, to: Program.memoryEnd)
        }
    }
}

/// Little-endian fields of a file, with checks that say what was looked for.
struct ByteReader {
    let bytes: [UInt8]

    /// The value of 1, 2 or 4 bytes; the caller has checked that they are inside the file.
    func value(at offset: Int, width: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in 0..<width { value |= UInt32(bytes[offset + index]) << UInt32(8 * index) }
        return value
    }

    func expect(_ field: ELFError.Field, at offset: Int, _ expected: UInt32, width: Int) throws(ELFError) {
        let found = value(at: offset, width: width)
        guard found == expected else { throw .unexpected(field, offset: offset, expected: expected, found: found) }
    }

    func check(_ part: ELFError.Part, offset: Int, size: Int) throws(ELFError) {
        guard offset <= bytes.count, size <= bytes.count - offset else {
            throw .outsideFile(part, offset: offset, size: size, fileSize: bytes.count)
        }
    }
}
