import StarkVerifier
import Testing

@Suite("How a proof's columns are packed") struct ProofLayoutTests {
    private typealias Key = [Int]

    /// A narrow chip, a wide one, two with preprocessed columns; in random numbers and heights, with a fixed seed.
    private static let system: TableSystem = {
        func chip(_ width: Int, preprocessed: Int, next: Int) -> Chip {
            var b = ChipBuilder("chip \(width)")
            let columns = b.columns("a", width)
            let bus = Bus(number: 1, name: "bus", arity: 2)
            for index in 0..<preprocessed { b.constrain(b.preprocessed("p\(index)", from: .image) * columns[0], "product") }
            for column in columns.prefix(next) { b.constrain(b.next(column) - column, "constant") }
            for index in 0..<(width / 3) { b.send(bus, [columns[index], columns[index + 1]], multiplicity: columns[0]) }
            b.blind(with: b.columns("free", 4))
            return b.build()
        }
        return TableSystem(
            [
                ChipEntry(chip(3, preprocessed: 0, next: 0), instances: 0...40, logRows: 5...21, isCounted: false),
                ChipEntry(chip(90, preprocessed: 0, next: 7), instances: 0...40, logRows: 5...21, isCounted: false),
                ChipEntry(chip(4, preprocessed: 2, next: 0), instances: 1...1, logRows: 8...8, isCounted: false),
                ChipEntry(chip(5, preprocessed: 11, next: 1), instances: 1...1, logRows: 5...16, isCounted: false),
            ], maximumCountedRows: 0, publicValueCount: 0)
    }()

    private static func shapes(_ count: Int) -> [[TableShape]] {
        var state: UInt64 = 3
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var result: [[TableShape]] = []
        for _ in 0..<count {
            let top = 5 + random(17)
            var shapes: [TableShape] = []
            for chip in 0..<2 {
                let logs = (0..<random(8)).map { _ in 5 + random(top - 4) }.sorted(by: >)
                shapes += logs.map { TableShape(chip: chip, logRows: $0) }
            }
            shapes += [TableShape(chip: 2, logRows: 8), TableShape(chip: 3, logRows: 5 + random(12)), TableShape(chip: 4, logRows: 5)]
            if system.problem(in: shapes) == nil { result.append(shapes) }
        }
        return result
    }

    private static let sets = [StarkParameters.standard, .withoutHiding, .compact]
    private static let samples = shapes(300)

    private func forEach(_ body: (ProofLayout, [TableShape], StarkParameters) -> Void) {
        for parameters in Self.sets {
            for shapes in Self.samples {
                // Tables too tall for the set are refused before their layout matters.
                let layout = ProofLayout(Self.system, shapes, parameters)
                body(layout, shapes, parameters)
            }
        }
    }

