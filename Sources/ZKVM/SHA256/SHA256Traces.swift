import RISCV
import StarkProver

/// Fills the tables of `SHA256Chip`.
@safe struct SHA256Traces: ~Copyable {
    private static let rounds = SHA256RoundTable.rounds
    /// Compressions per table.
    static let capacity = RISCVMachine.maximumRows / rounds

    private let lookups: LookupTally
    private let tile: UnsafeMutablePointer<UInt32>
    private static let tileCells = SHA256Column.allCases.count * rounds

    private init(lookups: LookupTally) {
        self.lookups = lookups
        unsafe tile = .allocate(capacity: Self.tileCells)
        unsafe tile.initialize(repeating: 0, count: Self.tileCells)
    }

    deinit { unsafe tile.deallocate() }

    /// The heights of the tables for a number of compressions.
    static func heights(_ compressions: Int) -> [Int] {
        stride(from: 0, to: compressions, by: capacity).map { start in
            RISCVMachine.height(atLeast: rounds * min(capacity, compressions - start))
        }
    }

    /// The tables of all compressions of an execution.
    static func traces(of record: ExecutionRecord, _ lookups: LookupTally) -> [Trace] {
        let events = record.sha256Events
        let filler = SHA256Traces(lookups: lookups)
        return stride(from: 0, to: events.count, by: capacity).map { start in
            filler.trace(of: events[start..<min(start + capacity, events.count)])
        }
    }

    private func trace(of events: ArraySlice<SHA256Event>) -> Trace {
        let trace = Trace(rows: RISCVMachine.height(atLeast: Self.rounds * events.count), width: SHA256Column.allCases.count)
        let groups = (0..<trace.rows / Self.rounds).map { index in
            index < events.count ? events[events.startIndex + index] : SHA256Event()
        }
        let schedule = groups.flatMap { Self.schedule($0.block) }
        for (index, event) in groups.enumerated() {
            unsafe tile.update(repeating: 0, count: Self.tileCells)
            fill(event, schedule, group: index, isReal: index < events.count)
            for column in 0..<trace.width {
                unsafe (trace.column(column) + index * Self.rounds).update(from: tile + column * Self.rounds, count: Self.rounds)
            }
        }
        return trace
    }

