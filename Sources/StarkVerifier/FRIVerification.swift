import FiniteFields
import Hashing

/// The low-degree test of the batched codewords (FRI, Ben-Sasson et al. 2018), with folding factors up to 2^foldLog and shorter classes
/// joining on the way with fresh randomness.
struct FRIVerification {
    private let layout: ProofLayout
    private let parameters: StarkParameters
    private var roots: [Digest] = []
    private var betas: [KoalaBear4] = []
    private var joins: [KoalaBear4] = []
    private var final: [KoalaBear4] = []

    init(layout: ProofLayout, parameters: StarkParameters) {
        self.layout = layout
        self.parameters = parameters
    }

    /// Reads the layers' roots and the final polynomial, and draws the challenges.
    mutating func readLayers(_ reader: inout ProofReader, _ transcript: inout Transcript) throws(VerificationFailure) {
        reader.part = .friLayers
        for layer in layout.foldSchedule.indices {
            let root = try reader.digest()
            transcript.absorb("fri root", root)
            try StarkVerifier.grind(&reader, &transcript, parameters.foldGrinding, .fold(layer: layer))
            roots.append(root)
            betas.append(transcript.challenge("beta"))
            joins.append(transcript.challenge("join"))
        }
        reader.part = .finalPolynomial
        final = try reader.extensions(parameters.degreeBound(logDomain: parameters.finalLog))
        transcript.absorb("final polynomial", final)
    }

    /// Checks every query: `joining` holds, for each class, the batched value at each distinct position.
    ///
    /// A layer's opening leaves out the values that the verifier has computed itself; that they are the committed ones is what the Merkle proof shows.
    func check(
        _ reader: inout ProofReader, indices: [Int], joining: [[KoalaBear4]]
    ) throws(VerificationFailure) {
        var log = layout.logTop
        var positions = CommitmentPositions.distinct(indices, shift: 0)
        var current = joining[0]
        var joined = 1
        for (layer, step) in layout.foldSchedule.enumerated() {
            let groups = CommitmentPositions.distinct(positions, shift: step)
            // Before memory is set aside: the bytes are there.
            try reader.expect(words: 4 * (groups.count << step - positions.count))
            var folded: [KoalaBear4] = []
            var digests: [Digest] = []
            var source = 0
            for group in groups {
                var values: [KoalaBear4] = []
                var row: [KoalaBear] = []
                for member in 0..<(1 << step) {
                    if source < positions.count && positions[source] == group << step | member {
                        values.append(current[source])
                        source += 1
                    } else {
                        values += try reader.extensions(1)
                    }
                    for k in 0..<4 { row.append(values[member][k]) }
                }
                digests.append(BatchOpening.leaf(row[...], []))
                folded.append(Self.fold(values, group: group, logDomain: log, beta: betas[layer]))
            }
            let root = try BatchOpening.climb(&reader, logs: [log - step], positions: groups, digests: [digests])
            guard root == roots[layer] else { throw .friCommitment(layer: layer) }
            log -= step
            positions = groups
            current = folded
            if joined < layout.classes.count && layout.classes[joined].logDomain == log {
                for place in current.indices { current[place] = current[place] + joins[layer] * joining[joined][place] }
                joined += 1
            }
        }
        let generator = KoalaBear.twoAdicGenerator(log)
        for (place, position) in positions.enumerated() {
            let x = generator.power(UInt64(BitReversal.reverse(position, bits: log)))
            var value = KoalaBear4.zero
            for coefficient in final.reversed() { value = value * x + coefficient }
            guard value == current[place] else { throw .finalPolynomial }
        }
    }

    /// Folds one coset of 2^k values: k halvings G(x²) = (G(x) + G(−x))/2 + β (G(x) − G(−x))/(2x), squaring β each time.
    static func fold(_ values: [KoalaBear4], group: Int, logDomain: Int, beta: KoalaBear4) -> KoalaBear4 {
        var values = values
        var beta = beta
        var log = logDomain
        let half = KoalaBear((KoalaBear.modulus + 1) / 2)
        while values.count > 1 {
            let inverseGenerator = KoalaBear.twoAdicGenerator(log).power(UInt64(1) << UInt64(log) - 1)
            let pairs = values.count / 2
            var next: [KoalaBear4] = []
            for pair in 0..<pairs {
                let exponent = BitReversal.reverse(group * pairs + pair, bits: log - 1)
                let inverseX = inverseGenerator.power(UInt64(exponent))
                let even = (values[2 * pair] + values[2 * pair + 1]) * half
                let odd = (values[2 * pair] - values[2 * pair + 1]) * (half * inverseX)
                next.append(even + beta * odd)
            }
            values = next
            beta = beta * beta
            log -= 1
        }
        return values[0]
    }
}
