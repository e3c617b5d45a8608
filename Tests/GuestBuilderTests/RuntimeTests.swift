import RISCV
import Testing

/// The guest runtime, exercised by a guest that does as told and compared with the host.
@Suite struct RuntimeTests {
    static let selfCheck = Result { try Checkout.build("Tests/GuestBuilderTests/Guests/selfcheck") }
    static let trap = Result { try Checkout.build("Tests/GuestBuilderTests/Guests/trap") }

    static let operands: [UInt64] = [
        0, 1, 2, 3, 7, 10, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0000_0001, 0x1_FFFF_FFFF,
        0xFFFF_FFFF_0000_0000, 0x8000_0000_0000_0000, 0x8000_0000_0000_0001, 0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, .max,
        0x1234_5678_9ABC_DEF0, 0x0000_00FF_FFFF_FF00, 1_000_000_007, 0xFFFF_FFFE_0000_0001, 0x0000_8000_0000_7FFF,
    ]

    @Test func arithmeticOn64BitsIsThatOfTheHost() throws {
        var pairs = Self.operands.flatMap { a in Self.operands.map { (a, $0) } }
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<5_000 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            // Operands of every width.
            pairs.append((state &* 0xD134_2543_DE82_EF95 >> (state & 63), state >> (state >> 8 & 63)))
        }
        for batch in stride(from: 0, to: pairs.count, by: 600).map({ pairs[$0..<min($0 + 600, pairs.count)] }) {
            let input = batch.flatMap { UInt32(0).littleEndianBytes + $0.littleEndianBytes + $1.littleEndianBytes }
            let report = try runEverywhere(Self.selfCheck.get(), input: input)
            let results = batch.map { Self.expected($0, $1) }
            #expect(report.exitCode == 0)
            for (index, result) in results.enumerated() {
                let bytes = result.flatMap(\.littleEndianBytes)
                let start = index * bytes.count
                #expect(Array(report.journal[start..<start + bytes.count]) == bytes, "\(batch[batch.startIndex + index])")
            }
        }
    }

    private static func expected(_ a: UInt64, _ b: UInt64) -> [UInt64] {
        let (x, y) = (Int64(bitPattern: a), Int64(bitPattern: b))
        let count = b & 63
        let bits = UInt64(a.leadingZeroBitCount << 16 | a.trailingZeroBitCount << 8 | a.nonzeroBitCount)
        let divisions: [UInt64] =
            b == 0
            ? [0, 0, 0, 0]
            : [
                a / b, a % b, UInt64(bitPattern: x.dividedReportingOverflow(by: y).partialValue),
                UInt64(bitPattern: x.remainderReportingOverflow(dividingBy: y).partialValue),
            ]
        return divisions + [
            a &* b, a &* b, x.multipliedReportingOverflow(by: y).overflow ? .max : 1, a << count, a >> count,
            UInt64(bitPattern: x >> Int64(count)), a << count, UInt64(bitPattern: x >> Int64(count)), a == 0 ? 0 : bits,
        ]
    }

    @Test(arguments: 0...3 as ClosedRange<UInt32>)
    func memoryFunctionsWorkForEveryAlignmentAndOverlap(_ function: UInt32) throws {
        var cases: [(Int, Int, Int)] = []
        for to in 0..<6 {
            for from in [0, 1, 2, 3, 4, 5, 9, 40, 41, 42, 43] {
                for count in [0, 1, 3, 4, 7, 8, 9, 11, 12, 15, 16, 17, 31, 32, 33, 36, 48] {
                    // memcpy has no overlap by contract.
                    if function == 0 && to < from + count && from < to + count { continue }
                    cases.append((to, from, count))
                    if function == 1 { cases.append((from, to, count)) }
                }
            }
        }
        for batch in stride(from: 0, to: cases.count, by: 600).map({ cases[$0..<min($0 + 600, cases.count)] }) {
            let input = batch.flatMap { [1, function, UInt32($0), UInt32($1), UInt32($2)].flatMap(\.littleEndianBytes) }
            let report = try runEverywhere(Self.selfCheck.get(), input: input)
            #expect(report.exitCode == 0)
            for (index, (to, from, count)) in batch.enumerated() {
                let expected = Self.memory(function, to, from, count)
                #expect(Array(report.journal[index * 97..<index * 97 + 97]) == expected, "to \(to) from \(from) count \(count)")
            }
        }
    }

    private static func memory(_ function: UInt32, _ to: Int, _ from: Int, _ count: Int) -> [UInt8] {
        var buffer = (0..<96).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 3) }
        if function == 3 {
            if count > 3 { for index in 0..<count - 1 { buffer[to + index] = buffer[from + index] } }
            let (left, right) = (buffer[to..<to + count], buffer[from..<from + count])
            return [left.lexicographicallyPrecedes(right) ? 0 : left.elementsEqual(right) ? 1 : 2] + buffer
        }
        let source = function == 2 ? [UInt8](repeating: UInt8(from * 7 & 0xFF), count: count) : Array(buffer[from..<from + count])
        buffer.replaceSubrange(to..<to + count, with: source)
        return [1] + buffer
    }

    @Test func theNewestBlockIsGivenBack() throws {
        let report = try runEverywhere(Self.selfCheck.get(), input: [2, 300].flatMap { UInt32($0).littleEndianBytes })
        let expected = (0..<300 as Range<UInt32>).reduce(UInt32(0)) { $0 &+ 1 &+ $1 }
        #expect(report.journal == expected.littleEndianBytes)
    }

    @Test func digestsDoNotDependOnHowTheMessageIsCut() throws {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 113) }
        let whole = try AgeRule.sha256(message)
        for cuts in [[300], [0, 300], [1, 299], [63, 1, 236], [64, 236], [65, 64, 171], [3, 5, 56, 128, 108], [2, 62, 100, 136]] {
            var input = UInt32(3).littleEndianBytes + UInt32(cuts.count).littleEndianBytes
            var position = 0
            for cut in cuts {
                input += UInt32(cut).littleEndianBytes + message[position..<position + cut]
                position += cut
            }
            #expect(try runEverywhere(Self.selfCheck.get(), input: input).journal == whole, "\(cuts)")
        }
    }

    @Test func classesClosuresSortingAndErrorsWork() throws {
        for count in [0, 1, 2, 100, 1_000] as [UInt32] {
            var values = (0..<count).map { $0 &* 2_654_435_761 }
            values.sort(by: >)
            var checksum = values.enumerated().reduce(UInt32(0)) { $0 &* 31 &+ $1.element ^ UInt32($1.offset) }
            for value in values { checksum = value % 2 == 0 ? checksum &+ value / 2 : checksum ^ 1 }
            let report = try runEverywhere(Self.selfCheck.get(), input: UInt32(4).littleEndianBytes + count.littleEndianBytes)
            #expect(report.journal == checksum.littleEndianBytes)
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, 8, 12] as [UInt32])
    func trapsEndWithExitCode101AndAnEmptyJournal(_ way: UInt32) throws {
        let report = try runEverywhere(Self.trap.get(), input: way.littleEndianBytes)
        #expect(report.exitCode == 101)
        #expect(report.journal.isEmpty)
    }

    @Test func exitKeepsAll32BitsOfItsCodeAndTheJournal() throws {
        let report = try runEverywhere(Self.trap.get(), input: UInt32(9).littleEndianBytes)
        #expect(report.exitCode == 0xDEAD_BEEF)
        #expect(report.journal == UInt32(9).littleEndianBytes)
    }

    @Test func abandonDropsTheJournal() throws {
        let report = try runEverywhere(Self.trap.get(), input: UInt32(10).littleEndianBytes)
        #expect(report.exitCode == 12)
        #expect(report.journal.isEmpty)
    }

    @Test func aJournalOfExactly64KiBFits() throws {
        let report = try runEverywhere(Self.trap.get(), input: UInt32(11).littleEndianBytes)
        #expect(report.exitCode == 0)
        #expect(report.journal == UInt32(11).littleEndianBytes + [UInt8](repeating: 1, count: 65_532))
    }
}
