import Foundation
import Hashing
import StarkVerifier

/// How many bytes a proof of given tables has, from its layout and parameters alone.
///
/// Queries fall at random: equal positions are opened once, and a Merkle proof leaves out what can be computed. Both are taken at their
/// expectation over independent uniform positions; the deviation is below one percent.
struct ProofSize {
    private let layout: ProofLayout
    private let parameters: StarkParameters
    private let system: TableSystem

    init(_ shape: ProofShape) {
        system = ProofSystem.system
        parameters = shape.parameters
        layout = shape.layout
    }

    private static let word = 4.0
    private static let digest = Double(MerkleHash.byteCount)
    private static let extensionElement = 16.0
    private static let nonce = 8.0

    /// Expected bytes of the proof.
    var expectedBytes: Double { header + commitments + openedValues + layers + queries }

    private var header: Double { 2 + 2 * Double(layout.shapes.count) }

    /// Three roots, one sum for each table, and the proofs of work up to the point.
    private var commitments: Double {
        3 * Self.digest + Self.extensionElement * Double(layout.shapes.count) + 4 * Self.nonce
    }

    private var openedValues: Double {
        var elements = 0
        for (index, shape) in layout.shapes.enumerated() {
            let program = system.programs[shape.chip]
            let logUp = layout.logUpColumns[index]
            elements += program.mainCount + program.preprocessedCount + program.nextColumns.count + 4 * logUp + (logUp > 0 ? 4 : 0)
        }
        elements += ProofLayout.quotientColumns
        return Self.extensionElement * Double(elements)
    }

    /// Roots and proofs of work of the FRI layers, the final polynomial, and the proof of work before the queries.
    private var layers: Double {
        Double(layout.foldSchedule.count) * (Self.digest + Self.nonce)
            + Self.extensionElement * Double(parameters.degreeBound(logDomain: parameters.finalLog)) + Self.nonce
    }

    private var queries: Double {
        var bytes = 0.0
        for tree in ProofLayout.Tree.allCases {
            let classes = layout.classes(of: tree)
            guard let tallest = classes.first else { continue }
            for level in classes { bytes += distinct(log: level.logDomain) * Self.word * Double(level.width(tree)) }
            if tree.isSecret { bytes += distinct(log: tallest.logDomain) * Self.word * Double(parameters.saltWords) }
            bytes += siblings(log: tallest.logDomain)
        }
        var log = layout.logTop
        for step in layout.foldSchedule {
            // The values of a coset that the verifier has not computed itself.
            let members = distinct(log: log - step) * Double(1 << step) - distinct(log: log)
            log -= step
            bytes += members * Self.extensionElement + siblings(log: log)
        }
        return bytes
    }

    /// Expected number of distinct positions among 2^log when the queries fall independently.
    private func distinct(log: Int) -> Double {
        let positions = Double(sign: .plus, exponent: log, significand: 1)
        return -positions * expm1(Double(parameters.queries) * log1p(-1 / positions))
    }

    /// Expected bytes of a pruned Merkle proof over 2^log leaves: at each level the children of the opened nodes that are not opened themselves.
    private func siblings(log: Int) -> Double {
        var digests = 0.0
        for level in stride(from: log, to: 0, by: -1) { digests += 2 * distinct(log: level - 1) - distinct(log: level) }
        return digests * Self.digest
    }
}
