import FiniteFields
import Hashing
import StarkProver
import StarkVerifier
import Testing

/// Two-sample and uniformity tests over everything that proofs reveal, for two witnesses with the same public output.
///
/// Seeds are fixed, so the outcome is the same in every run. Thresholds: χ² with 15 degrees of freedom below 56 (p ≈ 1e−6), Kolmogorov–Smirnov
/// D·√(nm/(n+m)) below 2.6 (p ≈ 3e−6); with 13 groups and three tests each a chance failure for another seed has probability below 1e−4.
@Suite("Revealed values, statistically") struct StatisticalHidingTests {
    private static let proofs = 32
    /// 300 numbers each: there is a FRI layer.
    private static let first = ZeroKnowledgeTests.witness(300, 7, 4)
    private static let second = ZeroKnowledgeTests.witness(300, 8, 1)
    private static let bins = 16

    /// Revealed field elements by kind, as fractions of p.
    private func revealed(_ witness: [[UInt32]], seeds: Range<UInt32>, masked: Bool = true) throws -> [String: [Double]] {
        let toy = ToySystem()
        var groups: [String: [Double]] = [:]
        func add(_ name: String, _ words: [UInt32], of modulus: Double = Double(KoalaBear.modulus)) {
            groups[name, default: []] += words.map { Double($0) / modulus }
        }
        func add(_ name: String, _ elements: [KoalaBear4]) { add(name, elements.flatMap { e in (0..<4).map { e[$0].raw } }) }
        for seed in seeds {
            let traces = toy.traces(of: witness)
            let statement = toy.statement(traces.sums)
            let proof = try toy.prove(
                traces.tables, statement, masks: MaskSource(seeds: { _ in masked ? ToySystem.seed(seed) : nil }))
            let anatomy = try ProofAnatomy(proof, toy, statement)
            for opened in anatomy.opened.tables {
                add("main at z", opened.main)
                add("main at gz", opened.next)
                add("LogUp at z", opened.logUp)
                add("running sum at gz", opened.sumNext)
            }
            add("quotient at z", anatomy.opened.quotient)
            // What the first witness would show without masks, taken off: zero in every proof if masks did nothing.
            let candidate = Adversary(
                toy: toy, candidate: Self.first, masks: ReferenceMasks { _ in nil }, anatomy: anatomy
            ).tables(masked: false)
            for (table, opened) in zip(candidate, anatomy.opened.tables) {
                add("main at z less a candidate's", zip(opened.main, table.main).map { $0 - $1(anatomy.challenge("point")) })
            }
            // All but one: they add up to what is public.
            add("sums", anatomy.sums.dropLast().map { $0 })
            for (tree, name) in [(ProofLayout.Tree.main, "main"), (.logUp, "LogUp"), (.quotient, "quotient")] {
                for level in anatomy.trees[tree.rawValue] {
                    add("\(name) at queries", level.rows.flatMap { $0 })
                    add("salts", level.salts.flatMap { $0 }, of: 4_294_967_296)
                }
            }
            for layer in anatomy.layers { add("layers", layer.values.map(\.value)) }
            add("final polynomial", anatomy.final)
        }
        return groups
    }

    /// χ² of the values against the uniform distribution on [0, 1).
    private func chiSquare(_ values: [Double]) -> Double {
        var counts = [Double](repeating: 0, count: Self.bins)
        for value in values { counts[min(Int(value * Double(Self.bins)), Self.bins - 1)] += 1 }
        let expected = Double(values.count) / Double(Self.bins)
        return counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    }

    /// The Kolmogorov–Smirnov statistic of two samples, scaled by √(nm/(n+m)).
    private func kolmogorovSmirnov(_ a: [Double], _ b: [Double]) -> Double {
        let (a, b) = (a.sorted(), b.sorted())
        var (i, j, distance) = (0, 0, 0.0)
        while i < a.count && j < b.count {
            let value = min(a[i], b[j])
            while i < a.count && a[i] == value { i += 1 }
            while j < b.count && b[j] == value { j += 1 }
            distance = max(distance, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
        }
        return distance * (Double(a.count) * Double(b.count) / Double(a.count + b.count)).squareRoot()
    }

    @Test func proofsOfTwoWitnessesAreIndistinguishable() throws {
        let count = UInt32(Self.proofs)
        let first = try revealed(Self.first, seeds: 100..<100 + count)
        let second = try revealed(Self.second, seeds: 200..<200 + count)
        #expect(first.count == 13 && second.count == 13)
        for (name, values) in first {
            guard let others = second[name] else {
                Issue.record("\(name) is missing")
                continue
            }
            #expect(values.count >= 5 * Self.bins && others.count >= 5 * Self.bins, "\(name): enough values")
            #expect(chiSquare(values) < 56, "\(name), first witness")
            #expect(chiSquare(others) < 56, "\(name), second witness")
            #expect(kolmogorovSmirnov(values, others) < 2.6, "\(name)")
        }
    }

    /// The tests have power: without masks they fail in every group that a missing mask shows in.
    @Test func proofsWithoutMasksAreFoundOut() throws {
        let bare = try revealed(Self.first, seeds: 0..<16, masked: false)
        for name in ["main at z", "main at z less a candidate's", "main at queries", "quotient at queries", "quotient at z", "salts"] {
            #expect(chiSquare(bare[name] ?? []) > 1000, "\(name)")
        }
    }
}
