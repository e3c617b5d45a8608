import RISCV
import Testing

struct DecoderTests {
    /// What the decoder should make of an encoding, from the format alone.
    private func expected(_ operation: RISCV.Operation, rd: UInt8, rs1: UInt8, rs2: UInt8, _ immediate: Int32) -> Instruction {
        let imm = UInt32(bitPattern: immediate)
        switch Encoding.layout(operation).0 {
        case .register: return Instruction(operation, rd: rd, rs1: rs1, rs2: rs2)
        case .immediate: return Instruction(operation, rd: rd, rs1: rs1, immediate: imm)
        case .shift: return Instruction(operation, rd: rd, rs1: rs1, immediate: imm)
        case .store, .branch: return Instruction(operation, rs1: rs1, rs2: rs2, immediate: imm)
        case .upper, .jump: return Instruction(operation, rd: rd, immediate: imm)
        case .fixed: return Instruction(operation)
        }
    }

    private func immediates(_ operation: RISCV.Operation) -> [Int32] {
        switch Encoding.layout(operation).0 {
        case .immediate, .store: Edges.immediates
        case .shift: Array(0..<32)
        case .branch: [-4096, -4094, -2048, -2, 0, 2, 4, 30, 32, 2046, 2048, 4094]
        case .upper: [0, 0x1000, 0x7FFF_F000, .min, -4096, 0x1234_5000]
        case .jump: [-0x10_0000, -0xF_FFFE, -4096, -2048, -2, 0, 2, 2046, 2048, 4094, 4096, 0x7_F800, 0xF_FFFE]
        case .register, .fixed: [0]
        }
    }

    @Test(arguments: Encoding.operations)
    func decodesEveryRegisterAndEdgeImmediate(_ operation: RISCV.Operation) {
        for immediate in immediates(operation) {
            for rd in UInt8(0)..<32 {
                for rs1 in UInt8(0)..<32 {
                    for rs2: UInt8 in [0, 1, 2, 4, 8, 15, 16, 31] {
                        let word = Encoding.word(operation, rd: rd, rs1: rs1, rs2: rs2, immediate: immediate)
                        let decoded = Instruction(decoding: word)
                        guard decoded != expected(operation, rd: rd, rs1: rs1, rs2: rs2, immediate) else { continue }
                        Issue.record("\(operation) rd \(rd) rs1 \(rs1) rs2 \(rs2) imm \(immediate): \(decoded)")
                        return
                    }
                }
            }
        }
    }

    @Test func refusesEveryOtherWord() {
        // Bits that select the operation are walked through completely; register fields take several values.
        func isLegal(_ word: UInt32) -> Bool {
            if word & 0x707F == 0x000F { return true }
            return Encoding.operations.contains { operation in
                let (format, fixed) = Encoding.layout(operation)
                let mask: UInt32 =
                    switch format {
                    case .register, .shift: 0xFE00_707F
                    case .immediate, .store, .branch: 0x0000_707F
                    case .upper, .jump: 0x0000_007F
                    case .fixed: 0xFFFF_FFFF
                    }
                return word & mask == fixed
            }
        }
        for opcode in UInt32(0)..<128 {
            for function3 in UInt32(0)..<8 {
                for function7 in UInt32(0)..<128 {
                    for fields: UInt32 in [0, 0x0010_0000, 0x01FF_8F80, 0x00A5_0500] {
                        let word = opcode | function3 << 12 | function7 << 25 | fields
                        let decoded = Instruction(decoding: word)
                        guard (decoded.operation != .illegal) != isLegal(word) else { continue }
                        Issue.record("\(String(word, radix: 16)) decodes as \(decoded)")
                        return
                    }
                }
            }
        }
        #expect(Instruction(decoding: 0) == Instruction(.illegal, immediate: 0))
        #expect(Instruction(decoding: .max) == Instruction(.illegal, immediate: .max))
        // Neither FENCE.I nor CSR instructions, WFI or MRET.
        for word: UInt32 in [0x0000_100F, 0x3002_9073, 0xC000_2573, 0x1050_0073, 0x3020_0073] {
            #expect(Instruction(decoding: word) == Instruction(.illegal, immediate: word))
        }
    }

    @Test func decodesFenceAsAnInstructionThatChangesNothing() {
        for word: UInt32 in [0x0FF0_000F, 0x8330_000F, 0x0100_000F, 0x0000_000F, 0x0FF5_058F] {
            #expect(Instruction(decoding: word) == Instruction(.addi, rd: 0, rs1: 0, immediate: 0))
        }
    }

    @Test func decodesWordsOfTheCompilersAssembler() {
        // Taken from the output of LLVM's assembler.
        #expect(Instruction(decoding: 0x0062_8533) == Instruction(.add, rd: 10, rs1: 5, rs2: 6))
        #expect(Instruction(decoding: 0xFE01_0113) == Instruction(.addi, rd: 2, rs1: 2, immediate: UInt32(bitPattern: -32)))
        #expect(Instruction(decoding: 0x0011_2E23) == Instruction(.sw, rs1: 2, rs2: 1, immediate: 28))
        #expect(Instruction(decoding: 0x0000_8067) == Instruction(.jalr, rd: 0, rs1: 1))
        #expect(Instruction(decoding: 0xFE05_1EE3) == Instruction(.bne, rs1: 10, rs2: 0, immediate: UInt32(bitPattern: -4)))
    }

    @Test func bindsRelativeImmediatesToTheirAddress() {
        let back = UInt32(bitPattern: -8)
        #expect(Instruction(.jal, rd: 1, immediate: back).bound(to: 0x1_0010).immediate == 0x1_0008)
        #expect(Instruction(.beq, immediate: 16).bound(to: 0x1_0010).immediate == 0x1_0020)
        #expect(Instruction(.auipc, rd: 1, immediate: 0xFFFF_F000).bound(to: 0x1_0010).immediate == 0xF010)
        #expect(Instruction(.jalr, rd: 1, immediate: 16).bound(to: 0x1_0010).immediate == 16)
    }
}
