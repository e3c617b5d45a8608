import FiniteFields
import Synchronization

/// Poseidon over the scalars of BN254 with S-box x^5, as circomlib instantiates it: 8 full rounds, partial rounds by width from the paper's
/// table, the state's first element as capacity (0) and as output.
public struct Poseidon: Sendable {
    /// Elements of the state: one more than inputs, 2 ... 17.
    public let width: Int
    public let partialRounds: Int
    /// `width` constants a round.
    let roundConstants: [BN254Scalar]
    /// Row by row: new state i is the sum of `matrix[i * width + j]` times state j.
    let matrix: [BN254Scalar]

    public static let fullRounds = 8
    /// Partial rounds for widths 2 ... 17 (eprint 2019/458, table 2 and its script, for 128 bits of security and α = 5).
    private static let partialRoundCounts = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68]
    /// Most inputs of one hash.
    public static let mostInputs = 16

    private init(width: Int) {
        self.width = width
        partialRounds = Self.partialRoundCounts[width - 2]
        var generator = GrainGenerator(fieldBits: 254, width: width, fullRounds: Self.fullRounds, partialRounds: partialRounds)
        roundConstants = (0..<width * (Self.fullRounds + partialRounds)).map { _ in generator.roundConstant() }
        matrix = Self.cauchyMatrix(width, &generator)
    }

    /// 1 / (x_i + y_j) for 2 · `width` distinct elements; drawn again until all sums are invertible.
    private static func cauchyMatrix(_ width: Int, _ generator: inout GrainGenerator) -> [BN254Scalar] {
        while true {
            let elements = (0..<2 * width).map { _ in generator.reducedElement() }
            guard Set(elements).count == 2 * width else { continue }
            let sums = elements.prefix(width).flatMap { x in elements.suffix(width).map { y in x + y } }
            if let inverses = BN254Scalar.batchInverse(sums) { return inverses }
        }
    }

    private static let instances = Mutex<[Int: Poseidon]>([:])

    /// The instance for so many inputs, 1 ... 16. Made at first use: about a millisecond for small widths.
    public static func inputs(_ count: Int) -> Poseidon {
        precondition(count >= 1 && count <= mostInputs, "Poseidon takes 1 to 16 inputs")
        return instances.withLock { instances in
            if let known = instances[count] { return known }
            let made = Poseidon(width: count + 1)
            instances[count] = made
            return made
        }
    }

    /// The hash of 1 ... 16 elements. Takes the same steps for all values.
    public static func hash(_ inputs: [BN254Scalar]) -> BN254Scalar {
        let instance = Poseidon.inputs(inputs.count)
        var state = [.zero] + inputs
        for round in 0..<fullRounds + instance.partialRounds {
            for index in state.indices { state[index] += instance.roundConstants[round * instance.width + index] }
            for index in state.indices where index == 0 || instance.isFull(round) {
                state[index] = state[index].squared.squared * state[index]
            }
            state = state.indices.map { row in
                state.indices.reduce(BN254Scalar.zero) { $0 + instance.matrix[row * instance.width + $1] * state[$1] }
            }
        }
        return state[0]
    }

    func isFull(_ round: Int) -> Bool {
        round < Self.fullRounds / 2 || round >= Self.fullRounds / 2 + partialRounds
    }
}
