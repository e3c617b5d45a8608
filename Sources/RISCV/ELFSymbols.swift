extension ELFFile {
    /// The longest name of a symbol, and all names together, in bytes.
    static let longestSymbolName = 4096
    static let largestSymbolNames = 32 << 20

    /// The named functions, objects and labels of the file by increasing address; none when it has no symbol table.
    func symbols() throws(ELFError) -> [Symbol] {
        let reader = ByteReader(bytes: bytes)
        let tableOffset = Int(reader.value(at: 32, width: 4))
        let count = Int(reader.value(at: 48, width: 2))
        guard tableOffset != 0, count > 0 else { return [] }
        try reader.expect(.sectionHeaderSize, at: 46, 40, width: 2)
        for index in 0..<count {
            let header = tableOffset + 40 * index
            try reader.check(.sectionHeader(index: index), offset: header, size: 40)
            guard reader.value(at: header + 4, width: 4) == 2 else { continue }
            try reader.expect(.symbolSize, at: header + 36, 16, width: 4)
            let table = try section(index, header: header, reader)
            let link = reader.value(at: header + 24, width: 4)
            guard Int(link) < count else { throw .badStringTable(section: index, link: link, sectionCount: count) }
            let linkHeader = tableOffset + 40 * Int(link)
            try reader.check(.sectionHeader(index: Int(link)), offset: linkHeader, size: 40)
            guard reader.value(at: linkHeader + 4, width: 4) == 3 else {
                throw .badStringTable(section: index, link: link, sectionCount: count)
            }
            let strings = try section(Int(link), header: linkHeader, reader)
            return try symbols(in: table, names: strings, reader)
        }
        return []
    }

    private func section(_ index: Int, header: Int, _ reader: ByteReader) throws(ELFError) -> Range<Int> {
        let offset = Int(reader.value(at: header + 16, width: 4))
        let size = Int(reader.value(at: header + 20, width: 4))
        try reader.check(.section(index: index), offset: offset, size: size)
        return offset..<offset + size
    }

    private func symbols(in table: Range<Int>, names: Range<Int>, _ reader: ByteReader) throws(ELFError) -> [Symbol] {
        var symbols: [Symbol] = []
        var nameBytes = 0
        for number in 0..<table.count / 16 {
            let offset = table.lowerBound + 16 * number
            let kind: Symbol.Kind
            switch reader.value(at: offset + 12, width: 1) & 15 {
            case 0: kind = .untyped
            case 1: kind = .object
            case 2: kind = .function
            default: continue
            }
            let nameOffset = reader.value(at: offset, width: 4)
            // Section 0 is "undefined": nothing of this program.
            guard nameOffset != 0, reader.value(at: offset + 14, width: 2) != 0 else { continue }
            let start = names.lowerBound + Int(nameOffset)
            let limit = min(names.upperBound, start + Self.longestSymbolName + 1)
            guard start < limit, let end = bytes[start..<limit].firstIndex(of: 0) else {
                throw .badSymbolName(symbol: number, offset: nameOffset, limit: Self.longestSymbolName)
            }
            nameBytes += end - start
            guard nameBytes <= Self.largestSymbolNames else { throw .symbolNamesTooLarge(limit: Self.largestSymbolNames) }
            let name = String(decoding: bytes[start..<end], as: UTF8.self)
            // Mapping symbols mark code and data inside sections; they name nothing.
            guard !name.isEmpty, !name.hasPrefix("$") || kind != .untyped else { continue }
            symbols.append(
                Symbol(
                    name: name, address: reader.value(at: offset + 4, width: 4), size: reader.value(at: offset + 8, width: 4), kind: kind))
        }
        symbols.sort { ($0.address, $1.size, $0.name) < ($1.address, $0.size, $1.name) }
        return symbols
    }
}
