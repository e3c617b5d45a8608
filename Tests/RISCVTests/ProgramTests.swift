import RISCV
import Testing

struct ProgramTests {
    private func elf(data: [UInt8] = [1, 2, 3, 4, 5], memorySize: UInt32? = nil, symbols: [ELFWriter.Symbol] = []) -> [UInt8] {
        ELFWriter(
            entry: 0x1_0004,
            segments: [
                .init(
                    address: 0x1_0002, bytes: [9, 9] + ELFWriter.bytes([Encoding.word(.ebreak), Encoding.word(.jal)]) + [7, 7], flags: 5),
                .init(address: 0x1_1000, bytes: data, memorySize: memorySize, flags: 6),
            ], symbols: symbols
        ).bytes()
    }

    @Test func laysOutTheImage() throws {
        let program = try Program(elf: elf())
        #expect(program.entry == 0x1_0004)
        #expect(program.imageBase == 0x1_0000)
        #expect(program.imageEnd == 0x1_1008)
        #expect(program.imageWords.count == 0x1008 / 4)
        #expect(program.imageWords[0] == 0x0909_0000)
        #expect(program.imageWords[3] == 0x0000_0707)
        #expect(program.imageWords[4..<0x400].allSatisfy { $0 == 0 })
        #expect(program.imageWords[0x400...] == [0x0403_0201, 5])
    }

