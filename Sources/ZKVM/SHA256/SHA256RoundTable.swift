import RISCV
import StarkProver
import StarkVerifier

/// What each of the 64 rounds is given: its constant, and whether it is the first, reads the block, writes the state, is the last.
enum SHA256RoundTable {
    static let name = "sha256Round"
    static let rounds = 64

    static func chip() -> Chip {
        var air = ChipBuilder(name)
        let names = ["round", "constantLow", "constantHigh", "isFirst", "isBlock", "isFinal", "isLast"]
        var entries: [Expression] = []
        for name in names { entries.append(air.preprocessed(name, from: .fixed)) }
        air.send(MachineBus.sha256Round, entries, multiplicity: air.column("count"))
        air.blind(with: air.columns("blinding", 4))
        return air.build()
    }

    static let preprocessed: Trace = {
        let trace = Trace(rows: rounds, width: 7)
        for round in 0..<rounds {
            let constant = SHA256Compression.constants[round]
            let flags = [round == 0, round < 16, round >= 60, round == 63].map { $0 ? 1 : 0 as UInt32 }
            for (column, cell) in ([UInt32(round), constant.low, constant.high] + flags).enumerated() { trace[round, column] = cell }
        }
        return trace
    }()

    /// The multiplicities for an execution: every row of `SHA256Chip` looks its round up.
    static func traces(of record: ExecutionRecord) -> [Trace] {
        let groups = SHA256Traces.heights(record.sha256Events.count).reduce(0) { $0 + $1 / rounds }
        let trace = Trace(rows: rounds, width: 5)
        for round in 0..<rounds { trace[round, 0] = UInt32(groups) }
        return [trace]
    }
}
