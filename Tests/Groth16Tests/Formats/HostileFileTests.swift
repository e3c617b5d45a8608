import FiniteFields
import Groth16
import Testing

/// Files that are not what they should be: each is refused with the error that says so, none is trusted.
@Suite(.needsVectors) struct HostileFileTests {
    private static func sections(_ name: String, _ magic: String) throws -> [(id: UInt32, bytes: [UInt8])] {
        try SectionFile(FileBytes(VectorFile.bytes(name), name: name), magic: magic, versions: 1...2).sections.map {
            ($0.section ?? 0, $0.bytes)
        }
    }

    private static func open(_ magic: String, _ bytes: [UInt8]) throws {
        let file = FileBytes(bytes, name: "hostile")
        switch magic {
        case "r1cs": _ = try R1CSFile(file)
        case "wtns": _ = try WitnessFile(file)
        case "zkey": _ = try ZKeyFile(file)
        default: _ = try PowersFile(file)
        }
    }

    private static func error(_ magic: String, _ bytes: [UInt8]) -> FormatError? {
        do {
            try open(magic, bytes)
            return nil
        } catch {
            return error as? FormatError
        }
    }

    static let files = [("real1k.r1cs", "r1cs"), ("real1k.wtns", "wtns"), ("real1k_ceremony.zkey", "zkey"), ("pot11.ptau", "ptau")]

    @Test(arguments: files) func sectionsMayStandInAnyOrderAmongUnknownOnes(_ name: String, _ magic: String) throws {
        let sections = try Self.sections(name, magic)
        try Self.open(magic, SectionFile.encode(magic: magic, version: 1, sections.reversed() + [(99, [1, 2, 3])]))
    }

    @Test(arguments: files) func everyTruncationIsRefused(_ name: String, _ magic: String) throws {
        let bytes = try VectorFile.bytes(name)
        let lengths = Array(0..<80) + stride(from: 80, to: bytes.count, by: bytes.count / 40) + [bytes.count - 1]
        for length in lengths { #expect(Self.error(magic, Array(bytes[..<length])) != nil, "\(length) bytes") }
        #expect(Self.error(magic, bytes + [0]) != nil)
    }

    @Test(arguments: files) func aMissingOrDoubleSectionIsRefused(_ name: String, _ magic: String) throws {
        let sections = try Self.sections(name, magic)
        for index in sections.indices {
            let id = sections[index].id
            var less = sections
            less.remove(at: index)
            let missing = Self.error(magic, SectionFile.encode(magic: magic, version: 1, less))
            // Powers without any Lagrange basis are powers that nobody has prepared yet.
            if magic == "ptau" && id == 12 {
                #expect(missing == nil)
            } else {
                #expect(missing == .missingSection(file: "hostile", section: id))
            }
            guard
                case .duplicateSection(_, id, _, _) = Self.error(
                    magic, SectionFile.encode(magic: magic, version: 1, sections + [sections[index]]))
            else {
                Issue.record("section \(id) twice was not refused as such")
                continue
            }
        }
    }

    @Test(arguments: files) func aSectionOfAnotherLengthIsRefused(_ name: String, _ magic: String) throws {
        let sections = try Self.sections(name, magic)
        for index in sections.indices {
            for change in [-32, -1, 1, 32] {
                var changed = sections
                let bytes = changed[index].bytes
                changed[index].bytes = change < 0 ? Array(bytes.dropLast(-change)) : bytes + [UInt8](repeating: 0, count: change)
                #expect(
                    Self.error(magic, SectionFile.encode(magic: magic, version: 1, changed)) != nil,
                    "section \(sections[index].id), \(change) bytes")
            }
        }
    }

    @Test(arguments: files) func aSizeBeyondTheFileIsRefusedWithoutReadingIt(_ name: String, _ magic: String) throws {
        var bytes = try VectorFile.bytes(name)
        for size: UInt64 in [UInt64(bytes.count), 1 << 40, UInt64(Int64.max), UInt64.max] {
            for place in 0..<8 { bytes[16 + place] = UInt8(truncatingIfNeeded: size >> UInt64(8 * place)) }
            guard case .truncated(let place, _, size, _) = Self.error(magic, bytes) else {
                Issue.record("size \(size) was not refused as such")
                continue
            }
            #expect(place.section != nil && place.offset == 24)
        }
    }

    @Test(arguments: files) func everyFieldOfTheHeaderIsChecked(_ name: String, _ magic: String) throws {
        let sections = try Self.sections(name, magic)
        let headerID: UInt32 = magic == "zkey" ? 2 : 1
        let index = try #require(sections.firstIndex { $0.id == headerID })
        // Labels of an r1cs are counted for the symbol file alone; a smaller number of inputs only makes wires internal.
        let free = magic == "r1cs" ? 40..<60 : magic == "ptau" ? 40..<44 : 0..<0
        for byte in sections[index].bytes.indices where !free.contains(byte) {
            var changed = sections
            changed[index].bytes[byte] ^= 1
            #expect(Self.error(magic, SectionFile.encode(magic: magic, version: 1, changed)) != nil, "byte \(byte) of the header")
        }
    }

    @Test func wrongMagicAndVersionAreNamed() throws {
        var bytes = try VectorFile.bytes("real1k.wtns")
        #expect(
            Self.error("zkey", bytes) == .wrongMagic(file: "hostile", expected: "zkey", found: "0x77746e73"))
        bytes[4] = 3
        #expect(Self.error("wtns", bytes) == .unsupportedVersion(file: "hostile", expected: 1...2, found: 3))
    }

    @Test func aWitnessWithAWrongConstantOrAValueFromRUpIsRefusedWithoutShowingIt() throws {
        let sections = try Self.sections("real1k.wtns", "wtns")
        var changed = sections
        changed[1].bytes[0] = 2
        guard
            case .wrongValue(_, "value of wire 0", _, let found) = Self.error(
                "wtns", SectionFile.encode(magic: "wtns", version: 2, changed))
        else {
            Issue.record("a constant of 2 was not refused")
            return
        }
        #expect(!found.contains("2"))
        changed = sections
        let modulus = BN254Scalar.modulus
        let words = [modulus.0, modulus.1, modulus.2, modulus.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        changed[1].bytes.replaceSubrange(32 * 7..<32 * 8, with: words)
        guard
            case .wrongValue(let place, "value of wire 7", _, _) = Self.error(
                "wtns", SectionFile.encode(magic: "wtns", version: 2, changed))
        else {
            Issue.record("the value r was not refused")
            return
        }
        #expect(place.section == 2)
    }

    @Test func coefficientsOutOfRangeAreRefused() throws {
        let sections = try Self.sections("real1k_ceremony.zkey", "zkey")
        let index = try #require(sections.firstIndex { $0.id == 4 })
        for (offset, what) in [
            (4, "matrix of coefficient 0"), (11, "constraint of coefficient 0"), (15, "wire of coefficient 0"), (47, "coefficient 0"),
        ] {
            var changed = sections
            changed[index].bytes[offset] = 0xFF
            guard case .wrongValue(_, what, _, _) = Self.error("zkey", SectionFile.encode(magic: "zkey", version: 1, changed)) else {
                Issue.record("\(what) was not refused")
                continue
            }
        }
    }
}
