import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// The prover's side of `FRIVerification`: folds the batched codeword, committing to each layer.
struct FRIProver {
    private var layers: [(tree: CommittedTree, rows: Columns)] = []
    private let schedule: [Int]

    /// Folds `codeword`; `joining[log]` holds the shorter classes' codewords. Writes roots, nonces and the final polynomial.
    init(
        _ codeword: Columns, joining: [Int: Columns], layout: ProofLayout, parameters: StarkParameters, transcript: inout Transcript,
        proof: inout ProofWriter, parallel: Parallel
    ) throws(ProverError) {
        schedule = layout.foldSchedule
        var current = codeword
        for step in schedule {
            let rows = Self.group(current, step, parallel)
            let tree = CommittedTree([.init(log: rows.log, blocks: [PackedColumns(rows)])], parallel: parallel)
            layers.append((tree, rows))
            proof.digest(tree.root)
            transcript.absorb("fri root", tree.root)
            proof.grind(&transcript, bits: parameters.foldGrinding, parallel: parallel)
            let beta = transcript.challenge("beta")
            let join = transcript.challenge("join")
            current = Self.fold(rows, step, beta, logDomain: current.log, parallel)
            if let other = joining[current.log] { Self.add(other, times: join, to: current, parallel) }
        }
        try Self.finish(current, parameters, &transcript, &proof)
    }

    /// The codeword's cosets of 2^step neighbours as rows: column 4j + k holds coefficient k of the jth member.
    private static func group(_ codeword: Columns, _ step: Int, _ parallel: Parallel) -> Columns {
        let rows = Columns(log: codeword.log - step, width: 4 << step)
        parallel.ranges(rows.rows, grain: 1 << 13) { range in
            for j in 0..<(1 << step) {
                for k in 0..<4 {
                    let from = unsafe codeword[k]
                    let to = unsafe rows[4 * j + k]
                    for row in range { unsafe to[row] = from[row << step | j] }
                }
            }
        }
        return rows
    }

    private static func fold(_ rows: Columns, _ step: Int, _ beta: KoalaBear4, logDomain: Int, _ parallel: Parallel) -> Columns {
        // x of member 2p of group i is w^(bitreverse(i) + constant(p)): one array of inverse powers, scaled for each pair.
        let half = KoalaBear((KoalaBear.modulus + 1) / 2)
        var members = rows
        var beta = beta
        for halving in 0..<step {
            let log = logDomain - halving
            let pairs = 1 << (step - halving - 1)
            let inverse = KoalaBear.twoAdicGenerator(log).inverse ?? .one
            let folded = Columns(log: rows.log, width: 4 * pairs)
            let inverses = inversePoints(log: rows.log, generator: inverse)
            let from = members
            let words = beta.words
            parallel.ranges(rows.rows, grain: 1 << 12) { range in
                let scaled = Words(range.count)
                for pair in 0..<pairs {
                    let pairBits = step - halving - 1
                    let exponent = EvaluationDomain.reverse(pair, pairBits) << (log - 1 - pairBits)
                    let scale = half * inverse.power(UInt64(exponent))
                    unsafe burhan_kb_scale(scaled.pointer, inverses.pointer + range.lowerBound, scale.raw, range.count)
                    let even: [UnsafePointer<UInt32>?] = unsafe (0..<4).map { unsafe UnsafePointer(from[8 * pair + $0] + range.lowerBound) }
                    let odd: [UnsafePointer<UInt32>?] = unsafe (0..<4).map {
                        unsafe UnsafePointer(from[8 * pair + 4 + $0] + range.lowerBound)
                    }
                    let out: [UnsafeMutablePointer<UInt32>?] = unsafe (0..<4).map { unsafe folded[4 * pair + $0] + range.lowerBound }
                    unsafe burhan_air_fold(out, even, odd, scaled.pointer, words, range.count)
                }
            }
            members = folded
            beta = beta * beta
        }
        return members
    }

    /// generator^bitreverse(i) for i < 2^log.
    private static func inversePoints(log: Int, generator: KoalaBear) -> Words {
        let points = Words(1 << log)
        points[0] = KoalaBear.one.raw
        for k in 0..<log {
            let factor = generator.power(UInt64(1) << UInt64(log - 1 - k))
            unsafe burhan_kb_scale(points.pointer + 1 << k, points.pointer, factor.raw, 1 << k)
        }
        return points
    }

    private static func add(_ other: Columns, times factor: KoalaBear4, to total: Columns, _ parallel: Parallel) {
        parallel.ranges(total.rows, grain: 1 << 12) { range in
            for row in range {
                total.set(row, to: total.element(row) + other.element(row) * factor)
            }
        }
    }

    /// Sends the last codeword's coefficients. They end below the degree bound exactly when the traces were valid.
    private static func finish(
        _ codeword: Columns, _ parameters: StarkParameters, _ transcript: inout Transcript, _ proof: inout ProofWriter
    ) throws(ProverError) {
        for k in 0..<4 {
            let status = unsafe burhan_kb_intt(codeword[k], UInt32(codeword.log))
            precondition(status == 0, "transform size out of range")
        }
        let bound = parameters.degreeBound(logDomain: parameters.finalLog)
        var coefficients: [KoalaBear4] = []
        for index in 0..<codeword.rows {
            let element = codeword.element(index)
            if index < bound {
                coefficients.append(element)
            } else if !element.isZero {
                throw .invalidTrace(.finalPolynomial)
            }
        }
        proof.elements(coefficients)
        transcript.absorb("final polynomial", coefficients)
    }

    /// Opens every layer at the queries, without the values that follow from the layer before.
    func open(_ indices: [Int], into proof: inout ProofWriter, parallel: Parallel) {
        var positions = CommitmentPositions.distinct(indices, shift: 0)
        for (step, layer) in zip(schedule, layers) {
            let groups = CommitmentPositions.distinct(positions, shift: step)
            var known = positions[...]
            for group in groups {
                for member in 0..<(1 << step) {
                    if known.first == group << step | member {
                        known.removeFirst()
                    } else {
                        for k in 0..<4 { unsafe proof.word(layer.rows[4 * member + k][group]) }
                    }
                }
            }
            layer.tree.openPath(groups, into: &proof, parallel: parallel)
            positions = groups
        }
    }
}
