import FiniteFields
import Hashing
import StarkProver
import StarkVerifier

/// Three chips that use every feature of the proof system: squares of private numbers, looked up in a fixed table and summed along rows;
/// and a table fixed by the image that is scaled by a public value.
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

    /// `scaled` is on no bus and enters its constraint linearly.
    static let scale: Chip = {
        var b = ChipBuilder("scale")
        let weight = b.preprocessed("weight", from: .image)
        let scaled = b.column("scaled")
        b.equal(scaled, weight * b.publicValue(0), "scaled by the public value")
        b.blind(with: b.columns("free", 4))
        return b.build()
    }()

    static let factor: UInt32 = 77_777
    /// log2 of the rows of the scaled table.
    static let logScale = 6

    let preprocessed: PreprocessedCommitment
    let system: TableSystem
    let parameters: StarkParameters

    init(_ parameters: StarkParameters = .standard) {
        self.parameters = parameters
        preprocessed = PreprocessedCommitment(
            [(1, Self.squareTable()), (2, Self.weights())].map {
                PreprocessedTable(chip: $0, $1, parameters: parameters, threads: 2)
            }, parameters: parameters, threads: 2)
        system = TableSystem(
            [
                ChipEntry(Self.worker, instances: 1...4, logRows: 5...20, isCounted: true),
                ChipEntry(Self.table, instances: 1...1, logRows: 8...8, isCounted: false),
                ChipEntry(Self.scale, instances: 1...1, logRows: 6...6, isCounted: false),
            ], maximumCountedRows: 1 << 20, publicValueCount: 1)
    }

    /// The numbers below 256 and their squares.
    static func squareTable() -> Trace {
        let trace = Trace(rows: 256, width: 2)
        for row in 0..<256 {
            trace[row, 0] = UInt32(row)
            trace[row, 1] = UInt32(row * row)
        }
        return trace
    }

    static func weights() -> Trace {
        let trace = Trace(rows: 1 << logScale, width: 1)
        for row in 0..<trace.rows { trace[row, 0] = UInt32(1000 + row * row * row) }
        return trace
    }

    /// Traces for workers over these numbers below 256, each of the least height that holds them, and the public sums.
    func traces(of numbers: [[UInt32]]) -> (tables: [(chip: Int, trace: Trace)], sums: [UInt32]) {
        var sums: [UInt32] = []
        var tables: [(chip: Int, trace: Trace)] = []
        let table = Trace(rows: 256, width: 5)
        for inputs in numbers {
            var log = 5
            while 1 << log <= inputs.count { log += 1 }
            let trace = Trace(rows: 1 << log, width: 8)
            var sum: UInt32 = 0
            for row in 0..<trace.rows {
                trace[row, 3] = sum
                guard row < inputs.count else { continue }
                let x = inputs[row]
                trace[row, 0] = 1
                trace[row, 1] = x
                trace[row, 2] = x * x
                sum = UInt32((UInt64(sum) + UInt64(x * x)) % 0x7f00_0001)
                table[Int(x), 0] += 1
            }
            sums.append(sum)
            tables.append((0, trace))
        }
        tables.append((1, table))
        let scaled = Trace(rows: 1 << Self.logScale, width: 5)
        let weights = Self.weights()
        for row in 0..<scaled.rows { scaled[row, 0] = UInt32(UInt64(weights[row, 0]) * UInt64(Self.factor) % 0x7f00_0001) }
        tables.append((2, scaled))
        return (tables, sums)
    }

    /// Full workers of the given heights over pseudo-random numbers.
    func traces(_ logRows: [Int], seed: UInt32 = 1) -> (tables: [(chip: Int, trace: Trace)], sums: [UInt32]) {
        var state = seed
        return traces(
            of: logRows.map { log in
                (0..<(1 << log) - 1).map { _ in
                    state = state &* 1_664_525 &+ 1_013_904_223
                    return state >> 24
                }
            })
    }

    func statement(_ sums: [UInt32]) -> StarkStatement {
        StarkStatement(
            preprocessedRoot: preprocessed.root, publicValues: [Self.factor],
            contributions: sums.map { PublicContribution(bus: Self.total, values: [$0], multiplicity: -1) }, context: [1, 2, 3])
    }

    /// Seeds for tests, one for each number.
    static func seed(_ number: UInt32) -> Digest {
        var words = Digest()
        words.words[0] = number
        return words
    }

    func prove(
        _ tables: [(chip: Int, trace: Trace)], _ statement: StarkStatement, masks: MaskSource = MaskSource(seed: seed(7)), threads: Int = 2
    ) throws(ProverError) -> [UInt8] {
        try StarkProver(system, parameters: parameters, threads: threads).prove(
            tables, preprocessed: preprocessed, statement: statement, masks: masks, progress: { _ in }, shouldStop: { false }
        ).proof
    }

    func prove(
        _ logRows: [Int], threads: Int = 2, seed: UInt32 = 1, masks: MaskSource = MaskSource(seed: seed(7))
    ) throws -> (proof: [UInt8], statement: StarkStatement) {
        let (tables, sums) = traces(logRows, seed: seed)
        let statement = statement(sums)
        return (try prove(tables, statement, masks: masks, threads: threads), statement)
    }

    /// Why the verifier refuses the proof, or nil.
    func failure(_ proof: [UInt8], _ statement: StarkStatement) -> VerificationFailure? {
        do throws(VerificationFailure) {
            _ = try StarkVerifier(system).verify(proof, statement: statement, minimumBits: 100)
            return nil
        } catch {
            return error
        }
    }
}
