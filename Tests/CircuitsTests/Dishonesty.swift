import Circuits
import FiniteFields
import Testing

/// Small pseudo-random numbers from a fixed seed (SplitMix64), so that a failing case can be repeated.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Tries to cheat a circuit in all the small ways: each wire that is no input gets other values, alone and with everything that follows from
/// it calculated anew. Every such witness must break a constraint.
///
/// - Parameter most: wires that are tried; more are sampled evenly.
func expectThatNoLiePasses(
    _ circuit: CompiledCircuit, _ inputs: [CircuitInput], most: Int = 120, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let honest = try circuit.witness(for: inputs)
    let header = circuit.constraints.header
    let given = Set(header.publicOutputCount + 1..<header.publicCount + header.privateInputCount + 1)
    let wires = (1..<header.wireCount).filter { !given.contains($0) }
    var random = SplitMix64(state: 7)
    let stride = max(1, wires.count / most)
    var index = 0
    while index < wires.count {
        let wire = wires[index]
        let value = honest[wire]
        for lie in [0, 1, value + 1, -value, .random(using: &random)] where lie != value {
            var alone = honest
            alone[wire] = lie
            let label = circuit.constraints.wireLabels[wire]
            #expect(circuit.constraints.firstViolation(alone) != nil, "\(label) is free", sourceLocation: sourceLocation)
            let followed = try circuit.uncheckedWitness(for: inputs, lies: [Int32(wire): lie])
            #expect(followed[wire] == lie, "\(label) was not set", sourceLocation: sourceLocation)
            #expect(circuit.constraints.firstViolation(followed) != nil, "\(label) can be another", sourceLocation: sourceLocation)
        }
        index += stride
    }
    let report = try #require(circuit.constraints.freedom(at: honest))
    #expect(report.isClean, "\(report.free.prefix(3)) \(report.unused.prefix(3))", sourceLocation: sourceLocation)
}

/// Inputs with one value each.
func values(_ pairs: KeyValuePairs<String, BN254Scalar>) -> [CircuitInput] {
    pairs.map { CircuitInput($0.key, [$0.value]) }
}
