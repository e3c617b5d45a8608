import FiniteFields

/// Which committed columns a proof opens, in which order: derived from the table heights alone, shared by prover and verifier.
///
/// Columns of tables of one height are *packed*: w = 2^k of them, f₀ … f₍w₋₁₎ on a domain of D points, become the one polynomial
/// F(X) = Σ Xⁱ fᵢ(Xʷ) on a domain of w·D points (the combination of fflonk, Gabizon and Williamson, ePrint 2021/1167). A query then opens one word
/// for w columns, and all columns come to a few domain sizes, the *classes*.
public struct ProofLayout: Sendable {
    /// The commitments, in the order in which queries open them.
    public enum Tree: Int, Sendable, CaseIterable {
        case preprocessed = 0, main, logUp, quotient

        /// Whether its columns depend on the witness: then they are masked, and its leaves end in a salt.
        public var isSecret: Bool { self != .preprocessed }
    }

    /// A committed column: of a table, or one of the quotient's eight chunk columns.
    public struct Column: Sendable, Equatable {
        /// Index of the table; −1 for the quotient, which all tables share.
        public let table: Int
        public let column: Int
    }

    /// Columns that are packed together: of one commitment, of tables of one height.
    public struct Group: Sendable {
        public let tree: Tree
        /// log2 of the tables' rows; for the quotient, of the tallest table's.
        public let logRows: Int
        /// log2 of the domain of the columns themselves.
        public let logDomain: Int
        /// log2 of the domain of the packed polynomials.
        public let logClass: Int
        /// Whether the columns are opened at the next row's point, too.
        public let isOpenedNext: Bool
        public let columns: [Column]

        /// log2 of the columns in one packed polynomial; the last one may hold fewer.
        public var logPacking: Int { logClass - logDomain }
        /// Packed polynomials.
        public var packedCount: Int { (columns.count + 1 << logPacking - 1) >> logPacking }

        /// Where the committed polynomials are opened for z: there, at the next row's point, or, for the quotient's chunks, which are committed to as
        /// f(s·X), at z/s.
        package func point(_ z: KoalaBear4, isNext: Bool) -> KoalaBear4 {
            if tree == .quotient { return z * KoalaBear.inverseCosetShift }
            return isNext ? z * KoalaBear.twoAdicGenerator(logRows) : z
        }
    }

    /// The groups whose packed polynomials have one domain.
    public struct HeightClass: Sendable {
        public let logDomain: Int
        /// By tree (raw value), indices into `groups`, in the order of the words of a row.
        public let groups: [[Int]]
        /// By tree, words in a row, without salt.
        public let widths: [Int]

        public func width(_ tree: Tree) -> Int { widths[tree.rawValue] }
    }

    public let shapes: [TableShape]
    /// log2 of each table's domain.
    public let logDomains: [Int]
    /// log2 of the domain of the quotient's columns.
    public let quotientLogDomain: Int
    /// The first quotient chunk holds the coefficients below this.
    public let quotientCut: Int
    public let groups: [Group]
    /// Tallest first. The quotient's row of the first ends with the random polynomial that hides the batch (4 words), if there is one.
    public let classes: [HeightClass]
    /// Halvings of each FRI layer.
    public let foldSchedule: [Int]
    /// LogUp extension columns per table.
    public let logUpColumns: [Int]
    /// Main columns that each table also opens in the next row.
    public let nextColumns: [[Int]]

    public var logTop: Int { classes[0].logDomain }

    /// Columns of the quotient: two chunks of four coefficients each.
    public static let quotientColumns = 8

