import FiniteFields
import Hashing
import StarkVerifier
import Testing

/// Flips everything that is absorbed, one item at a time, and requires that every later challenge moves and no earlier one.
///
/// The challenges come from `ProofAnatomy`. That they are the verifier's own is shown first: an honest proof, which the verifier accepts, is
/// consistent with them only if both absorb the same items under the same labels.
@Suite("What the challenges depend on") struct TranscriptTests {
    let toy = ToySystem()

    private func honest() throws -> (proof: [UInt8], statement: StarkStatement) { try toy.prove([9, 5]) }

    @Test func theAnatomyDrawsTheVerifiersChallenges() throws {
        let traces = toy.traces([9, 5])
        let statement = toy.statement(traces.sums)
        let masks = ReferenceMasks(ToySystem.seed(7))
        let proof = ReferenceProver(toy: toy, masks: masks).prove(traces.tables, statement)
        #expect(toy.failure(proof.bytes, statement) == nil)
        let anatomy = try ProofAnatomy(proof.bytes, toy, statement)
        #expect(anatomy.challenges.map(\.name) == proof.challenges.map(\.name))
        #expect(anatomy.challenges.map(\.words) == proof.challenges.map(\.value))
        #expect(anatomy.opened.parts == proof.opened.parts)
    }

    @Test func everyMessageMovesEveryLaterChallenge() throws {
        let (proof, statement) = try honest()
        let reference = try ProofAnatomy(proof, toy, statement)
        #expect(reference.items.count > 30)
        for (number, item) in reference.items.enumerated() {
            // Every element or word of the item takes its turn.
            for position in stride(from: item.range.lowerBound, to: item.range.upperBound, by: 4) {
                var changed = proof
                changed[position] ^= 1
                // What the queries open is not read: the changed indices would not fit it.
                let anatomy = try ProofAnatomy(changed, toy, statement, readsOpenings: false)
                for (old, new) in zip(reference.challenges, anatomy.challenges) {
                    let shouldMove = old.after > number
                    #expect((old.words != new.words) == shouldMove, "\(item.name), byte \(position): \(old.name)")
                }
            }
        }
    }

