import StarkVerifier

/// One violated identity of a set of traces.
public enum TraceViolation: Error, Equatable, Sendable, CustomStringConvertible {
    /// A constraint does not vanish in a row.
    case constraint(chip: String, label: String, row: Int)
    /// The tuples on a bus do not cancel; `excess` is the sum of multiplicities mod p, `example` the tuple.
    case unbalanced(bus: String, tuple: [UInt32], excess: UInt32)
    /// A cell holds p or more.
    case notCanonical(chip: String, column: String, row: Int)

    public var description: String {
        switch self {
        case .constraint(let chip, let label, let row): "chip \(chip): \(label) fails in row \(row)"
        case .unbalanced(let bus, let tuple, let excess): "bus \(bus): tuple \(tuple) remains with multiplicity \(excess)"
        case .notCanonical(let chip, let column, let row): "chip \(chip): column \(column) is not canonical in row \(row)"
        }
    }
}

/// One table handed to the checker or the prover: a chip with its main trace and, where it has any, its preprocessed columns.
public struct Table: Sendable {
    public let chip: Chip
    public let main: Trace
    public let preprocessed: Trace?

    public init(chip: Chip, main: Trace, preprocessed: Trace? = nil) {
        precondition(main.width == chip.width && (preprocessed?.width ?? 0) == chip.preprocessedWidth)
        precondition(preprocessed == nil || preprocessed!.rows == main.rows)
        self.chip = chip
        self.main = main
        self.preprocessed = preprocessed
    }
}

/// Checks traces against their chips exactly, row by row and tuple by tuple, without any cryptography.
///
/// It interprets the expression graphs directly, in plain modular arithmetic, so it shares no code with the compiled constraint programs
/// that prover and verifier run: an oracle for both. Cost: O(rows · graph size) time, O(tuples) memory.
public struct TraceChecker: Sendable {
    private static let p: UInt64 = 0x7f00_0001

    private struct Tuple: Hashable {
        let bus: UInt32
        let values: [UInt32]
    }

    public init() {}

    /// The violations found, at most `limit`; blinding tuples are ignored.
    public func violations(
        _ tables: [Table], publicValues: [UInt32] = [], contributions: [PublicContribution] = [], limit: Int = 10
    ) -> [TraceViolation] {
        var found: [TraceViolation] = []
        var balance: [Tuple: UInt64] = [:]
        var names: [UInt32: String] = [:]
        for table in tables {
            check(table, publicValues, &balance, &names, &found, limit)
            if found.count >= limit { return found }
        }
        for contribution in contributions {
            names[contribution.bus.number] = contribution.bus.name
            let m = UInt64((contribution.multiplicity % Int(Self.p) + Int(Self.p)) % Int(Self.p))
            let key = Tuple(bus: contribution.bus.number, values: contribution.values)
            balance[key] = (balance[key, default: 0] + m) % Self.p
        }
        for (tuple, excess) in balance where excess != 0 {
            found.append(.unbalanced(bus: names[tuple.bus] ?? "\(tuple.bus)", tuple: tuple.values, excess: UInt32(excess)))
            if found.count >= limit { break }
        }
        return found
    }

    private func check(
        _ table: Table, _ publicValues: [UInt32], _ balance: inout [Tuple: UInt64], _ names: inout [UInt32: String],
        _ found: inout [TraceViolation], _ limit: Int
    ) {
        let chip = table.chip
        for column in 0..<chip.width {
            for row in 0..<table.main.rows where UInt64(table.main[row, column]) >= Self.p {
                found.append(.notCanonical(chip: chip.name, column: chip.columnNames[column], row: row))
                return
            }
        }
        var graph = FlatGraph()
        let constraintSlots = chip.constraints.map { graph.add($0.expression) }
        let interactions = chip.interactions.filter { $0.bus != .blinding }
        let interactionSlots = interactions.map { (graph.add($0.multiplicity), $0.values.map { graph.add($0) }) }
        for interaction in interactions { names[interaction.bus.number] = interaction.bus.name }
        var values = [UInt64](repeating: 0, count: graph.nodes.count)
        for row in 0..<table.main.rows {
            graph.evaluate(table, row, publicValues, &values)
            for (constraint, slot) in zip(chip.constraints, constraintSlots) where values[slot] != 0 {
                found.append(.constraint(chip: chip.name, label: constraint.label, row: row))
                if found.count >= limit { return }
            }
            for (interaction, (multiplicity, slots)) in zip(interactions, interactionSlots) where values[multiplicity] != 0 {
                let key = Tuple(bus: interaction.bus.number, values: slots.map { UInt32(values[$0]) })
                let sum = (balance[key, default: 0] + values[multiplicity]) % Self.p
                balance[key] = sum == 0 ? nil : sum
            }
        }
    }

    /// An expression graph in topological order.
    private struct FlatGraph {
        enum Step {
            case leaf(Expression.Kind)
            case add(Int, Int), subtract(Int, Int), multiply(Int, Int)
        }

        var nodes: [Step] = []
        private var slots: [ObjectIdentifier: Int] = [:]
        private var kept: [Expression.Node] = []

        mutating func add(_ expression: Expression) -> Int { add(expression.node) }

        private mutating func add(_ node: Expression.Node) -> Int {
            if let slot = slots[ObjectIdentifier(node)] { return slot }
            let step: Step
            switch node.kind {
            case .add(let a, let b): step = .add(add(a), add(b))
            case .subtract(let a, let b): step = .subtract(add(a), add(b))
            case .multiply(let a, let b): step = .multiply(add(a), add(b))
            default: step = .leaf(node.kind)
            }
            nodes.append(step)
            kept.append(node)
            slots[ObjectIdentifier(node)] = nodes.count - 1
            return nodes.count - 1
        }

        func evaluate(_ table: Table, _ row: Int, _ publicValues: [UInt32], _ values: inout [UInt64]) {
            let rows = table.main.rows
            for (slot, step) in nodes.enumerated() {
                switch step {
                case .add(let a, let b): values[slot] = (values[a] + values[b]) % TraceChecker.p
                case .subtract(let a, let b): values[slot] = (values[a] + TraceChecker.p - values[b]) % TraceChecker.p
                case .multiply(let a, let b): values[slot] = values[a] * values[b] % TraceChecker.p
                case .leaf(.constant(let value)): values[slot] = UInt64(value)
                case .leaf(.main(let column)): values[slot] = UInt64(table.main[row, column])
                case .leaf(.next(let column)): values[slot] = UInt64(table.main[row + 1 == rows ? 0 : row + 1, column])
                case .leaf(.preprocessed(let column)): values[slot] = UInt64(table.preprocessed.map { $0[row, column] } ?? 0)
                case .leaf(.publicValue(let index)): values[slot] = UInt64(publicValues[index])
                case .leaf(.isFirstRow): values[slot] = row == 0 ? 1 : 0
                case .leaf(.isLastRow): values[slot] = row + 1 == rows ? 1 : 0
                case .leaf: values[slot] = 0
                }
            }
        }
    }
}
