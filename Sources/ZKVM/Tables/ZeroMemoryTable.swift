import RISCV
import StarkProver
import StarkVerifier

/// The accessed words behind the image, which start as 0.
///
/// Every row is a step of a chain over word indices (addresses / 4): from the one before, received on a bus of its own, to this row's,
/// sent on it. The verifier puts in the last index of the image and takes out the last index of memory; so an index beyond the
/// image appears once, in whatever instance, and every address is a multiple of 4.
enum ZeroMemoryTable {
    enum Column: Int, ChipColumn {
        case isReal, indexLow, indexHigh, previousIndex, indexGap, finalLow, finalHigh, finalClock
    }

    static let name = "zeroMemory"
    /// Index of the last word of memory; its row ends the chain, and is there unless the image holds that word.
    static let lastIndex = Program.memoryEnd / 4 - 1

    static func chip() -> Chip {
        var air = ChipBuilder(name)
        let c = ColumnExpressions<Column>(declaredIn: &air)
        let isReal = c[.isReal]
        air.realRows(isReal)
        // Below 2^26 + 2^16, so that 4·index is no wrapped address; the parts may overlap.
        let index = c[.indexLow] + 1024 * c[.indexHigh]
        air.range(c[.indexLow], when: isReal)
        air.range(c[.indexHigh], when: isReal)
        // index − previousIndex − 1 is in 0...2^26 + 2^16: strictly increasing.
        air.range(index - c[.previousIndex] - 1 - 1024 * c[.indexGap], when: isReal)
        air.range(c[.indexGap], when: isReal)
        air.receive(MachineBus.zeroOrder, [c[.previousIndex]], multiplicity: isReal)
        air.send(MachineBus.zeroOrder, [index], multiplicity: isReal)
        let space = Expression(MemorySpace.memory)
        air.send(MachineBus.memory, [space, 4 * index, 0, 0, 0], multiplicity: isReal)
        air.receive(
            MachineBus.memory, [space, 4 * index, c[.finalLow], c[.finalHigh], c[.finalClock]], multiplicity: isReal)
        air.blind(with: [c[.previousIndex], c[.finalLow], c[.finalHigh], c[.finalClock]])
        return air.build()
    }

    /// Rows of an execution: the accessed words beyond the image, and the last word of memory unless it is among them.
    static func usedRows(_ record: ExecutionRecord, _ program: Program) -> Int {
        guard program.imageEnd < Program.memoryEnd else { return 0 }
        var count = 0
        for word in record.touchedWords where word.address >= program.imageEnd { count += 1 }
        return record.touchedWords.last?.address == 4 * lastIndex ? count : count + 1
    }

    static func traces(of record: ExecutionRecord, _ program: Program, _ lookups: LookupTally) -> [Trace] {
        // An image that reaches the end of memory leaves nothing: the verifier's two tuples cancel, the table is padding.
        guard program.imageEnd < Program.memoryEnd else {
            return [Trace(rows: RISCVMachine.minimumRows, width: Column.allCases.count)]
        }
        var words = Array(record.touchedWords.drop { $0.address < program.imageEnd })
        if words.last?.address != 4 * lastIndex {
            words.append(TouchedWord(address: 4 * lastIndex, initial: 0, final: 0, clock: 0))
        }
        var writer = TraceWriter<Column>(rows: words.count, lookups: lookups)
        var previous = program.imageEnd / 4 - 1
        for word in words {
            let row = writer.next()
            let index = word.address / 4
            let step = index - previous - 1
            row[.isReal] = 1
            row[.indexLow] = index & 0x3FF
            row[.indexHigh] = index >> 10
            row[.previousIndex] = previous
            row[.indexGap] = step >> 10
            row.set(.finalLow, .finalHigh, word.final)
            row[.finalClock] = word.clock
            for part in [index & 0x3FF, index >> 10, step & 0x3FF, step >> 10] { lookups.countRange(part) }
            previous = index
        }
        return writer.finish()
    }
}
