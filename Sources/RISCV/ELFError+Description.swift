extension ELFError: CustomStringConvertible {
    /// What is wrong with the file, where, what was expected and what was found.
    public var description: String {
        switch self {
        case .fileTooLarge(let bytes, let limit):
            return "file of \(bytes) bytes, expected at most \(limit)"
        case .outsideFile(let part, let offset, let size, let fileSize):
            return "\(part) of \(size) bytes at offset \(offset) is outside the file of \(fileSize) bytes"
        case .unexpected(let field, let offset, let expected, let found):
            return "\(field) at offset \(offset) is \(found.hexadecimal), expected \(expected.hexadecimal)"
        case .positionIndependent:
            return "position-independent or shared object, expected a static executable linked at a fixed address"
        case .dynamicallyLinked(let programHeader, let type):
            return "program header \(programHeader) of type \(type) asks for dynamic linking, expected a static executable"
        case .unsupportedFeature(let feature, let flags):
            return "\(feature.text) (header flags \(flags.hexadecimal)), expected plain RV32IM"
        case .noLoadableSegment:
            return "no loadable segment"
        case .segmentLargerInFile(let index, let fileSize, let memorySize):
            return "segment \(index) has \(fileSize) bytes in the file, expected at most its \(memorySize) bytes in memory"
        case .segmentWraps(let index, let address, let memorySize):
            return "segment \(index) of \(memorySize) bytes at \(address.hexadecimal) reaches beyond the last address"
        case .segmentOutsideMemory(let index, let address, let memorySize, let from, let to):
            let range = "\(from.hexadecimal) ..< \(to.hexadecimal)"
            return "segment \(index) of \(memorySize) bytes at \(address.hexadecimal), expected inside \(range)"
        case .segmentsOverlap(let first, let second, let address):
            return "segments \(first) and \(second) both cover address \(address.hexadecimal)"
        case .imageTooLarge(let bytes, let limit):
            return "image of \(bytes) bytes, expected at most \(limit)"
        case .noExecutableSegment:
            return "no executable segment with an instruction"
        case .misalignedEntry(let entry):
            return "entry point \(entry.hexadecimal), expected a multiple of 4"
        case .entryOutsideCode(let entry):
            return "entry point \(entry.hexadecimal), expected an address in an executable segment"
        case .badStringTable(let section, let link, let sectionCount):
            return "symbol table in section \(section) links to section \(link) of \(sectionCount), expected a string table"
        case .badSymbolName(let symbol, let offset, let limit):
            return "name of symbol \(symbol) at \(offset) in the string table, expected at most \(limit) bytes and a zero inside the table"
        case .symbolNamesTooLarge(let limit):
            return "symbol names together longer than \(limit) bytes"
        case .symbolNotFound(let name):
            return "no symbol \(name)"
        case .symbolAmbiguous(let name, let first, let second):
            return "symbol \(name) stands for \(first.hexadecimal) and \(second.hexadecimal)"
        case .symbolMisaligned(let name, let address):
            return "symbol \(name) at \(address.hexadecimal), expected a multiple of 4"
        case .symbolOutsideImage(let name, let address, let base, let end):
            return "symbol \(name) at \(address.hexadecimal), expected in the image \(base.hexadecimal) ... \(end.hexadecimal)"
        case .dataOverlapsCode(let name, let address, let codeEnd):
            return "data for \(name) at \(address.hexadecimal), expected behind the instructions, from \(codeEnd.hexadecimal) on"
        case .dataOverlapsReservedMemory(let name, let dataEnd, let reservedEnd):
            return
                "data for \(name) up to \(dataEnd.hexadecimal) runs into memory that the program reserves up to \(reservedEnd.hexadecimal)"
        }
    }
}

extension ELFError.Part: CustomStringConvertible {
    public var description: String {
        switch self {
        case .header: "file header"
        case .programHeader(let index): "program header \(index)"
        case .segment(let index): "segment \(index)"
        case .sectionHeader(let index): "section header \(index)"
        case .section(let index): "section \(index)"
        }
    }
}

extension ELFError.Feature {
    fileprivate var text: String {
        switch self {
        case .compressedInstructions: "compressed instructions"
        case .floatingPointABI: "a floating-point calling convention"
        case .reducedRegisterSet: "the reduced register set RV32E"
        case .unknownFlags: "unknown flags"
        }
    }
}
