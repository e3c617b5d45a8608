extension Program {
    /// Loads a static RV32IM executable (ELF, 32 bits, little endian).
    ///
    /// Instructions are the whole words at multiples of 4 inside the file's part of executable segments. Total over all bytes; at
    /// most 64 MiB of file. Cost: linear in the file, n·log n in its symbols.
    public init(elf bytes: some Collection<UInt8>) throws(ELFError) {
        let file = try ELFFile(Array(bytes))
        let (base, words) = try Self.image(of: file)
        let (codeBase, instructions) = try Self.code(of: file, imageBase: base, words)
        let entry = file.entry
        guard entry % 4 == 0 else { throw .misalignedEntry(entry) }
        let index = Int(entry &- codeBase) / 4
        guard entry >= codeBase, index < instructions.count, instructions[index].operation != .outside else {
            throw .entryOutsideCode(entry)
        }
        self.init(
            entry: entry, imageBase: base, imageWords: words, codeBase: codeBase, instructions: instructions,
            symbols: try file.symbols(), reservedStart: Self.reservedStart(file, imageEnd: base + 4 * UInt32(words.count)),
            reservedEnd: file.segments.reduce(0) { max($0, $1.end) })
    }

    /// The program with data in place of everything from a symbol to the end of the image, which becomes longer or shorter.
    ///
    /// The symbol must be the last thing in the image, a multiple of 4, behind all instructions; the data is padded with zeros to
    /// whole words. The result depends only on the program and the data, also when data was placed there before.
    public func withData(_ data: [UInt8], atSymbol name: String) throws(ELFError) -> Program {
        let named = symbols.filter { $0.name == name }
        guard let address = named.first?.address else { throw .symbolNotFound(name) }
        if let other = named.first(where: { $0.address != address }) { throw .symbolAmbiguous(name, address, other.address) }
        guard address % 4 == 0 else { throw .symbolMisaligned(name, address: address) }
        guard address >= imageBase, address <= imageEnd else {
            throw .symbolOutsideImage(name, address: address, imageBase: imageBase, imageEnd: imageEnd)
        }
        guard address >= codeEnd else { throw .dataOverlapsCode(name, address: address, codeEnd: codeEnd) }
        let limit = Int(Self.largestImage - (address - imageBase))
        guard data.count <= limit else {
            let size = Int(address - imageBase) + data.count
            throw .imageTooLarge(bytes: UInt32(clamping: size), limit: Self.largestImage)
        }
        let words = imageWords.prefix(Int(address - imageBase) / 4) + Self.words(of: data)
        let dataEnd = address + 4 * UInt32((data.count + 3) / 4)
        guard dataEnd <= reservedStart else {
            throw .dataOverlapsReservedMemory(name, dataEnd: dataEnd, reservedEnd: reservedEnd)
        }
        return Program(
            entry: entry, imageBase: imageBase, imageWords: Array(words), codeBase: codeBase, instructions: instructions,
            symbols: symbols, reservedStart: reservedStart, reservedEnd: reservedEnd)
    }

    /// Bytes as little-endian words, the last one padded with zeros.
    static func words(of bytes: [UInt8]) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: (bytes.count + 3) / 4)
        for (index, byte) in bytes.enumerated() { words[index / 4] |= UInt32(byte) << UInt32(8 * (index % 4)) }
        return words
    }

    /// Where zero-initialised data begins behind the image: data placed in the image must not reach it.
    private static func reservedStart(_ file: ELFFile, imageEnd: UInt32) -> UInt32 {
        file.segments.reduce(memoryEnd) { $1.end > imageEnd ? min($0, max($1.address, imageEnd)) : $0 }
    }

    private static func image(of file: ELFFile) throws(ELFError) -> (base: UInt32, words: [UInt32]) {
        let base = (file.segments.first?.address ?? 0) & ~3
        // A segment with nothing in the file (zero-initialised data, perhaps far behind the rest) does not make the image longer.
        let end = file.segments.reduce(base) { $1.fileSize > 0 ? max($0, $1.address + $1.fileSize) : $0 }
        guard end - base <= largestImage else { throw .imageTooLarge(bytes: end - base, limit: largestImage) }
        var image = [UInt8](repeating: 0, count: Int(end - base))
        for segment in file.segments where segment.fileSize > 0 {
            let start = Int(segment.address - base)
            let source = file.bytes[segment.fileOffset..<segment.fileOffset + Int(segment.fileSize)]
            image.replaceSubrange(start..<start + Int(segment.fileSize), with: source)
        }
        return (base, words(of: image))
    }

    private static func code(of file: ELFFile, imageBase: UInt32, _ words: [UInt32]) throws(ELFError) -> (UInt32, [Instruction]) {
        let ranges = file.segments.filter(\.isExecutable)
            .map { (start: ($0.address + 3) & ~3, end: ($0.address + $0.fileSize) & ~3) }
            .filter { $0.start < $0.end }
        guard let base = ranges.first?.start, let end = ranges.last?.end else { throw .noExecutableSegment }
        var instructions = [Instruction](repeating: Instruction(.outside), count: Int(end - base) / 4)
        for range in ranges {
            for pc in stride(from: range.start, to: range.end, by: 4) {
                let word = words[Int(pc - imageBase) / 4]
                instructions[Int(pc - base) / 4] = Instruction(decoding: word).bound(to: pc)
            }
        }
        return (base, instructions)
    }
}
