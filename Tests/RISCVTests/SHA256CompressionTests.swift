import RISCV
import Testing

struct SHA256CompressionTests {
    private let initial: InlineArray<8, UInt32> = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]

    @Test func hashesTheStandardsExample() {
        // FIPS 180-2, appendix B.1: the message "abc".
        var block = InlineArray<16, UInt32>(repeating: 0)
        block[0] = 0x6162_6380
        block[15] = 24
        let digest = SHA256Compression.compress(initial, block)
        let expected: [UInt32] = [
            0xBA78_16BF, 0x8F01_CFEA, 0x4141_40DE, 0x5DAE_2223, 0xB003_61A3, 0x9617_7A9C, 0xB410_FF61, 0xF200_15AD,
        ]
        #expect((0..<8).map { digest[$0] } == expected)
    }

    @Test func compressesInPlaceByTheSystemCall() throws {
        var code = Assembler()
        code.data = (0..<8).map { initial[$0] } + [0x6162_6380] + [UInt32](repeating: 0, count: 14) + [24, 32]
        let data = Assembler.dataBase
        code.call(0x1000, a0: data, a1: data + 32)
        code.write(data + 96)
        for index in 0..<8 { code.write(data + 4 * UInt32(index)) }
        code.exit(0)
        let report = try Machine.run(code.program())
        #expect(Array(report.journalStream.dropFirst().prefix(2)) == [0xBA78_16BF, 0x8F01_CFEA])
        #expect(report.journalStream.last == 0xF200_15AD)
    }
}
