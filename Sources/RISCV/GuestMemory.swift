/// What one execution keeps in memory of the host, as bare pointers for the loop; released with the object.
///
/// Lazily mapped: 256 MiB of address space for the guest's memory and, when recording, as much for its clocks; pages cost
/// memory when they are first written.
@safe final class GuestMemory {
    private let mappings: [Mapping]
    /// The guest's words, indexed by address / 4.
    let words: UnsafeMutablePointer<UInt32>
    /// Clocks of the last access to each word, when recording; indexed by address / 4.
    let clocks: UnsafeMutablePointer<UInt32>
    /// One byte per 4 KiB page: 1 once it was accessed.
    let pages: UnsafeMutablePointer<UInt8>
    /// The 34 registers, followed by the clocks of their last accesses.
    let registers: UnsafeMutablePointer<UInt32>
    /// The program's instructions, followed by one that is outside.
    let code: UnsafeMutablePointer<Instruction>
    /// Per instruction: how often control came here other than from the instruction before, minus how often it left from there.
    let entries: UnsafeMutablePointer<Int32>

    /// Number of pages.
    static let pageCount = Int(Program.memoryEnd) / ExecutionLimits.pageSize

    /// Memory with the program's image in it.
    init(_ program: Program, recording: Bool) throws(MappingFailure) {
        let wordCount = Int(Program.memoryEnd) / 4
        let codeCount = program.instructions.count
        var mappings: [Mapping] = []
        func reserve<T>(_ count: Int, of type: T.Type) throws(MappingFailure) -> UnsafeMutablePointer<T> {
            let mapping = try Mapping(byteCount: count * MemoryLayout<T>.stride)
            mappings.append(mapping)
            return unsafe mapping.start.bindMemory(to: type, capacity: count)
        }
        unsafe words = try reserve(wordCount, of: UInt32.self)
        unsafe clocks = try reserve(recording ? wordCount : 1, of: UInt32.self)
        unsafe pages = try reserve(Self.pageCount, of: UInt8.self)
        unsafe registers = try reserve(2 * Instruction.registerCount, of: UInt32.self)
        unsafe code = try reserve(codeCount + 1, of: Instruction.self)
        unsafe entries = try reserve(codeCount + 1, of: Int32.self)
        self.mappings = mappings

        unsafe program.imageWords.withUnsafeBufferPointer { image in
            guard let source = image.baseAddress else { return }
            unsafe (words + Int(program.imageBase / 4)).update(from: source, count: image.count)
        }
        unsafe program.instructions.withUnsafeBufferPointer { instructions in
            guard let source = instructions.baseAddress else { return }
            unsafe code.update(from: source, count: instructions.count)
        }
        unsafe code[codeCount] = Instruction(.outside)
    }

    /// All words that were accessed when recording, by increasing address.
    func touchedWords(of program: Program) -> [TouchedWord] {
        let wordsPerPage = ExecutionLimits.pageSize / 4
        let imageStart = Int(program.imageBase / 4)
        var touched: [TouchedWord] = []
        for page in 0..<Self.pageCount where unsafe pages[page] != 0 {
            for index in page * wordsPerPage..<(page + 1) * wordsPerPage where unsafe clocks[index] != 0 {
                let inImage = index >= imageStart && index - imageStart < program.imageWords.count
                touched.append(
                    unsafe TouchedWord(
                        address: UInt32(4 * index), initial: inImage ? program.imageWords[index - imageStart] : 0,
                        final: words[index], clock: clocks[index]))
            }
        }
        return touched
    }

    /// How often each of the first `count` instructions was executed.
    func executionCounts(_ count: Int) -> [UInt32] {
        var running: Int32 = 0
        return (0..<count).map { index in
            running &+= unsafe entries[index]
            return UInt32(bitPattern: running)
        }
    }
}