    /// `shapes` must have passed `TableSystem.problem(in:)` and be non-empty.
    public init(_ system: TableSystem, _ shapes: [TableShape], _ parameters: StarkParameters) {
        self.shapes = shapes
        let logDomains = shapes.map { parameters.logDomain(logRows: $0.logRows) }
        let nextColumns = shapes.map { system.programs[$0.chip].nextColumns }
        let logUpColumns = shapes.map { system.programs[$0.chip].logUpColumns }
        let tallest = shapes.map { $0.logRows }.max() ?? 0
        let quotientCut = 1 << tallest + parameters.chunkExcess
        let quotientLog = parameters.logDomain(
            atLeast: logDomains.max() ?? 0, holding: quotientCut + parameters.quotientMaskLength)
        let preprocessed = PreprocessedLayout(
            shapes.enumerated().map { index, shape in
                (table: index, logRows: shape.logRows, width: system.entries[shape.chip].chip.preprocessedWidth)
            }, parameters)

        // Columns by commitment, height and kind of opening.
        var pending: [PendingGroup] = []
        for logRows in Set(shapes.map { $0.logRows }).sorted(by: >) {
            var main = PendingGroup(.main, logRows, isOpenedNext: false)
            var mainNext = PendingGroup(.main, logRows, isOpenedNext: true)
            var logUp = PendingGroup(.logUp, logRows, isOpenedNext: false)
            var sums = PendingGroup(.logUp, logRows, isOpenedNext: true)
            for (table, shape) in shapes.enumerated() where shape.logRows == logRows {
                for column in 0..<system.entries[shape.chip].chip.width where !nextColumns[table].contains(column) {
                    main.columns.append(Column(table: table, column: column))
                }
                for column in nextColumns[table] { mainNext.columns.append(Column(table: table, column: column)) }
                let width = 4 * logUpColumns[table]
                for column in 0..<max(0, width - 4) { logUp.columns.append(Column(table: table, column: column)) }
                for column in max(0, width - 4)..<width { sums.columns.append(Column(table: table, column: column)) }
            }
            pending += [main, mainNext, logUp, sums].filter { !$0.columns.isEmpty }
        }
        // 64 bits also where Int has 32.
        var words: UInt64 = 0
        for group in pending { words += UInt64(group.columns.count) << UInt64(parameters.logDomain(logRows: group.logRows)) }
        let top = Self.logTop(words: words, atLeast: max(quotientLog, preprocessed.logTop, parameters.finalLog))
        var allowed = parameters.classLogs.filter { $0 <= top - 3 || ($0 == preprocessed.logTop && $0 < top) }
        if !allowed.contains(parameters.finalLog) && parameters.finalLog < top { allowed.append(parameters.finalLog) }
        if preprocessed.logTop < top && !allowed.contains(preprocessed.logTop) { allowed.append(preprocessed.logTop) }
        allowed.append(top)

        var groups = preprocessed.groups
        for group in pending { groups.append(group.placed(in: allowed.sorted(), tolerating: 1 << (top - 4), parameters)) }
        groups.append(
            Group(
                tree: .quotient, logRows: tallest, logDomain: quotientLog, logClass: top, isOpenedNext: false,
                columns: (0..<Self.quotientColumns).map { Column(table: -1, column: $0) }))
        let logs = Set(groups.map { $0.logClass }).sorted(by: >)
        classes = logs.map { [groups] log in
            let members = Tree.allCases.map { tree in
                groups.indices.filter { groups[$0].tree == tree && groups[$0].logClass == log }
            }
            var widths = members.map { $0.reduce(0) { $0 + groups[$1].packedCount } }
            if log == top && parameters.isHiding { widths[Tree.quotient.rawValue] += 4 }
            return HeightClass(logDomain: log, groups: members, widths: widths)
        }
        foldSchedule = parameters.foldSchedule(from: top, joining: logs)
        self.logDomains = logDomains
        self.quotientLogDomain = quotientLog
        self.quotientCut = quotientCut
        self.groups = groups
        self.logUpColumns = logUpColumns
        self.nextColumns = nextColumns
    }

    /// The classes in which `tree` has columns, tallest first.
    public func classes(of tree: Tree) -> [HeightClass] { classes.filter { $0.width(tree) > 0 } }

    /// log2 of the largest domain: so large that its rows keep about 64 words, for fewer would cost more in longer paths and
    /// layers than they save.
    private static func logTop(words: UInt64, atLeast least: Int) -> Int {
        var top = least
        while top < StarkParameters.maximumDomainLog && words >> UInt64(top + 1) >= 64 { top += 1 }
        return top
    }
}

/// Columns that will form a group once the classes are known.
struct PendingGroup {
    let tree: ProofLayout.Tree
    let logRows: Int
    let isOpenedNext: Bool
    var columns: [ProofLayout.Column] = []

    /// log2 of the most columns in one packed polynomial, a limit of the prover's kernel.
    static let maximumPackingLog = 10

    init(_ tree: ProofLayout.Tree, _ logRows: Int, isOpenedNext: Bool) {
        self.tree = tree
        self.logRows = logRows
        self.isOpenedNext = isOpenedNext
    }

    /// The group in the largest of the given classes that adds at most six words of padding to every ten words of columns or takes no more than
    /// `words`, else in the smallest that holds the columns' own domain.
    func placed(in classLogs: [Int], tolerating words: Int, _ parameters: StarkParameters) -> ProofLayout.Group {
        let logDomain = parameters.logDomain(logRows: logRows)
        let possible = classLogs.filter { $0 >= logDomain }
        var chosen = possible.min() ?? logDomain
        for log in possible where log > chosen && log - logDomain <= Self.maximumPackingLog {
            let packing = log - logDomain
            let padded = ((columns.count + 1 << packing - 1) >> packing) << packing
            if 5 * padded <= 8 * columns.count || UInt64(padded) << UInt64(logDomain) <= UInt64(words) { chosen = log }
        }
        return ProofLayout.Group(
            tree: tree, logRows: logRows, logDomain: logDomain, logClass: chosen, isOpenedNext: isOpenedNext, columns: columns)
    }
}

/// The groups of the preprocessed columns, which depend on the heights of their own tables alone: their commitment is made once for all proofs
/// of an image.
package struct PreprocessedLayout: Sendable {
    package let groups: [ProofLayout.Group]
    /// log2 of the largest class.
    package let logTop: Int

    package init(_ tables: [(table: Int, logRows: Int, width: Int)], _ parameters: StarkParameters) {
        let present = tables.filter { $0.width > 0 }
        let largest = present.map { parameters.logDomain(logRows: $0.logRows) }.max() ?? 0
        let top = parameters.classLogs.first { $0 >= largest } ?? largest
        logTop = top
        let allowed = parameters.classLogs.filter { $0 < top } + [top]
        groups = Set(present.map { $0.logRows }).sorted(by: >).map { logRows in
            var group = PendingGroup(.preprocessed, logRows, isOpenedNext: false)
            for table in present where table.logRows == logRows {
                for column in 0..<table.width { group.columns.append(.init(table: table.table, column: column)) }
            }
            return group.placed(in: allowed, tolerating: 1 << max(0, top - 3), parameters)
        }
    }
}
