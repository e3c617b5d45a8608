import StarkProver
import StarkVerifier
import Testing
import ZKVM

/// Changes single cells of honest traces: every change must be noticed, by a constraint or by a bus.
@Suite struct FaultInjectionTests {
    /// Cells that some rows may choose freely, and why that is harmless. In other rows they are bound, which is tested too.
    private static let sometimesFree: [String: [String: String]] = [
        "branch": ["inverse": "of distance 0, when operands are equal"],
        "subwordMemory": ["stored0": "a load of a half", "stored1": "a load"],
        "divide": ["qSign": "divisor 0", "carryBit0": "divisor 0", "carryBit1": "divisor 0"],
        "system": Dictionary(
            uniqueKeysWithValues: [
                "oldLow", "oldHigh", "newLow", "newHigh", "wordClock", "wordGap", "index", "indexClock", "indexGap",
            ].map { ($0, "a call without this access") }),
        "sha256": Dictionary(
            uniqueKeysWithValues: [
                "blockClock", "blockGap", "upperClock", "upperGap", "lowerClock", "lowerGap", "carryState0", "carryState1",
                "carryState2", "carryState3", "carryW0", "carryW1", "carryW2", "carryW3",
            ].map { ($0, "a round without this access or sum") }),
    ]

    private static func isReal(_ table: Table, _ row: Int) -> Bool {
        if let index = table.chip.columnNames.firstIndex(of: "isReal") { return table.main[row, index] == 1 }
        switch table.chip.name {
        case "system":
            return ["isExit", "isWrite", "isRead", "isSHA256"].contains { name in
                table.chip.columnNames.firstIndex(of: name).map { table.main[row, $0] == 1 } ?? false
            }
        case "initialMemory": return table.preprocessed?[row, 0] == 1
        default: return true
        }
    }

    @Test(arguments: RISCVMachine.chips.map(\.chip.name))
    func everyChangedCellIsNoticed(chip: String) throws {
        let witness = try Witness(SamplePrograms.everything, input: [1, 2, 3])
        let table = witness.table(chip)
        let checker = TraceChecker()
        // Alone, a table leaves tuples on the buses, which the others take up: a change is noticed when what is left changes.
        func remainder() -> Set<String> { Set(checker.violations([table], limit: .max).map(\.description)) }
        let honest = remainder()
        var random = SeededGenerator(seed: 11)
        let realRows = (0..<table.main.rows).filter { Self.isReal(table, $0) }
        let samples = table.main.rows > 4096 ? 2 : table.chip.width > 100 ? 3 : 12
        for (column, name) in table.chip.columnNames.enumerated() where !name.hasPrefix("blinding") {
            var noticed = 0
            for sample in 0..<samples {
                let row = sample == 0 ? realRows[realRows.count - 1] : realRows[Int(random.next() % UInt64(realRows.count))]
                let old = table.main[row, column]
                let step = sample % 2 == 0 ? 1 : 1 + random.next() % (Witness.p - 1)
                table.main[row, column] = UInt32((UInt64(old) + step) % Witness.p)
                if remainder() != honest { noticed += 1 }
                table.main[row, column] = old
            }
            if Self.sometimesFree[chip]?[name] == nil {
                #expect(noticed == samples, "\(chip).\(name): \(noticed) of \(samples) changes noticed")
            }
        }
    }

    @Test(arguments: sometimesFree.keys.sorted())
    func cellsThatAreFreeInSomeRowsAreBoundInOthers(chip: String) throws {
        let witness = try Witness(SamplePrograms.everything, input: [1, 2, 3])
        let table = witness.table(chip)
        let checker = TraceChecker()
        func remainder() -> Set<String> { Set(checker.violations([table], limit: .max).map(\.description)) }
        let honest = remainder()
        for (column, name) in table.chip.columnNames.enumerated() where Self.sometimesFree[chip]?[name] != nil {
            let bound = (0..<table.main.rows).contains { row in
                let old = table.main[row, column]
                table.main[row, column] = old + 1
                defer { table.main[row, column] = old }
                return remainder() != honest
            }
            #expect(bound, "\(chip).\(name) is bound in no row")
        }
    }
}
