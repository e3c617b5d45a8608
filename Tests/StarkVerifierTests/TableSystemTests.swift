import Hashing
import StarkVerifier
import Testing

@Suite("Table systems") struct TableSystemTests {
    private static let bus = Bus(number: 3, name: "pairs", arity: 2)

    /// A chip whose terms share subexpressions, so that temporaries are freed in pairs and used again.
    private static let chip: Chip = {
        var b = ChipBuilder("sharing")
        let a = b.columns("a", 6)
        for i in 0..<4 {
            let x = a[i] + a[i + 1]
            let y = a[i + 1] - a[i + 2]
            b.constrain(x * y, "product \(i)")
            b.constrain(x * y * (a[i] + 7) - b.next(a[i]) * y, "cubic \(i)")
            b.send(bus, [x + y, 3 * x], multiplicity: a[i])
        }
        b.blind(with: b.columns("free", 4))
        return b.build()
    }()

    private func system() -> TableSystem {
        TableSystem(
            [ChipEntry(Self.chip, instances: 1...2, logRows: 5...9, isCounted: true)], maximumCountedRows: 1 << 12, publicValueCount: 0)
    }

    /// A digest that depended on the process (as one by way of a set's order did) would make proofs verify only where they were made.
    @Test func digestIsTheSameInEveryProcess() {
        #expect(system().digest.hexadecimal == "c4256600bd2b996d36689a34eff963d60e3dac102bcda9382810343f9c2e9b64")
        #expect(system().digest == system().digest)
    }

    @Test func digestDependsOnEveryBound() {
        let reference = system().digest
        func digest(
            instances: ClosedRange<Int> = 1...2, logRows: ClosedRange<Int> = 5...9, isCounted: Bool = true, rows: Int = 1 << 12
        ) -> Digest {
            TableSystem(
                [ChipEntry(Self.chip, instances: instances, logRows: logRows, isCounted: isCounted)], maximumCountedRows: rows,
                publicValueCount: 0
            ).digest
        }
        #expect(digest() == reference)
        #expect(digest(instances: 0...2) != reference)
        #expect(digest(instances: 1...3) != reference)
        #expect(digest(logRows: 6...9) != reference)
        #expect(digest(logRows: 5...10) != reference)
        #expect(digest(isCounted: false) != reference)
        #expect(digest(rows: 1 << 13) != reference)
    }

    /// A table without interactions publishes a sum that no constraint binds: any buses would balance.
    @Test func refusesAChipThatDoesNotBlindItsSum() async {
        await #expect(processExitsWith: .failure) {
            var b = ChipBuilder("silent")
            b.boolean(b.column("a"), "boolean")
            _ = TableSystem(
                [ChipEntry(b.build(), instances: 1...1, logRows: 5...5, isCounted: false)], maximumCountedRows: 0, publicValueCount: 0)
        }
    }

    @Test func refusesAPublicValueThatTheSystemDoesNotHave() async {
        await #expect(processExitsWith: .failure) {
            var b = ChipBuilder("public")
            b.constrain(b.column("a") - b.publicValue(1), "equals the public value")
            b.blind(with: b.columns("free", 4))
            _ = TableSystem(
                [ChipEntry(b.build(), instances: 1...1, logRows: 5...5, isCounted: false)], maximumCountedRows: 0, publicValueCount: 1)
        }
    }
}
