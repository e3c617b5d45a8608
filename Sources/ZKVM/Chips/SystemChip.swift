import RISCV
import StarkProver
import StarkVerifier

/// ECALL: exit, write, read and sha256, by the number in a7.
///
/// a7, a1 and a2 are read and the journal counter is accessed at clk; the word at a1 at clk + 1; a0 is replaced at clk + 2 (by 0 at an
/// exit, which nobody reads). What `read` puts into memory is the prover's choice: the private input.
enum SystemChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isExit, isWrite, isRead, isSHA256
        case a7Clock, a7Gap
        case a0Low, a0High, a0Clock, a0Gap
        case a1Low, a1High, a1Clock, a1Gap
        case a2Low, a2High, a2Clock, a2Gap
        case oldLow, oldHigh, newLow, newHigh, wordClock, wordGap
        case index, indexClock, indexGap
    }

    static let name = "system"

    static func chip() -> Chip {
        var air = ChipBuilder(name)
        describe(&air, ColumnExpressions(declaredIn: &air))
        return air.build()
    }

    private static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (clk, isExit, isWrite, isRead, isSHA256) = (c[.clk], c[.isExit], c[.isWrite], c[.isRead], c[.isSHA256])
        let isReal = isExit + isWrite + isRead + isSHA256
        for (flag, label) in [(isExit, "isExit"), (isWrite, "isWrite"), (isRead, "isRead"), (isSHA256, "isSHA256")] {
            air.boolean(flag, "\(label) is 0 or 1")
        }
        air.realRows(isReal)
        air.receive(MachineBus.state, [c[.pc], clk], multiplicity: isReal)
        air.send(MachineBus.state, [c[.pc] + 4, clk + 4], multiplicity: isReal - isExit)
        air.fetch(pc: c[.pc], code: Expression(InstructionCode.system), [], when: isReal)
        describeRegisters(&air, c, isReal)
        describeStreams(&air, c)
        let a0 = c.word(.a0Low, .a0High)
        air.addressHigh(a0.high, when: isSHA256)
        air.send(
            MachineBus.sha256Call, [clk, a0.low + 65536 * a0.high, c[.a1Low] + 65536 * c[.a1High]], multiplicity: isSHA256)
        air.blind(with: [c[.a7Clock], c[.a7Gap], c[.a0Clock], c[.a0Gap]])
    }

    private static func describeRegisters(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ isReal: Expression) {
        let (clk, isExit, isWrite, isRead, isSHA256) = (c[.clk], c[.isExit], c[.isWrite], c[.isRead], c[.isSHA256])
        func number(_ call: SystemCall) -> Expression { Expression(Int(call.rawValue)) }
        let calls = [
            number(.exit) * isExit, number(.write) * isWrite, number(.read) * isRead, number(.sha256) * isSHA256,
        ]
        let isStream = isWrite + isRead
        air.read(
            register: 17, Word(low: .sum(calls), high: 0), previous: c[.a7Clock], gap: c[.a7Gap], at: clk, when: isReal)
        air.write(
            register: 10, from: c.word(.a0Low, .a0High), to: Word(low: 4 * isStream, high: 0), previous: c[.a0Clock],
            gap: c[.a0Gap], at: clk + 2, when: isReal)
        air.read(
            register: 11, c.word(.a1Low, .a1High), previous: c[.a1Clock], gap: c[.a1Gap], at: clk, when: isReal)
        air.read(
            register: 12, c.word(.a2Low, .a2High), previous: c[.a2Clock], gap: c[.a2Gap], at: clk, when: isReal)
        air.constrain(isStream * c[.a0Low] - isWrite, "stream number: 1 to write, 0 to read")
        air.constrain(isStream * c[.a0High], "high limb of the stream number")
        air.constrain(isStream * (c[.a2Low] - 4), "4 bytes at a time")
        air.constrain(isStream * c[.a2High], "high limb of the byte count")
        air.addressHigh(c[.a1High], when: isStream + isSHA256)
    }

    private static func describeStreams(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (clk, isExit, isWrite, isRead) = (c[.clk], c[.isExit], c[.isWrite], c[.isRead])
        let old = c.word(.oldLow, .oldHigh)
        let new = c.word(.newLow, .newHigh)
        air.access(
            space: Expression(MemorySpace.memory), address: c[.a1Low] + 65536 * c[.a1High], from: old, to: new,
            previous: c[.wordClock], gap: c[.wordGap], at: clk + 1, when: isWrite + isRead)
        air.range(new, when: isRead)
        air.constrain(isWrite * (new.low - old.low), "writing keeps the low limb in memory")
        air.constrain(isWrite * (new.high - old.high), "writing keeps the high limb in memory")
        air.access(
            space: Expression(MemorySpace.journalCounter), address: 0, from: Word(low: c[.index], high: 0),
            to: Word(low: c[.index] + isWrite, high: 0), previous: c[.indexClock], gap: c[.indexGap], at: clk,
            when: isWrite + isExit)
        air.send(MachineBus.journal, [c[.index], old.low, old.high], multiplicity: isWrite)
        air.send(MachineBus.halt, [c[.a0Low], c[.a0High], c[.index]], multiplicity: isExit)
    }

    /// The chip's traces for all system calls of an execution.
    static func traces(of record: ExecutionRecord, _ lookups: LookupTally) -> [Trace] {
        var writer = TraceWriter<Column>(rows: record.systemEvents.count, lookups: lookups)
        var counter = JournalCounter()
        let events = unsafe record.events(of: .system)
        for (index, system) in record.systemEvents.enumerated() {
            fill(writer.next(), unsafe events[index], system, &counter)
        }
        return writer.finish()
    }

    private static func fill(
        _ row: TraceRow<Column>, _ event: InstructionEvent, _ system: SystemEvent, _ counter: inout JournalCounter
    ) {
        guard let call = SystemCall(rawValue: event.rs1) else { return }
        row[.pc] = event.pc
        row[.clk] = event.clk
        row.setAccess(.a7Clock, .a7Gap, previous: event.rs1Clock, now: event.clk)
        row.set(.a0Low, .a0High, event.rs2)
        row.setAccess(.a0Clock, .a0Gap, previous: event.rs2Clock, now: event.clk + 2)
        row.set(.a1Low, .a1High, system.a1)
        row.setAccess(.a1Clock, .a1Gap, previous: system.a1Clock, now: event.clk)
        row.set(.a2Low, .a2High, system.a2)
        row.setAccess(.a2Clock, .a2Gap, previous: system.a2Clock, now: event.clk)
        switch call {
        case .exit:
            row[.isExit] = 1
        case .write:
            row[.isWrite] = 1
        case .read:
            row[.isRead] = 1
            row.countRange(event.memoryNew)
        case .sha256:
            row[.isSHA256] = 1
            row.lookups.countRange(8 &* event.rs2.high)
        }
        if call != .exit { row.lookups.countRange(8 &* system.a1.high) }
        if call == .write || call == .read {
            row.set(.oldLow, .oldHigh, event.memoryOld)
            row.set(.newLow, .newHigh, event.memoryNew)
            row.setAccess(.wordClock, .wordGap, previous: event.memoryClock, now: event.clk + 1)
        }
        if call == .write || call == .exit {
            row[.index] = counter.value
            row.setAccess(.indexClock, .indexGap, previous: counter.clock, now: event.clk)
            counter.clock = event.clk
            if call == .write { counter.value += 1 }
        }
    }

    /// Number of journal words written so far, and the clock of the last access to it.
    private struct JournalCounter {
        var value: UInt32 = 0
        var clock: UInt32 = 0
    }
}
