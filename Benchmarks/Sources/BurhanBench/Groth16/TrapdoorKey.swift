import FiniteFields
import Groth16

/// The bytes of a proving key whose trapdoor is known: for measurements only, anyone can forge its proofs.
enum TrapdoorKey {
    static func make(_ circuit: SyntheticCircuit) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        func draw() -> BN254Scalar { .random(using: &generator) }
        let (tau, alpha, beta, gamma, delta) = (draw(), draw(), draw(), draw(), draw())
        let (size, wires) = (1 << circuit.log, circuit.witness.count)
        let basis = lagrange(circuit.log + 1, at: tau)
        // The domain's own basis: of twice the domain the even points, for polynomials of half the degree.
        let rows = lagrange(circuit.log, at: tau)
        var (u, v, w) = (zeros(wires), zeros(wires), zeros(wires))
        var coefficients: [UInt8] = []
        var count: UInt32 = 0
        let factor = BN254Scalar(2).power(256)
        func store(_ matrix: UInt32, _ row: Int, _ wire: Int, _ value: BN254Scalar) {
            count += 1
            for word in [matrix, UInt32(row), UInt32(wire)] { append(word, to: &coefficients) }
            coefficients += (value * factor).montgomeryLittleEndianBytes
        }
        for (row, constraint) in circuit.constraints.enumerated() {
            for (wire, value) in constraint.a {
                u[wire] += value * rows[row]
                store(0, row, wire, value)
            }
            for (wire, value) in constraint.b {
                v[wire] += value * rows[row]
                store(1, row, wire, value)
            }
            for (wire, value) in constraint.c { w[wire] += value * rows[row] }
        }
        for wire in 0...1 {
            u[wire] += rows[circuit.constraints.count + wire]
            store(0, circuit.constraints.count + wire, wire, 1)
        }
        let (g1, g2) = (FixedBase(G1Affine.generator), FixedBase(G2Affine.generator))
        let overDelta = delta.inverse ?? .one
        let overGamma = gamma.inverse ?? .one
        let last = (0..<wires).map { wire in
            let sum = beta * u[wire] + alpha * v[wire] + w[wire]
            return sum * (wire < 2 ? overGamma : overDelta)
        }
        let odd = (0..<size).map { basis[2 * $0 + 1] * overDelta }
        let single = g1.multiples([alpha, beta, delta])
        let double = g2.multiples([beta, gamma, delta])
        var header: [UInt8] = []
        for modulus in [BN254Base.modulus, BN254Scalar.modulus] {
            append(32, to: &header)
            header += words(modulus)
        }
        for number in [wires, 1, size] { append(UInt32(number), to: &header) }
        header += bytes([single[0], single[1]]) + bytes([double[0], double[1]]) + bytes([single[2]]) + bytes([double[2]])
        var numbered: [UInt8] = []
        append(count, to: &numbered)
        let shared = g1.multiples(last)
        let sections: [(UInt32, [UInt8])] = [
            (1, [1, 0, 0, 0]), (2, header), (3, bytes(Array(shared[..<2]))), (4, numbered + coefficients), (5, bytes(g1.multiples(u))),
            (6, bytes(g1.multiples(v))), (7, bytes(g2.multiples(v))), (8, bytes(Array(shared[2...]))), (9, bytes(g1.multiples(odd))),
            (10, [UInt8](repeating: 0, count: 68)),
        ]
        var file = Array("zkey".utf8)
        append(1, to: &file)
        append(UInt32(sections.count), to: &file)
        for (id, content) in sections {
            append(id, to: &file)
            append(UInt32(content.count), to: &file)
            append(0, to: &file)
            file += content
        }
        return file
    }

    private static func zeros(_ count: Int) -> [BN254Scalar] { Array(repeating: .zero, count: count) }

    /// L_i(tau) = w^i (tau^n − 1) / (n (tau − w^i)) over the subgroup of order n = 2^log.
    private static func lagrange(_ log: Int, at tau: BN254Scalar) -> [BN254Scalar] {
        let points = BN254Scalar.twoAdicGenerator(log).powers(1 << log)
        let inverses = BN254Scalar.batchInverse(points.map { tau - $0 } + [BN254Scalar(1 << UInt64(log))]) ?? []
        let scale = (tau.squared(times: log) - .one) * (inverses.last ?? .one)
        return zip(points, inverses).map { $0 * $1 * scale }
    }

    private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private static func words(_ value: Words256) -> [UInt8] {
        [value.0, value.1, value.2, value.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
    }

    private static func bytes(_ points: [G1Affine]) -> [UInt8] {
        points.flatMap { $0.x.montgomeryLittleEndianBytes + $0.y.montgomeryLittleEndianBytes }
    }

    private static func bytes(_ points: [G2Affine]) -> [UInt8] {
        points.flatMap { point in
            [point.x.c0, point.x.c1, point.y.c0, point.y.c1].flatMap(\.montgomeryLittleEndianBytes)
        }
    }
}
