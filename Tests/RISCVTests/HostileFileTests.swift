import RISCV
import Testing

/// Files that are no programs: the loader refuses each with an error, never with a crash.
struct HostileFileTests {
    private static let file = ELFWriter(
        entry: 0x1_0000,
        segments: [
            .init(address: 0x1_0000, bytes: ELFWriter.bytes([Encoding.word(.addi), Encoding.word(.ebreak)]), flags: 5),
            .init(address: 0x1_1008, bytes: [1, 2, 3], memorySize: 64, flags: 6),
        ],
        symbols: [.init(name: "start", address: 0x1_0000, size: 8, type: 2), .init(name: "data", address: 0x1_1008)]
    ).bytes()

    /// Loads and, when that works, executes a little; the outcome does not matter.
    private func survive(_ bytes: [UInt8]) {
        do throws(ELFError) {
            let program = try Program(elf: bytes)
            do throws(ProgramFault) {
                let report = try Machine.run(program, limits: ExecutionLimits(maximumCycles: 1000))
                _ = Profile(program, report)
            } catch {
                _ = error.description
            }
        } catch {
            #expect(!error.description.isEmpty)
        }
    }

    private func error(_ bytes: [UInt8]) -> ELFError? {
        do throws(ELFError) {
            _ = try Program(elf: bytes)
            return nil
        } catch {
            return error
        }
    }