    private static func schedule(_ block: InlineArray<16, UInt32>) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: rounds)
        for round in 0..<16 { words[round] = block[round] }
        for round in 16..<rounds {
            words[round] = words[round - 16] &+ small0(words[round - 15]) &+ words[round - 7] &+ small1(words[round - 2])
        }
        return words
    }

    private func fill(_ event: SHA256Event, _ schedule: [UInt32], group: Int, isReal: Bool) {
        let old = (0..<8).map { event.stateOld[$0] }
        var v = old
        for round in 0..<Self.rounds {
            let row = unsafe TraceRow<SHA256Column>(cells: tile + round, lookups: lookups)
            let w = schedule[group * Self.rounds + round]
            let constant = SHA256Compression.constants[round]
            row[.round] = UInt32(round)
            row.set(.constantLow, .constantHigh, constant)
            row[.isFirst] = round == 0 ? 1 : 0
            row[.isBlock] = round < 16 ? 1 : 0
            row[.isFinal] = round >= 60 ? 1 : 0
            row[.isLast] = round == 63 ? 1 : 0
            row[.clk] = event.clk
            row[.stateAddress] = event.stateAddress
            row[.blockAddress] = event.blockAddress
            fillVariables(row, v, w)
            Self.fillSchedule(row, schedule, at: group * Self.rounds + round)
            for index in 0..<8 {
                // In the last rounds the words of each half move up.
                let from = round > 60 ? max(index - (round - 60), index & 4) : index
                setWord(row, .hash, index, old[from])
            }
            let next = Self.fillSums(row, v, constant, w)
            if isReal { fillAccesses(row, event, round, w, v, next) }
            v = [next.a, v[0], v[1], v[2], next.e, v[4], v[5], v[6]]
        }
    }

    private func setWord(_ row: TraceRow<SHA256Column>, _ start: SHA256Column, _ index: Int, _ value: UInt32) {
        row[start, 2 * index] = value.low
        row[start, 2 * index + 1] = value.high
    }

    private func fillVariables(_ row: TraceRow<SHA256Column>, _ v: [UInt32], _ w: UInt32) {
        Self.setBits(row, .a, v[0])
        Self.setBits(row, .e, v[4])
        Self.setBits(row, .w, w)
        for (start, value) in [(.b, v[1]), (.c, v[2]), (.f, v[5]), (.g, v[6])] as [(SHA256Column, UInt32)] {
            row.setBytes(start, value)
        }
        setWord(row, .d, 0, v[3])
        setWord(row, .h, 0, v[7])
        row.setBytes(.andAB, v[0] & v[1])
        row.setBytes(.andCX, v[2] & (v[0] ^ v[1]))
        row.setBytes(.andEF, v[4] & v[5])
        row.setBytes(.andEG, v[4] & v[6])
    }

    private static func setBits(_ row: TraceRow<SHA256Column>, _ start: SHA256Column, _ value: UInt32) {
        for bit in 0..<32 { row[start, bit] = value >> UInt32(bit) & 1 }
    }

    /// The partial sums of a row, from the schedule words before it, cyclically.
    private static func fillSchedule(_ row: TraceRow<SHA256Column>, _ schedule: [UInt32], at position: Int) {
        func word(_ back: Int) -> UInt32 { schedule[(position + schedule.count - back) % schedule.count] }
        for index in 0...15 {
            var terms = [word(index + 1)]
            if index >= 1 { terms.append(small0(word(index))) }
            if index >= 9 { terms.append(word(index - 8)) }
            if index >= 14 { terms.append(small1(word(index - 13))) }
            row[.partial, 2 * index] = terms.reduce(0) { $0 + $1.low }
            row[.partial, 2 * index + 1] = terms.reduce(0) { $0 + $1.high }
        }
        guard position % rounds >= 16 else { return }
        let low = row[.partial, 30] >> 16
        setNumber(row, .carryW, 0, low, bits: 2)
        setNumber(row, .carryW, 2, (row[.partial, 31] + low) >> 16, bits: 2)
    }

    private static func setNumber(_ row: TraceRow<SHA256Column>, _ start: SHA256Column, _ offset: Int, _ value: UInt32, bits: Int) {
        for bit in 0..<bits { row[start, offset + bit] = value >> UInt32(bit) & 1 }
    }

    private static func fillSums(
        _ row: TraceRow<SHA256Column>, _ v: [UInt32], _ constant: UInt32, _ w: UInt32
    ) -> (a: UInt32, e: UInt32) {
        let majority = (v[0] & v[1]) | (v[2] & (v[0] ^ v[1]))
        let first = [v[7], big1(v[4]), (v[4] & v[5]) | (~v[4] & v[6]), constant, w]
        func sum(_ terms: [UInt32], _ result: SHA256Column, _ carry: SHA256Column) -> UInt32 {
            let low = terms.reduce(0) { $0 + $1.low }
            let high = terms.reduce(low >> 16) { $0 + $1.high }
            row[result] = low.low
            row[result, 1] = high.low
            setNumber(row, carry, 0, low >> 16, bits: 3)
            setNumber(row, carry, 3, high >> 16, bits: 3)
            return low.low | high << 16
        }
        return (sum(first + [big0(v[0]), majority], .nextA, .carryA), sum(first + [v[3]], .nextE, .carryE))
    }

    private func fillAccesses(
        _ row: TraceRow<SHA256Column>, _ event: SHA256Event, _ round: Int, _ w: UInt32, _ v: [UInt32], _ next: (a: UInt32, e: UInt32)
    ) {
        row[.isReal] = 1
        row[.realFirst] = row[.isFirst]
        row[.realBlock] = row[.isBlock]
        row[.realFinal] = row[.isFinal]
        for index in 0..<4 as Range<UInt32> {
            let (a, b, e) = (v[0].byte(index), v[1].byte(index), v[4].byte(index))
            lookups.countAnd(a, b)
            lookups.countAnd(v[2].byte(index), a ^ b)
            lookups.countAnd(e, v[5].byte(index))
            lookups.countAnd(e, v[6].byte(index))
        }
        if round < 16 {
            row.setAccess(.blockClock, .blockGap, previous: event.blockClocks[round], now: event.clk + 1)
        }
        guard round >= 60 else { return }
        for (index, variable, offset) in [(63 - round, next.a, 0), (67 - round, next.e, 2)] {
            let old = event.stateOld[index]
            let carry = (old.low + variable.low) >> 16
            row[.carryState, offset] = carry
            row[.carryState, offset + 1] = (old.high + variable.high + carry) >> 16
            row.countRange(old &+ variable)
        }
        row.setAccess(.upperClock, .upperGap, previous: event.stateClocks[63 - round], now: event.clk + 2)
        row.setAccess(.lowerClock, .lowerGap, previous: event.stateClocks[67 - round], now: event.clk + 2)
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
    private static func small0(_ w: UInt32) -> UInt32 { rotate(w, 7) ^ rotate(w, 18) ^ w >> 3 }
    private static func small1(_ w: UInt32) -> UInt32 { rotate(w, 17) ^ rotate(w, 19) ^ w >> 10 }
    private static func big0(_ a: UInt32) -> UInt32 { rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22) }
    private static func big1(_ e: UInt32) -> UInt32 { rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25) }
}