    @Test func decodesWholeWordsOfExecutableSegments() throws {
        let program = try Program(elf: elf())
        #expect(program.codeBase == 0x1_0004)
        #expect(program.instructions == [Instruction(.ebreak), Instruction(.jal, immediate: 0x1_0008)])
        #expect(program.instruction(at: 0x1_0004)?.operation == .ebreak)
        for pc: UInt32 in [0, 0x1_0000, 0x1_0006, 0x1_000C, .max] { #expect(program.instruction(at: pc) == nil) }
    }

    @Test func readsSymbols() throws {
        let symbols: [ELFWriter.Symbol] = [
            .init(name: "table", address: 0x1_1000, size: 5, type: 1), .init(name: "start", address: 0x1_0004, size: 8, type: 2),
            .init(name: "$x", address: 0x1_0004), .init(name: "label", address: 0x1_0008), .init(name: "file.c", address: 0, type: 4),
        ]
        let program = try Program(elf: elf(symbols: symbols))
        #expect(program.symbols.map(\.name) == ["start", "label", "table"])
        #expect(program.symbols.map(\.address) == [0x1_0004, 0x1_0008, 0x1_1000])
        #expect(program.symbols.map(\.kind) == [.function, .untyped, .object])
    }

    @Test func placesDataAtASymbol() throws {
        let program = try Program(elf: elf(symbols: [.init(name: "rule", address: 0x1_1000)]))
        let longer = try program.withData(Array(1...10), atSymbol: "rule")
        #expect(longer.imageEnd == 0x1_100C)
        #expect(longer.imageWords[0x400...] == [0x0403_0201, 0x0807_0605, 0x0A09])
        #expect(longer.imageWords[..<0x400] == program.imageWords[..<0x400])
        let shorter = try program.withData([0xFF], atSymbol: "rule")
        #expect(shorter.imageWords[0x400...] == [0xFF])
        #expect(try program.withData([], atSymbol: "rule").imageEnd == 0x1_1000)
        // What was placed before leaves nothing behind.
        #expect(try longer.withData([0xFF], atSymbol: "rule") == shorter)
        #expect(try shorter.withData(Array(1...10), atSymbol: "rule") == longer)
    }

    @Test func givesPlacedDataToTheProgram() throws {
        var code = Assembler()
        code.load(5, 0x8_0000)
        code.emit(.lw, rd: 10, rs1: 5, 4)
        code.load(17, 93)
        code.emit(.ecall)
        let elf = ELFWriter(
            entry: Assembler.codeBase,
            segments: [
                .init(address: Assembler.codeBase, bytes: ELFWriter.bytes(code.words), flags: 5),
                .init(address: 0x8_0000, bytes: [0, 0, 0, 0], flags: 6),
            ],
            symbols: [.init(name: "rule", address: 0x8_0000)]
        ).bytes()
        let program = try Program(elf: elf)
        #expect(try Machine.run(program).exitCode == 0)
        #expect(try Machine.run(program.withData([0, 0, 0, 0, 0x78, 0x56, 0x34, 0x12], atSymbol: "rule")).exitCode == 0x1234_5678)
    }

    @Test func refusesToPlaceDataElsewhere() throws {
        let symbols: [ELFWriter.Symbol] = [
            .init(name: "code", address: 0x1_0008), .init(name: "odd", address: 0x1_1002), .init(name: "far", address: 0x2_0000),
            .init(name: "two", address: 0x1_1000), .init(name: "two", address: 0x1_1004), .init(name: "rule", address: 0x1_1004),
        ]
        let program = try Program(elf: elf(memorySize: 100, symbols: symbols))
        #expect(throws: ELFError.symbolNotFound("none")) { try program.withData([], atSymbol: "none") }
        #expect(throws: ELFError.dataOverlapsCode("code", address: 0x1_0008, codeEnd: 0x1_000C)) {
            try program.withData([], atSymbol: "code")
        }
        #expect(throws: ELFError.symbolMisaligned("odd", address: 0x1_1002)) { try program.withData([], atSymbol: "odd") }
        #expect(throws: ELFError.symbolOutsideImage("far", address: 0x2_0000, imageBase: 0x1_0000, imageEnd: 0x1_1008)) {
            try program.withData([], atSymbol: "far")
        }
        #expect(throws: ELFError.symbolAmbiguous("two", 0x1_1000, 0x1_1004)) { try program.withData([], atSymbol: "two") }
        #expect(throws: ELFError.dataOverlapsReservedMemory("rule", dataEnd: 0x1_100C, reservedEnd: 0x1_1064)) {
            try program.withData([1, 2, 3, 4, 5], atSymbol: "rule")
        }
        #expect(throws: ELFError.imageTooLarge(bytes: 0x1004 + (4 << 20), limit: 4 << 20)) {
            try program.withData([UInt8](repeating: 1, count: 4 << 20), atSymbol: "rule")
        }
    }

    @Test func profilesByFunction() throws {
        var code = Assembler()
        code.load(5, 100)
        code.emit(.jal, rd: 1, 4 * 10)
        code.exit(0)
        // The function: a loop of 100 rounds, then the way back.
        code.emit(.addi, rd: 5, rs1: 5, -1)
        code.emit(.bne, rs1: 5, rs2: 0, -4)
        code.emit(.jalr, rs1: 1)
        let loop = Assembler.codeBase + 4 * 12
        let program = try Program(
            elf: ELFWriter(
                entry: Assembler.codeBase, segments: [.init(address: Assembler.codeBase, bytes: ELFWriter.bytes(code.words), flags: 5)],
                symbols: [
                    .init(name: "loop", address: loop, size: 12, type: 2), .init(name: "inner", address: loop + 4),
                    .init(name: "start", address: Assembler.codeBase, size: 12, type: 2),
                ]
            ).bytes())
        let report = try Machine.run(program)
        #expect(
            Profile(program, report).entries == [
                .init(name: "loop", address: loop, cycles: 201), .init(name: nil, address: Assembler.codeBase + 12, cycles: 9),
                .init(name: "start", address: Assembler.codeBase, cycles: 3),
            ])
        #expect(report.cycles(of: .branch) == 100)
        #expect(report.cycles(of: .jump) == 2)
        #expect(report.cyclesPerFamily.reduce(0, +) == report.cycles)
        #expect(report.executionCounts[13] == 100)
    }
}
