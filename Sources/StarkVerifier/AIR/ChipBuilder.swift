/// Describes a chip: declares its columns, states its constraints and its bus interactions, then `build()`s it.
///
/// Every constraint must hold on every row, padding included; gate with an `isReal` column or a selector. Rows are cyclic: `next` in the
/// last row means the first one. The last row of every table belongs to zero-knowledge blinding: the prover writes random values below p
/// into the columns named in `blind(with:)` there, so no constraint may bind these columns in a row whose multiplicities are zero.
public struct ChipBuilder {
    private let name: String
    private var columnNames: [String] = []
    private var preprocessedNames: [String] = []
    private var preprocessedSource = PreprocessedSource.none
    private var constraints: [Constraint] = []
    private var interactions: [Interaction] = []
    private var blindingColumns: [Int] = []

    public init(_ name: String) { self.name = name }

    /// Adds a committed (secret) column.
    public mutating func column(_ name: String) -> Expression {
        columnNames.append(name)
        return Expression(.main(columnNames.count - 1))
    }

    /// Adds `count` committed columns `name0`, `name1`, …
    public mutating func columns(_ name: String, _ count: Int) -> [Expression] {
        var result: [Expression] = []
        for index in 0..<count { result.append(column(name + String(index))) }
        return result
    }

    /// Adds a preprocessed (public, committed once) column; all of a chip come from the same source.
    public mutating func preprocessed(_ name: String, from source: PreprocessedSource) -> Expression {
        precondition(source != .none && (preprocessedNames.isEmpty || preprocessedSource == source))
        preprocessedSource = source
        preprocessedNames.append(name)
        return Expression(.preprocessed(preprocessedNames.count - 1))
    }

    /// The value of a main column in the next row (cyclic). Each column used so costs an extra opening.
    public func next(_ column: Expression) -> Expression {
        guard case .main(let index) = column.node.kind else { preconditionFailure("next() takes a main column") }
        return Expression(.next(index))
    }

    /// 1 in the first row, 0 elsewhere.
    public var isFirstRow: Expression { Expression(.isFirstRow) }
    /// 1 in the last row, 0 elsewhere.
    public var isLastRow: Expression { Expression(.isLastRow) }
    /// Scalar number `index` of the proof's public values.
    public func publicValue(_ index: Int) -> Expression { Expression(.publicValue(index)) }

    /// States that `expression` is zero on every row; its degree may be at most 3.
    public mutating func constrain(_ expression: Expression, _ label: String) {
        precondition(expression.degree <= 3, "a constraint has degree 4 or more")
        constraints.append(Constraint(label: label, expression: expression))
    }

    /// States that `a` and `b` are equal on every row.
    public mutating func equal(_ a: Expression, _ b: Expression, _ label: String) { constrain(a - b, label) }

    /// States that `expression` is 0 or 1 on every row.
    public mutating func boolean(_ expression: Expression, _ label: String) {
        constrain(expression * (expression - 1), label)
    }

    /// Adds `values` to `bus`, `multiplicity` times.
    public mutating func send(_ bus: Bus, _ values: [Expression], multiplicity: Expression) {
        precondition(values.count == bus.arity && multiplicity.degree <= 1)
        for value in values { precondition(value.degree <= 1) }
        interactions.append(Interaction(bus: bus, values: values, multiplicity: multiplicity))
    }

    /// Takes `values` from `bus`, `multiplicity` times.
    public mutating func receive(_ bus: Bus, _ values: [Expression], multiplicity: Expression) {
        send(bus, values, multiplicity: -multiplicity)
    }

    /// Names the four main columns whose last row hides this table's sum.
    public mutating func blind(with columns: [Expression]) {
        precondition(columns.count == 4 && blindingColumns.isEmpty)
        blindingColumns = columns.map { column in
            guard case .main(let index) = column.node.kind else { preconditionFailure("blinding takes main columns") }
            return index
        }
    }

    /// The finished chip.
    public func build() -> Chip {
        var all = interactions
        if !blindingColumns.isEmpty {
            all.append(
                Interaction(
                    bus: .blinding, values: blindingColumns.map { Expression(.main($0)) }, multiplicity: isLastRow))
        }
        return Chip(
            name: name, columnNames: columnNames, preprocessedNames: preprocessedNames, preprocessedSource: preprocessedSource,
            constraints: constraints, interactions: all, blindingColumns: blindingColumns)
    }
}
