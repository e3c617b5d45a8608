import FiniteFields
import Hashing
import StarkVerifier

/// A proof taken apart by the documented format, with the challenges that its transcript gives. It checks nothing.
struct ProofAnatomy {
    /// Bytes that the transcript absorbs, or a nonce, or part of an opening.
    struct Item {
        let name: String
        let range: Range<Int>
    }

    /// The rows that the queries open of one class of one commitment.
    struct OpenedClass {
        let log: Int
        /// Ascending.
        let positions: [Int]
        /// Words of each row, salt excluded.
        let rows: [[UInt32]]
        let salts: [[UInt32]]
        let range: Range<Int>
    }

    /// What the queries open of one FRI layer besides what the verifier computes.
    struct OpenedLayer {
        /// log2 of the layer's cosets.
        let log: Int
        /// The opened cosets, ascending.
        let groups: [Int]
        /// (position in the layer's domain, value), ascending.
        let values: [(position: Int, value: KoalaBear4)]
        let range: Range<Int>
    }

    private(set) var items: [Item] = []
    /// In the order of drawing; `after` is the number of items that came before.
    private(set) var challenges: [(name: String, words: [UInt32], after: Int)] = []
    private(set) var mainRoot = Digest()
    private(set) var logUpRoot = Digest()
    private(set) var quotientRoot = Digest()
    private(set) var sums: [KoalaBear4] = []
    private(set) var opened = ReferenceProver.OpenedValues(tables: [], quotient: [])
    private(set) var layerRoots: [Digest] = []
    private(set) var final: [KoalaBear4] = []
    private(set) var indices: [Int] = []
    /// By the tree's number, its classes.
    private(set) var trees: [[OpenedClass]] = []
    private(set) var layers: [OpenedLayer] = []
    let layout: ProofLayout

    private let bytes: [UInt8]
    private var position = 0
    private var transcript: Transcript

    /// - Parameters:
    ///   - header: that of the proof, or another whose transcript is wanted for the same bytes.
    ///   - readsOpenings: whether to go on to what the queries open, which fits the bytes only when these are unchanged.
    init(
        _ bytes: [UInt8], _ toy: ToySystem, _ statement: StarkStatement, header: ProofHeader? = nil, readsOpenings: Bool = true
    ) throws {
        self.bytes = bytes
        let own = try ProofHeader(bytes, system: toy.system)
        let parameters = own.parameters
        layout = ProofLayout(toy.system, own.shapes, parameters)
        transcript = statement.transcript(toy.system, header ?? own)
        position = own.encoded().count

        mainRoot = absorbRoot("main root", "main root")
        nonce("nonce before the LogUp challenges")
        draw("alpha")
        draw("gamma")
        logUpRoot = absorbRoot("LogUp root", "logup root")
        sums = absorb("sums", "sums", own.shapes.count)
        nonce("nonce before the constraint challenge")
        draw("lambda")
        quotientRoot = absorbRoot("quotient root", "quotient root")
        nonce("nonce before the out-of-domain point")
        draw("point")
        for (index, shape) in own.shapes.enumerated() {
            let program = toy.system.programs[shape.chip]
            let counts = [
                program.mainCount, program.preprocessedCount, program.nextColumns.count, 4 * program.logUpColumns, 4,
            ]
            let names = ["main", "preprocessed", "next", "LogUp", "next sum"]
            let parts = zip(names, counts).map { absorb("table \(index): \($0)", "opened", $1) }
            opened.tables.append(.init(main: parts[0], preprocessed: parts[1], next: parts[2], logUp: parts[3], sumNext: parts[4]))
        }
        opened.quotient = absorb("quotient", "opened", 8)
        nonce("nonce before the batching challenge")
        draw("batch")
        for layer in layout.foldSchedule.indices {
            layerRoots.append(absorbRoot("root of layer \(layer)", "fri root"))
            nonce("nonce of layer \(layer)")
            draw("beta")
            draw("join")
        }
        final = absorb("final polynomial", "final polynomial", parameters.degreeBound(logDomain: parameters.finalLog))
        nonce("nonce before the queries")
        indices = transcript.indices("queries", count: parameters.queries, bits: layout.logTop)
        challenges.append(("queries", indices.map { UInt32($0) }, items.count))

        guard readsOpenings else { return }
        for tree in ProofLayout.Tree.allCases {
            let classes = layout.classes(of: tree)
            let hasSalt = tree != .preprocessed
            trees.append(
                classes.enumerated().map { number, heightClass in
                    open(
                        heightClass.logDomain, heightClass.width(tree), salt: hasSalt && number == 0 ? parameters.saltWords : 0, indices,
                        layout.logTop)
                })
            if let tallest = trees[tree.rawValue].first { skipSiblings(tallest.positions, tallest.log) }
        }
        var log = layout.logTop
        var known = Set(indices)
        for step in layout.foldSchedule {
            log -= step
            let start = position
            let groups = Set(known.map { $0 >> step }).sorted()
            var values: [(position: Int, value: KoalaBear4)] = []
            for place in groups.flatMap({ $0 << step..<($0 + 1) << step }) where !known.contains(place) {
                values.append((place, element()))
            }
            layers.append(OpenedLayer(log: log, groups: groups, values: values, range: start..<position))
            skipSiblings(groups, log)
            known = Set(groups)
        }
        precondition(position == bytes.count, "the proof has \(bytes.count) bytes, its parts \(position)")
    }

