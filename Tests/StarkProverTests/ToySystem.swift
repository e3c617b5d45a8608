import Hashing
import StarkProver
import StarkVerifier

/// Two chips and a lookup table: squares of private numbers, looked up in a preprocessed table and summed along rows.
struct ToySystem {
    static let squares = Bus(number: 1, name: "squares", arity: 2)
    static let total = Bus(number: 2, name: "total", arity: 1)

    static let worker: Chip = {
        var b = ChipBuilder("worker")
        let isReal = b.column("is_real")
        let x = b.column("x")
        let y = b.column("y")
        let sum = b.column("sum")
        let free = b.columns("free", 4)
        b.boolean(isReal, "is_real is boolean")
        b.equal(isReal * x * x, isReal * y, "y is the square of x")
        b.constrain(b.isFirstRow * sum, "the sum starts at zero")
        b.constrain((1 - b.isLastRow) * (b.next(sum) - sum - isReal * y), "the sum grows by y")
        b.constrain(b.isLastRow * isReal, "the last row is unused")
        b.send(squares, [x, y], multiplicity: isReal)
        b.send(total, [sum], multiplicity: b.isLastRow)
        b.blind(with: free)
        return b.build()
    }()

    static let table: Chip = {
        var b = ChipBuilder("table")
        let x = b.preprocessed("x", from: .fixed)
        let y = b.preprocessed("y", from: .fixed)
        let count = b.column("count")
        let free = b.columns("free", 4)
        b.receive(squares, [x, y], multiplicity: count)
        b.blind(with: free)
        return b.build()
    }()

    let fixed: PreprocessedCommitment
    let image: PreprocessedCommitment
    let system: TableSystem

    init(_ parameters: StarkParameters = .standard) {
        let preprocessed = Trace(rows: 256, width: 2)
        for row in 0..<256 {
            preprocessed[row, 0] = UInt32(row)
            preprocessed[row, 1] = UInt32(row * row)
        }
        fixed = PreprocessedCommitment([(chip: 1, trace: preprocessed)], parameters: parameters, threads: 2)
        image = PreprocessedCommitment([], parameters: parameters, threads: 2)
        system = TableSystem(
            [
                ChipEntry(Self.worker, instances: 1...4, logRows: 5...20, isCounted: true),
                ChipEntry(Self.table, instances: 1...1, logRows: 8...8, isCounted: false),
            ], maximumCountedRows: 1 << 20, publicValueCount: 0, fixedRoot: fixed.root)
    }

    /// Traces for workers of the given heights over pseudo-random numbers below 256, and the public sums.
    func traces(_ logRows: [Int], seed: UInt32 = 1) -> (tables: [(chip: Int, trace: Trace)], sums: [UInt32]) {
        var state = seed
        var sums: [UInt32] = []
        var tables: [(chip: Int, trace: Trace)] = []
        let table = Trace(rows: 256, width: 5)
        for log in logRows {
            let trace = Trace(rows: 1 << log, width: 8)
            var sum: UInt32 = 0
            for row in 0..<(trace.rows - 1) {
                state = state &* 1_664_525 &+ 1_013_904_223
                let x = state >> 24
                trace[row, 0] = 1
                trace[row, 1] = x
                trace[row, 2] = x * x
                trace[row, 3] = sum
                sum = UInt32((UInt64(sum) + UInt64(x * x)) % 0x7f00_0001)
                table[Int(x), 0] += 1
            }
            trace[trace.rows - 1, 3] = sum
            sums.append(sum)
            tables.append((0, trace))
        }
        tables.append((1, table))
        return (tables, sums)
    }

    func statement(_ sums: [UInt32]) -> StarkStatement {
        StarkStatement(
            imageRoot: image.root, publicValues: [],
            contributions: sums.map { PublicContribution(bus: Self.total, values: [$0], multiplicity: -1) }, context: [1, 2, 3])
    }

    func prove(_ logRows: [Int], parameters: StarkParameters = .standard, threads: Int = 2, seed: UInt32 = 1) throws -> (
        proof: [UInt8], statement: StarkStatement
    ) {
        let (tables, sums) = traces(logRows, seed: seed)
        let statement = statement(sums)
        var words = Digest()
        words.words[0] = 7
        let result = try StarkProver(system, parameters: parameters, threads: threads).prove(
            tables, fixed: fixed, image: image, statement: statement, masks: MaskSource(seed: words), progress: { _ in },
            shouldStop: { false })
        return (result.proof, statement)
    }
}