    @Test func theSamplesAreMany() { #expect(Self.samples.count > 200) }

    @Test func everyColumnIsInExactlyOneGroup() {
        forEach { layout, shapes, _ in
            var expected: [[Int]] = []
            for (table, shape) in shapes.enumerated() {
                let chip = Self.system.entries[shape.chip].chip
                for column in 0..<Self.system.programs[shape.chip].preprocessedCount { expected.append([0, table, column]) }
                for column in 0..<chip.width { expected.append([1, table, column]) }
                for column in 0..<4 * ((chip.interactions.count + 1) / 2) { expected.append([2, table, column]) }
            }
            for column in 0..<8 { expected.append([3, -1, column]) }
            let found = layout.groups.flatMap { group in group.columns.map { [group.tree.rawValue, $0.table, $0.column] } }
            #expect(found.count == expected.count && Set(found) == Set(expected))
        }
    }

    /// All columns of a group have one commitment, one height, and one kind of opening: what the next row's constraints read.
    @Test func groupsAreOfOneHeightAndOneKindOfOpening() {
        forEach { layout, shapes, parameters in
            for group in layout.groups {
                for column in group.columns where group.tree != .quotient {
                    let shape = shapes[column.table]
                    #expect(shape.logRows == group.logRows)
                    #expect(group.logDomain == parameters.logDomain(logRows: shape.logRows))
                    let isNext: Bool
                    switch group.tree {
                    case .main: isNext = Self.system.programs[shape.chip].nextColumns.contains(column.column)
                    case .logUp: isNext = column.column >= 4 * (Self.system.programs[shape.chip].logUpColumns - 1)
                    default: isNext = false
                    }
                    #expect(isNext == group.isOpenedNext)
                }
            }
        }
    }

    @Test func packingKeepsItsLimits() {
        forEach { layout, shapes, parameters in
            var allowed = Set(parameters.classLogs + [layout.logTop])
            for group in layout.groups where group.tree == .preprocessed { allowed.insert(group.logClass) }
            for group in layout.groups {
                #expect((0...10).contains(group.logPacking))
                #expect(group.logClass <= layout.logTop)
                #expect(allowed.contains(group.logClass) || group.logPacking == 0)
                #expect(group.packedCount == (group.columns.count + (1 << group.logPacking) - 1) / (1 << group.logPacking))
                #expect(parameters.degreeBound(logDomain: group.logDomain) >= 1 << group.logRows)
            }
            // The quotient's chunks fit, and both together hold the tallest table's quotient.
            let tallest = shapes.map(\.rows).max() ?? 0
            #expect(layout.quotientCut == tallest + parameters.chunkExcess)
            #expect(layout.quotientCut + parameters.quotientMaskLength <= parameters.degreeBound(logDomain: layout.quotientLogDomain))
        }
    }

    /// Every group is in the class of its domain; widths count packed polynomials, and the random polynomial's four words in the tallest.
    @Test func classesHoldTheirGroupsWords() {
        forEach { layout, _, parameters in
            #expect(layout.classes.map(\.logDomain) == layout.classes.map(\.logDomain).sorted(by: >))
            #expect(Set(layout.classes.map(\.logDomain)).count == layout.classes.count)
            var seen: [Int] = []
            for (number, heightClass) in layout.classes.enumerated() {
                for tree in ProofLayout.Tree.allCases {
                    let groups = heightClass.groups[tree.rawValue]
                    for group in groups {
                        #expect(layout.groups[group].tree == tree && layout.groups[group].logClass == heightClass.logDomain)
                    }
                    let random = tree == .quotient && number == 0 && parameters.isHiding ? 4 : 0
                    #expect(heightClass.width(tree) == groups.reduce(random) { $0 + layout.groups[$1].packedCount })
                    seen += groups
                }
            }
            #expect(seen.sorted() == Array(layout.groups.indices))
            #expect(layout.logTop == layout.classes[0].logDomain && layout.logTop >= parameters.finalLog)
            #expect(layout.classes.allSatisfy { $0.logDomain >= parameters.finalLog || layout.logTop == parameters.finalLog })
        }
    }

    /// Folding reaches every class and ends at `finalLog`.
    @Test func foldingPassesEveryClass() {
        forEach { layout, _, parameters in
            var log = layout.logTop
            var stops = [log]
            for step in layout.foldSchedule {
                #expect((1...parameters.foldLog).contains(step))
                log -= step
                stops.append(log)
            }
            #expect(log == parameters.finalLog)
            #expect(Set(stops).isSuperset(of: layout.classes.map(\.logDomain)))
        }
    }

    /// An image is committed to once: its groups are the same whatever tables stand beside its own.
    @Test func preprocessedGroupsDependOnTheirOwnTablesAlone() {
        for parameters in Self.sets {
            var known: [Int: [[Int]]] = [:]
            for shapes in Self.samples {
                let layout = ProofLayout(Self.system, shapes, parameters)
                let firstTable = shapes.firstIndex { $0.chip == 2 } ?? 0
                let own = layout.groups.filter { $0.tree == .preprocessed }.map { group in
                    [group.logRows, group.logDomain, group.logClass] + group.columns.flatMap { [$0.table - firstTable, $0.column] }
                }
                let height = shapes[firstTable + 1].logRows
                if let before = known[height] { #expect(before == own) }
                known[height] = own
            }
            #expect(known.count >= 10)
        }
    }
}
