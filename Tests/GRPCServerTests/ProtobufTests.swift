import GRPCServer
import Testing

@Suite struct ProtobufTests {
    private func fields(_ bytes: [UInt8]) throws -> [ProtobufField] {
        var reader = ProtobufReader(bytes[...])
        var fields: [ProtobufField] = []
        while let field = try reader.next() { fields.append(field) }
        return fields
    }

    @Test func readsTheExamplesOfTheSpecification() throws {
        // "Encoding" of protobuf.dev: field 1 = 150; field 2 = "testing"; field 3 = a message with field 1 = 150; field 6 packed = 3, 270, 86942.
        #expect(try fields([0x08, 0x96, 0x01])[0].unsigned() == 150)
        #expect(try fields([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])[0].text() == "testing")
        var inner = try fields([0x1a, 0x03, 0x08, 0x96, 0x01])[0].message()
        #expect(try inner.next()?.unsigned() == 150)
        #expect(try fields([0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05])[0].numbers() == [3, 270, 86942])
        #expect(try fields([0x30, 0x03])[0].numbers() == [3])
        #expect(try fields([0x08] + [UInt8](repeating: 0xff, count: 9) + [0x01])[0].signed() == -1)
    }

    @Test func skipsWhatItDoesNotKnow() throws {
        // A fixed64, a fixed32 and a group with a field and a nested group in it, then field 1.
        let bytes: [UInt8] =
            [0x51, 1, 2, 3, 4, 5, 6, 7, 8] + [0x5d, 1, 2, 3, 4] + [0x63, 0x08, 0x01, 0x6b, 0x6c, 0x64] + [0x08, 0x2a]
        #expect(try fields(bytes).last?.unsigned() == 42)
    }

    @Test(
        arguments: [
            ([0x08], ProtobufError.truncated(offset: 1)), ([0x08, 0x80], .truncated(offset: 1)),
            ([0x12, 0x05, 0x61], .truncated(offset: 1)),
            ([0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], .truncated(offset: 1)),
            ([0x08] + [UInt8](repeating: 0xff, count: 9) + [0x02], .overlongNumber(offset: 1)),
            ([0x00, 0x01], .invalidTag(offset: 0)), ([0x0e, 0x01], .invalidTag(offset: 0)), ([0x0c], .unmatchedGroup(offset: 1)),
            ([0x0b, 0x14], .unmatchedGroup(offset: 2)), ([0x0b, 0x08, 0x01], .truncated(offset: 3)), ([0x09, 1, 2], .truncated(offset: 1)),
        ] as [([UInt8], ProtobufError)])
    func refusesBytesThatAreNoMessage(_ bytes: [UInt8], _ expected: ProtobufError) {
        #expect(throws: expected) { try fields(bytes) }
    }

    @Test func refusesAFieldOfAnotherType() throws {
        let field = try fields([0x08, 0x01])[0]
        #expect(throws: ProtobufError.wrongType(field: 1, expected: "length-delimited")) { try field.text() }
        #expect(throws: ProtobufError.invalidText(field: 1)) { try fields([0x0a, 0x01, 0xff])[0].text() }
        #expect(throws: ProtobufError.outOfRange(field: 1)) { try fields([0x08, 0x80, 0x80, 0x80, 0x80, 0x10])[0].unsigned32() }
    }

    @Test func boundsTheDepthOfMessagesAndGroups() throws {
        var bytes: [UInt8] = []
        for _ in 0...ProtobufReader.maximumDepth { bytes = [0x0a, UInt8(bytes.count)] + bytes }
        var reader = ProtobufReader(bytes[...])
        #expect(throws: ProtobufError.tooDeep(limit: 32)) {
            while let field = try reader.next() { reader = try field.message() }
        }
        #expect(throws: ProtobufError.tooDeep(limit: 32)) { try fields([UInt8](repeating: 0x0b, count: 10_000)) }
    }

    @Test func writesWhatItReads() throws {
        var writer = ProtobufWriter()
        writer.number(1, .max)
        writer.number(2, 0)
        writer.text(3, "")
        writer.element(4, "")
        writer.message(5) { inner in
            inner.text(1, String(repeating: "x", count: 200))
            inner.message(2) { $0.flag(1, true) }
            inner.message(3) { _ in }
        }
        let read = try fields(writer.bytes)
        #expect(read.map(\.number) == [1, 4, 5])
        #expect(try read[0].unsigned() == .max)
        #expect(try read[1].text() == "")
        var message = try read[2].message()
        #expect(try message.next()?.text().count == 200)
        var innermost = try #require(try message.next()).message()
        #expect(try innermost.next()?.flag() == true)
        #expect(try message.next()?.bytes().isEmpty == true)
        let end = try message.next()
        #expect(end == nil)
    }

    @Test func isTotalOverPiecesAndChangesOfAMessage() throws {
        var writer = ProtobufWriter()
        writer.message(1) { $0.message(2) { $0.text(3, "text") } }
        writer.number(4, 1 << 40)
        for position in writer.bytes.indices {
            _ = try? fields(Array(writer.bytes[..<position]))
            for value in UInt8.min...UInt8.max {
                var changed = writer.bytes
                changed[position] = value
                var readers = [ProtobufReader(changed[...])]
                while var reader = readers.popLast() {
                    while let field = try? reader.next() {
                        _ = try? field.numbers()
                        if let inner = try? field.message() { readers.append(inner) }
                    }
                }
            }
        }
    }
}
