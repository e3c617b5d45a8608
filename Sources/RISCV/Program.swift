/// A loaded program: its initial memory image and its instructions.
///
/// Instructions are fetched from `instructions`, never from memory: a store over code changes data only.
public struct Program: Equatable, Sendable {
    /// First address after the valid memory.
    public static let memoryEnd: UInt32 = 0x1000_0000
    /// Lowest address that a program may be linked at.
    public static let lowestImageBase: UInt32 = 0x1_0000
    /// The most bytes an image may have.
    public static let largestImage: UInt32 = 4 << 20

    /// Address of the first instruction executed.
    public let entry: UInt32
    /// Address of the image's first word; also the first valid address.
    public let imageBase: UInt32
    /// Initial memory from `imageBase` on; everything behind is zero.
    public let imageWords: [UInt32]
    /// Address of the first instruction in `instructions`, a multiple of 4.
    public let codeBase: UInt32
    /// The instruction at `codeBase` + 4·i, with absolute immediates (see `Instruction.bound`); `.outside` between segments.
    public let instructions: [Instruction]
    /// The named addresses of the program, by increasing address; empty when the file has no symbol table.
    public let symbols: [Symbol]
    /// Where the zero-initialised memory behind the image, as the file has it, begins; the end of memory when there is none.
    let reservedStart: UInt32
    /// End of everything the file reserves in memory, zero-initialised data included.
    let reservedEnd: UInt32

    /// Address after the image's last word.
    public var imageEnd: UInt32 { imageBase + 4 * UInt32(imageWords.count) }
    /// Address after the last instruction.
    public var codeEnd: UInt32 { codeBase + 4 * UInt32(instructions.count) }

    init(
        entry: UInt32, imageBase: UInt32, imageWords: [UInt32], codeBase: UInt32, instructions: [Instruction], symbols: [Symbol],
        reservedStart: UInt32, reservedEnd: UInt32
    ) {
        self.entry = entry
        self.imageBase = imageBase
        self.imageWords = imageWords
        self.codeBase = codeBase
        self.instructions = instructions
        self.symbols = symbols
        self.reservedStart = reservedStart
        self.reservedEnd = reservedEnd
    }

    /// The instruction at an address; nil where there is none.
    public func instruction(at pc: UInt32) -> Instruction? {
        guard pc >= codeBase, pc < codeEnd, pc % 4 == 0 else { return nil }
        let instruction = instructions[Int((pc - codeBase) / 4)]
        return instruction.operation == .outside ? nil : instruction
    }
}

/// A named address.
public struct Symbol: Equatable, Sendable {
    /// What the name stands for.
    public enum Kind: Equatable, Sendable {
        case function, object, untyped
    }

    public var name: String
    public var address: UInt32
    /// Size in bytes; 0 when the file doesn't say.
    public var size: UInt32
    public var kind: Kind
}
