/// Which committed columns a proof opens, in which order: derived from the table heights alone, shared by prover and verifier.
public struct ProofLayout: Sendable {
    /// The commitments, in the order in which queries open them.
    public enum Tree: Int, Sendable, CaseIterable {
        case fixed = 0, image, main, logUp, quotient
    }

    /// A block of columns of one table in one tree.
    public struct Block: Sendable {
        /// Index of the table; −1 for the random polynomial that hides the batch.
        public let table: Int
        public let width: Int
    }

    /// The tables whose domains have one size.
    public struct HeightClass: Sendable {
        public let logDomain: Int
        /// Indices of its tables.
        public let tables: [Int]
        /// For each tree (by raw value), its blocks in this class.
        public let blocks: [[Block]]

        public func width(_ tree: Tree) -> Int { blocks[tree.rawValue].reduce(0) { $0 + $1.width } }
    }

    public let shapes: [TableShape]
    /// log2 of each table's domain.
    public let logDomains: [Int]
    /// Tallest first.
    public let classes: [HeightClass]
    /// Halvings of each FRI layer.
    public let foldSchedule: [Int]
    /// LogUp extension columns per table.
    public let logUpColumns: [Int]
    /// Main columns that each table also opens in the next row.
    public let nextColumns: [[Int]]

    public var logTop: Int { classes[0].logDomain }

    /// `shapes` must have passed `TableSystem.problem(in:)` and be non-empty.
    public init(_ system: TableSystem, _ shapes: [TableShape], _ parameters: StarkParameters) {
        self.shapes = shapes
        let logDomains = shapes.map { parameters.logDomain(logRows: $0.logRows) }
        let logUpColumns = shapes.map { system.programs[$0.chip].logUpColumns }
        var logs: [Int] = []
        for log in logDomains where !logs.contains(log) { logs.append(log) }
        logs.sort(by: >)
        classes = logs.map { log in
            let tables = shapes.indices.filter { logDomains[$0] == log }
            let blocks = Tree.allCases.map { tree -> [Block] in
                var blocks: [Block] = []
                for table in tables {
                    let chip = system.entries[shapes[table].chip].chip
                    let width =
                        switch tree {
                        case .fixed: chip.preprocessedSource == .fixed ? chip.preprocessedWidth : 0
                        case .image: chip.preprocessedSource == .image ? chip.preprocessedWidth : 0
                        case .main: chip.width
                        case .logUp: 4 * logUpColumns[table]
                        case .quotient: 8
                        }
                    if width > 0 { blocks.append(Block(table: table, width: width)) }
                }
                if tree == .quotient && log == logs[0] && parameters.isHiding { blocks.append(Block(table: -1, width: 4)) }
                return blocks
            }
            return HeightClass(logDomain: log, tables: Array(tables), blocks: blocks)
        }
        foldSchedule = parameters.foldSchedule(from: logs.first ?? parameters.finalLog, joining: logs)
        self.logDomains = logDomains
        self.logUpColumns = logUpColumns
        nextColumns = shapes.map { system.programs[$0.chip].nextColumns }
    }

    /// The classes in which `tree` has columns, tallest first.
    public func classes(of tree: Tree) -> [HeightClass] { classes.filter { $0.width(tree) > 0 } }
}
