import RISCV
import Testing

/// Runs a guest on the machine and, where it is installed, in qemu; both must write the same stream and end with the same code.
@discardableResult
func runEverywhere(
    _ elf: [UInt8], input: [UInt8], data: [UInt8]? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws -> ExecutionReport {
    var program = try Program(elf: elf)
    var file = elf
    if let data {
        program = try program.withData(data, atSymbol: "__rule_data")
        file = try ELFImage.placing(data, in: elf, atSymbol: "__rule_data")
    }
    let report = try Machine.run(program, input: input)
    if Emulator.isInstalled {
        let outcome = try Emulator.run(file, input: input)
        #expect(outcome.exitCode == report.exitCode & 0xFF, sourceLocation: sourceLocation)
        #expect(outcome.stream == report.journalStream.flatMap(\.littleEndianBytes), sourceLocation: sourceLocation)
    }
    return report
}

/// ELF files changed for the emulator the way `Program.withData` changes the loaded image.
enum ELFImage {
    /// The file with the segment of a symbol moved to its end and made longer by the data.
    static func placing(_ data: [UInt8], in elf: [UInt8], atSymbol name: String) throws -> [UInt8] {
        let symbol = try #require(try Program(elf: elf).symbols.first { $0.name == name })
        let word = { (offset: Int) in (0..<4).reduce(UInt32(0)) { $0 | UInt32(elf[offset + $1]) << UInt32(8 * $1) } }
        var file = elf
        let headers = Int(word(28))
        for index in 0..<Int(word(44) & 0xFFFF) {
            let header = headers + 32 * index
            let (type, offset, address, size) = (word(header), word(header + 4), word(header + 8), word(header + 16))
            guard type == 1, size > 0, symbol.address >= address, symbol.address < address + size else { continue }
            file += [UInt8](repeating: 0, count: (4096 - file.count % 4096) % 4096)
            let start = UInt32(file.count) + address % 4096
            file += [UInt8](repeating: 0, count: Int(address % 4096))
            let content = Array(elf[Int(offset)..<Int(offset + symbol.address - address)]) + data
            file += content
            for (field, value) in [(4, start), (16, UInt32(content.count)), (20, UInt32(content.count))] {
                file.replaceSubrange(header + field..<header + field + 4, with: value.littleEndianBytes)
            }
            return file
        }
        Issue.record("no segment holds \(name)")
        return elf
    }
}