    private func patched(_ offset: Int, _ value: UInt32, width: Int = 4) -> [UInt8] {
        var bytes = Self.file
        for index in 0..<width { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
        return bytes
    }

    @Test func survivesEveryTruncation() {
        for length in 0..<Self.file.count {
            let truncated = Array(Self.file.prefix(length))
            #expect(error(truncated) != nil, "\(length) bytes")
            survive(truncated)
        }
        #expect(error(Self.file) == nil)
    }

    @Test func survivesEveryValueOfEveryHeaderByte() {
        for offset in 0..<52 + 64 {
            for value in UInt32(0)..<256 { survive(patched(offset, value, width: 1)) }
        }
    }

    @Test func survivesEveryValueOfEverySectionAndSymbolByte() {
        for offset in Self.file.count - 250..<Self.file.count {
            for value in UInt32(0)..<256 { _ = error(patched(offset, value, width: 1)) }
        }
    }

    @Test func survivesRandomWordsInHeaders() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            var bytes = Self.file
            for _ in 0...random.next() % 4 {
                let word = Edges.values.randomElement(using: &random) ?? 0
                let offset = 4 * Int(random.next() % 29)
                for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
            }
            survive(bytes)
        }
    }

    @Test func survivesRandomBytesAndRandomCode() {
        var random = SeededGenerator(seed: 2)
        for round in 0..<2000 {
            let noise = (0..<Int(random.next() % 512)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            survive(noise)
            survive(Array(Self.file.prefix(52 + round % 64)) + noise)
            var code = Assembler()
            for _ in 0..<64 { code.emit(word: UInt32(truncatingIfNeeded: random.next())) }
            survive(code.elf())
            // Legal instructions on arbitrary registers: wild accesses and jumps.
            var wild = Assembler()
            for register in UInt8(1)..<32 { wild.load(register, UInt32(truncatingIfNeeded: random.next()) >> UInt32(random.next() % 8)) }
            for _ in 0..<64 {
                let registers = (0..<3).map { _ in UInt8(random.next() % 32) }
                wild.emit(
                    Encoding.operations.randomElement(using: &random) ?? .add, rd: registers[0], rs1: registers[1], rs2: registers[2],
                    Int32(truncatingIfNeeded: Int64(bitPattern: random.next())))
            }
            survive(wild.elf())
        }
    }

    @Test func refusesOtherKindsOfFiles() {
        #expect(error([]) == .outsideFile(.header, offset: 0, size: 52, fileSize: 0))
        #expect(error(patched(0, 0x21, width: 1)) == .unexpected(.magic, offset: 0, expected: 0x464C_457F, found: 0x464C_4521))
        #expect(error(patched(4, 2, width: 1)) == .unexpected(.fileClass, offset: 4, expected: 1, found: 2))
        #expect(error(patched(5, 2, width: 1)) == .unexpected(.dataEncoding, offset: 5, expected: 1, found: 2))
        #expect(error(patched(6, 0, width: 1)) == .unexpected(.identVersion, offset: 6, expected: 1, found: 0))
        #expect(error(patched(16, 1, width: 2)) == .unexpected(.fileType, offset: 16, expected: 2, found: 1))
        #expect(error(patched(16, 3, width: 2)) == .positionIndependent)
        #expect(error(patched(18, 62, width: 2)) == .unexpected(.machine, offset: 18, expected: 243, found: 62))
        #expect(error(patched(20, 9)) == .unexpected(.version, offset: 20, expected: 1, found: 9))
        #expect(error(patched(42, 56, width: 2)) == .unexpected(.programHeaderSize, offset: 42, expected: 32, found: 56))
        #expect(error([UInt8](repeating: 0, count: (64 << 20) + 1)) == .fileTooLarge(bytes: (64 << 20) + 1, limit: 64 << 20))
    }

    @Test func refusesCodeForOtherMachines() {
        #expect(error(patched(36, 1)) == .unsupportedFeature(.compressedInstructions, flags: 1))
        #expect(error(patched(36, 2)) == .unsupportedFeature(.floatingPointABI, flags: 2))
        #expect(error(patched(36, 4)) == .unsupportedFeature(.floatingPointABI, flags: 4))
        #expect(error(patched(36, 8)) == .unsupportedFeature(.reducedRegisterSet, flags: 8))
        #expect(error(patched(36, 0x40)) == .unsupportedFeature(.unknownFlags, flags: 0x40))
        #expect(error(patched(36, 0x10)) == nil)
    }

    @Test func refusesDynamicLinking() {
        #expect(error(patched(52 + 32, 2)) == .dynamicallyLinked(programHeader: 1, type: 2))
        #expect(error(patched(52 + 32, 3)) == .dynamicallyLinked(programHeader: 1, type: 3))
    }

    @Test func refusesSegmentsThatDoNotFit() {
        let size = Self.file.count
        let second = 52 + 32
        #expect(error(patched(44, 0, width: 2)) == .noLoadableSegment)
        #expect(error(patched(28, .max)) == .outsideFile(.programHeader(index: 0), offset: 0xFFFF_FFFF, size: 32, fileSize: size))
        #expect(error(patched(second + 4, .max)) == .outsideFile(.segment(index: 1), offset: 0xFFFF_FFFF, size: 3, fileSize: size))
        #expect(error(patched(second + 16, 65)) != nil)
        #expect(error(patched(second + 20, 2)) == .segmentLargerInFile(index: 1, fileSize: 3, memorySize: 2))
        #expect(error(patched(second + 20, .max)) == .segmentWraps(index: 1, address: 0x1_1008, memorySize: .max))
        #expect(
            error(patched(second + 8, 0x0FFF_FFF0))
                == .segmentOutsideMemory(index: 1, address: 0x0FFF_FFF0, memorySize: 64, from: 0x1_0000, to: 0x1000_0000))
        #expect(
            error(patched(second + 8, 0xFFF0))
                == .segmentOutsideMemory(index: 1, address: 0xFFF0, memorySize: 64, from: 0x1_0000, to: 0x1000_0000))
        #expect(error(patched(second + 8, 0x1_0007)) == .segmentsOverlap(first: 0, second: 1, address: 0x1_0007))
        #expect(error(patched(second + 8, 0x41_0000)) == .imageTooLarge(bytes: 0x40_0003, limit: 0x40_0000))
    }

    @Test func refusesEntriesThatAreNoInstruction() {
        #expect(error(patched(24, 0x1_0002)) == .misalignedEntry(0x1_0002))
        #expect(error(patched(24, 0x1_0008)) == .entryOutsideCode(0x1_0008))
        #expect(error(patched(24, 0x1_1008)) == .entryOutsideCode(0x1_1008))
        #expect(error(patched(24, 0)) == .entryOutsideCode(0))
        #expect(error(patched(52 + 24, 6)) == .noExecutableSegment)
    }
}