    @Test func everyPartOfTheStatementMovesEveryChallenge() throws {
        let (proof, statement) = try honest()
        let header = try ProofHeader(proof, system: toy.system)
        let first = statement.contributions[0]
        let second = statement.contributions[1]
        func changed(
            root: Digest? = nil, values: [UInt32]? = nil, contributions: [PublicContribution]? = nil, context: [UInt8]? = nil
        ) -> StarkStatement {
            StarkStatement(
                preprocessedRoot: root ?? statement.preprocessedRoot, publicValues: values ?? statement.publicValues,
                contributions: contributions ?? statement.contributions, context: context ?? statement.context)
        }
        func contribution(_ bus: Bus = first.bus, _ value: UInt32 = first.values[0], _ multiplicity: Int = -1) -> [PublicContribution] {
            [PublicContribution(bus: bus, values: [value], multiplicity: multiplicity), second]
        }
        let statements = [
            ("preprocessed root", changed(root: BLAKE3.hash([9]))),
            ("public value", changed(values: [ToySystem.factor ^ 1])), ("more public values", changed(values: [ToySystem.factor, 0])),
            ("no public value", changed(values: [])), ("tuple", changed(contributions: contribution(first.bus, first.values[0] ^ 1))),
            ("bus", changed(contributions: contribution(Bus(number: 3, name: "other", arity: 1)))),
            ("multiplicity", changed(contributions: contribution(first.bus, first.values[0], -2))),
            ("order of tuples", changed(contributions: [second, first])), ("missing tuple", changed(contributions: [first])),
            ("repeated tuple", changed(contributions: [first, second, second])), ("context", changed(context: [1, 2, 2])),
            ("longer context", changed(context: [1, 2, 3, 0])), ("shorter context", changed(context: [1, 2])),
        ]
        let reference = try ProofAnatomy(proof, toy, statement).challenges
        for (name, other) in statements {
            let challenges = try ProofAnatomy(proof, toy, other, readsOpenings: false).challenges
            for (old, new) in zip(reference, challenges) { #expect(old.words != new.words, "\(name): \(old.name)") }
            #expect(toy.failure(proof, other) != nil, "\(name)")
        }
        var headers = [
            ("parameters", ProofHeader(parameters: .withoutHiding, shapes: header.shapes)),
            ("number of tables", ProofHeader(parameters: header.parameters, shapes: Array(header.shapes.dropLast()))),
        ]
        for (index, shape) in header.shapes.enumerated() {
            for (name, other) in [
                ("chip", TableShape(chip: shape.chip ^ 1, logRows: shape.logRows)),
                ("height", TableShape(chip: shape.chip, logRows: shape.logRows ^ 1)),
            ] {
                var shapes = header.shapes
                shapes[index] = other
                headers.append(("\(name) of table \(index)", ProofHeader(parameters: header.parameters, shapes: shapes)))
            }
        }
        for (name, other) in headers {
            let challenges = try ProofAnatomy(proof, toy, statement, header: other, readsOpenings: false).challenges
            for (old, new) in zip(reference, challenges) { #expect(old.words != new.words, "\(name): \(old.name)") }
        }
    }

    /// The digest of the table system enters too: the same chips with one other bound.
    @Test func theTableSystemMovesEveryChallenge() throws {
        let (proof, statement) = try honest()
        let header = try ProofHeader(proof, system: toy.system)
        func first(_ entries: [ChipEntry], rows: Int = 1 << 20) -> KoalaBear4 {
            let system = TableSystem(entries, maximumCountedRows: rows, publicValueCount: 1)
            var transcript = statement.transcript(system, header)
            return transcript.challenge("alpha")
        }
        let entries = Array(toy.system.entries.dropLast())
        let reference = first(entries)
        var transcript = statement.transcript(toy.system, header)
        #expect(reference == transcript.challenge("alpha"))
        #expect(first(entries, rows: 1 << 21) != reference)
        var wider = entries
        wider[0] = ChipEntry(ToySystem.worker, instances: 1...5, logRows: 5...20, isCounted: true)
        #expect(first(wider) != reference)
    }

    /// Each nonce is needed: another one is refused at its own step.
    @Test func everyProofOfWorkIsChecked() throws {
        let (proof, statement) = try honest()
        let anatomy = try ProofAnatomy(proof, toy, statement)
        let nonces = anatomy.items.filter { $0.name.contains("nonce") }
        let steps: [VerificationFailure.Step] =
            [.logUp, .constraints, .point, .batch] + anatomy.layout.foldSchedule.indices.map { .fold(layer: $0) } + [.queries]
        #expect(nonces.count == steps.count)
        for (item, step) in zip(nonces, steps) {
            var refused = 0
            for bit in 0..<8 {
                var changed = proof
                changed[item.range.lowerBound + 5] ^= 1 << UInt8(bit)
                if toy.failure(changed, statement) == .grinding(step: step) { refused += 1 }
            }
            // A wrong nonce passes 4 bits of work once in 16 tries, and then fails further on.
            #expect(refused >= 5, "\(item.name)")
        }
    }

    /// A changed word in any opened row or salt is refused for the commitment that it belongs to.
    @Test func everyOpeningIsBoundToItsCommitment() throws {
        let (proof, statement) = try honest()
        let anatomy = try ProofAnatomy(proof, toy, statement)
        for tree in ProofLayout.Tree.allCases {
            for level in anatomy.trees[tree.rawValue] {
                for position in stride(from: level.range.lowerBound, to: level.range.upperBound, by: 4 * 997) {
                    var changed = proof
                    changed[position] ^= 1
                    #expect(toy.failure(changed, statement) == .commitment(tree: tree))
                }
            }
        }
        for (number, layer) in anatomy.layers.enumerated() {
            for position in stride(from: layer.range.lowerBound, to: layer.range.upperBound, by: 4 * 997) {
                var changed = proof
                changed[position] ^= 1
                #expect(toy.failure(changed, statement) == .friCommitment(layer: number))
            }
        }
    }
}