    // MARK: Reading

    private mutating func word() -> UInt32 {
        position += 4
        return (0..<4).reduce(0) { $0 | UInt32(bytes[position - 4 + $1]) << UInt32(8 * $1) }
    }

    private mutating func words(_ count: Int) -> [UInt32] { (0..<count).map { _ in word() } }

    private mutating func element() -> KoalaBear4 {
        let words = words(4).map { KoalaBear(raw: $0)! }
        return KoalaBear4(words[0], words[1], words[2], words[3])
    }

    private mutating func absorbRoot(_ name: String, _ label: StaticString) -> Digest {
        let start = position
        position += 26
        let digest = Digest(bytes: bytes[start..<position] + [0, 0, 0, 0, 0, 0]) ?? Digest()
        items.append(Item(name: name, range: start..<position))
        transcript.absorb(label, digest)
        return digest
    }

    private mutating func absorb(_ name: String, _ label: StaticString, _ count: Int) -> [KoalaBear4] {
        let start = position
        let elements = (0..<count).map { _ in element() }
        if count > 0 { items.append(Item(name: name, range: start..<position)) }
        transcript.absorb(label, elements)
        return elements
    }

    private mutating func nonce(_ name: String) {
        items.append(Item(name: name, range: position..<position + 8))
        let low = word()
        transcript.absorb("grinding", UInt64(word()) << 32 | UInt64(low))
    }

    private mutating func draw(_ label: StaticString) {
        let value = transcript.challenge(label)
        challenges.append(("\(label)", (0..<4).map { value[$0].raw }, items.count))
    }

    private mutating func open(_ log: Int, _ width: Int, salt: Int, _ indices: [Int], _ logTop: Int) -> OpenedClass {
        let start = position
        let positions = Set(indices.map { $0 >> (logTop - log) }).sorted()
        var rows: [[UInt32]] = []
        var salts: [[UInt32]] = []
        for _ in positions {
            rows.append(words(width))
            salts.append(words(salt))
        }
        return OpenedClass(log: log, positions: positions, rows: rows, salts: salts, range: start..<position)
    }

    private mutating func skipSiblings(_ leaves: [Int], _ log: Int) {
        var known = Set(leaves)
        for _ in 0..<log {
            position += 26 * known.count { !known.contains($0 ^ 1) }
            known = Set(known.map { $0 >> 1 })
        }
    }

    // MARK: Use

    /// The challenge with this name; for those of layers, the first.
    func challenge(_ name: String) -> KoalaBear4 {
        let words = challenges.first { $0.name == name }!.words.map { KoalaBear(raw: $0)! }
        return KoalaBear4(words[0], words[1], words[2], words[3])
    }

    var constraintChallenges: ConstraintChallenges {
        ConstraintChallenges(alpha: challenge("alpha"), gamma: challenge("gamma"), lambda: challenge("lambda"))
    }

    /// The group that holds a column, and the column's index in it.
    func place(_ tree: ProofLayout.Tree, table: Int, column: Int) -> (group: ProofLayout.Group, index: Int) {
        for group in layout.groups where group.tree == tree {
            if let index = group.index(table: table, column: column) { return (group, index) }
        }
        preconditionFailure("no such column")
    }

    /// The opened words of the packed polynomial that holds a column: (position in its class, word).
    func queried(_ tree: ProofLayout.Tree, table: Int, column: Int) -> [(position: Int, word: UInt32)] {
        let place = place(tree, table: table, column: column)
        for (level, opened) in zip(layout.classes(of: tree), trees[tree.rawValue]) where level.logDomain == place.group.logClass {
            var start = 0
            for index in level.groups[tree.rawValue] {
                let group = layout.groups[index]
                if group.columns == place.group.columns {
                    let word = start + place.index >> group.logPacking
                    return zip(opened.positions, opened.rows).map { ($0, $1[word]) }
                }
                start += group.packedCount
            }
        }
        return []
    }
}

extension ProofLayout.Group {
    /// Where in the group a column is, or nil.
    func index(table: Int, column: Int) -> Int? { columns.firstIndex { $0.table == table && $0.column == column } }
}
