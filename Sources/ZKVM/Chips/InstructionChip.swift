import RISCV
import StarkProver
import StarkVerifier

/// The main columns of a chip: raw values 0, 1, 2, … in the order of declaration.
package protocol ChipColumn: CaseIterable, RawRepresentable, Sendable where RawValue == Int {}

/// A chip whose rows are executed instructions of some operations: its AIR and, beside it, how a row is filled.
package protocol InstructionChip: Sendable {
    associatedtype Column: ChipColumn
    static var name: String { get }
    /// The families whose events the chip's rows come from.
    static var families: [Family] { get }
    /// Whether the chip proves an operation of its families.
    static func proves(_ operation: Operation) -> Bool
    /// States the AIR.
    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>)
    /// Fills the row of an event; all cells are zero before.
    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction)
}

extension InstructionChip {
    static func proves(_ operation: Operation) -> Bool { true }

    /// The finished AIR.
    package static func chip() -> Chip {
        var air = ChipBuilder(name)
        describe(&air, ColumnExpressions(declaredIn: &air))
        return air.build()
    }
}

/// The columns of a chip as expressions, by name.
package struct ColumnExpressions<Column: ChipColumn> {
    private let expressions: [Expression]

    init(declaredIn air: inout ChipBuilder) {
        var expressions: [Expression] = []
        for column in Column.allCases { expressions.append(air.column("\(column)")) }
        self.expressions = expressions
    }

    package subscript(_ column: Column) -> Expression { expressions[column.rawValue] }

    /// Two columns as a word.
    func word(_ low: Column, _ high: Column) -> Word { Word(low: self[low], high: self[high]) }

    /// `count` columns from one on.
    func run(_ first: Column, _ count: Int) -> [Expression] { Array(expressions[first.rawValue..<first.rawValue + count]) }
}

/// A 32-bit value as two limbs of 16 bits.
struct Word {
    var low: Expression
    var high: Expression

    static let zero = Word(low: 0, high: 0)

    /// The word made of four bytes, the lowest first.
    init(bytes: [Expression]) {
        low = bytes[0] + 256 * bytes[1]
        high = bytes[2] + 256 * bytes[3]
    }

    init(low: Expression, high: Expression) {
        self.low = low
        self.high = high
    }

    static func + (a: Word, b: Word) -> Word { Word(low: a.low + b.low, high: a.high + b.high) }
    static func - (a: Word, b: Word) -> Word { Word(low: a.low - b.low, high: a.high - b.high) }
}
