/// The cycles of an execution by function, from the program's symbols.
public struct Profile: Equatable, Sendable {
    /// A function, or all code that no symbol covers.
    public struct Entry: Equatable, Sendable {
        /// Name of the symbol; nil for code without one.
        public var name: String?
        /// Address of the symbol; of the first executed instruction for code without one.
        public var address: UInt32
        /// Instructions executed in the function itself, not in those it calls.
        public var cycles: Int

        public init(name: String?, address: UInt32, cycles: Int) {
            self.name = name
            self.address = address
            self.cycles = cycles
        }
    }

    /// The functions that were executed, those with most cycles first.
    public let entries: [Entry]

    /// The profile of an execution of `program`.
    ///
    /// An instruction belongs to the last function or label at or before it, unless that is a function whose size ends before it.
    /// Labels inside a function with a size are part of the function.
    public init(_ program: Program, _ report: ExecutionReport) {
        let places = Self.places(program)
        var cycles = [Int](repeating: 0, count: places.count)
        var (unnamed, firstUnnamed): (Int, UInt32) = (0, 0)
        var current = -1
        for (index, count) in report.executionCounts.enumerated() {
            let pc = program.codeBase + 4 * UInt32(index)
            while current + 1 < places.count, places[current + 1].address <= pc { current += 1 }
            guard count > 0 else { continue }
            if current >= 0, places[current].size == 0 || pc - places[current].address < places[current].size {
                cycles[current] += Int(count)
            } else {
                if unnamed == 0 { firstUnnamed = pc }
                unnamed += Int(count)
            }
        }
        var entries = zip(places, cycles).filter { $0.1 > 0 }.map { Entry(name: $0.name, address: $0.address, cycles: $1) }
        if unnamed > 0 { entries.append(Entry(name: nil, address: firstUnnamed, cycles: unnamed)) }
        self.entries = entries.sorted { ($0.cycles, $1.address) > ($1.cycles, $0.address) }
    }

    /// The symbols that code is counted for: one per address, none inside a function before it.
    private static func places(_ program: Program) -> [Symbol] {
        var places: [Symbol] = []
        // Functions come before labels at the same address, larger ones before smaller ones.
        let candidates = program.symbols
            .filter { $0.kind != .object && $0.address >= program.codeBase && $0.address < program.codeEnd }
            .sorted { ($0.address, $0.kind == .function ? 0 : 1) < ($1.address, $1.kind == .function ? 0 : 1) }
        for symbol in candidates {
            if let last = places.last {
                if symbol.address == last.address { continue }
                if symbol.kind == .untyped, last.kind == .function, symbol.address - last.address < last.size { continue }
            }
            places.append(symbol)
        }
        return places
    }
}
