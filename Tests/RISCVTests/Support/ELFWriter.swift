/// Writes small executables, right ones and, by its parts, wrong ones.
struct ELFWriter {
    struct Segment {
        var address: UInt32
        var bytes: [UInt8]
        var memorySize: UInt32?
        var flags: UInt32
        var type: UInt32 = 1
    }

    struct Symbol {
        var name: String
        var address: UInt32
        var size: UInt32 = 0
        /// 0 label, 1 object, 2 function.
        var type: UInt8 = 0
    }

    var entry: UInt32
    var segments: [Segment]
    var symbols: [Symbol] = []

    static func bytes(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    func bytes() -> [UInt8] {
        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
        func half(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
        func word(_ value: Int) -> [UInt8] { Self.bytes([UInt32(value)]) }
        var contents: [UInt8] = []
        var headers: [UInt8] = []
        let contentStart = 52 + 32 * segments.count
        for segment in segments {
            // Linux maps pages: offset and address agree modulo the page size.
            while (contentStart + contents.count) % 4096 != Int(segment.address % 4096) { contents.append(0) }
            let memorySize = segment.memorySize ?? UInt32(segment.bytes.count)
            headers += word(Int(segment.type)) + word(contentStart + contents.count)
            headers += word(Int(segment.address)) + word(Int(segment.address))
            headers += word(segment.bytes.count) + word(Int(memorySize)) + word(Int(segment.flags)) + word(4096)
            contents += segment.bytes
        }
        var strings: [UInt8] = [0]
        var table = [UInt8](repeating: 0, count: 16)
        for symbol in symbols {
            table += word(strings.count) + word(Int(symbol.address)) + word(Int(symbol.size)) + [0x10 | symbol.type, 0] + half(1)
            strings += Array(symbol.name.utf8) + [0]
        }
        let tableStart = contentStart + contents.count
        let sectionStart = tableStart + table.count + strings.count
        let hasSections = !symbols.isEmpty
        file += half(2) + half(243) + word(1) + word(Int(entry)) + word(52) + word(hasSections ? sectionStart : 0) + word(0)
        file += half(52) + half(32) + half(segments.count) + half(40) + half(hasSections ? 3 : 0) + half(0)
        file += headers + contents
        guard hasSections else { return file }
        file += table + strings + [UInt8](repeating: 0, count: 40)
        func section(_ type: Int, _ offset: Int, _ size: Int, link: Int, entrySize: Int) -> [UInt8] {
            word(0) + word(type) + word(0) + word(0) + word(offset) + word(size) + word(link) + word(0) + word(1) + word(entrySize)
        }
        file += section(2, tableStart, table.count, link: 2, entrySize: 16)
        file += section(3, tableStart + table.count, strings.count, link: 0, entrySize: 0)
        return file
    }
}
