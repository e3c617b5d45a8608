import FiniteFields
import Hashing

/// The proving key of a circuit before any contribution: what the constraint system and the powers of tau determine (gamma and delta are the
/// generators).
struct InitialKey {
    let header: ZKeyFile.Header
    let inputs: [G1Affine]
    /// The section of coefficients, its count included.
    let coefficients: [UInt8]
    let a, b1: [G1Affine]
    let b2: [G2Affine]
    let c: [G1Affine]
    /// The Lagrange basis of twice the domain; the key's section H holds its odd points.
    let doubleBasis: PointSection<BN254G1>
    /// BLAKE2b-512 of all of it.
    let circuitHash: [UInt8]

    /// The odd points of the basis.
    var h: [G1Affine] { (0..<header.domainSize).map { doubleBasis[2 * $0 + 1] } }

    /// - Parameter report: is told the step and its share of the whole.
    /// - Throws: `SetupError`: circuit too large for the powers, powers not prepared.
    init(_ system: R1CSFile, _ powers: PowersFile, report: Report) throws(SetupError) {
        let counts = system.header
        let rows = counts.constraintCount + counts.publicCount
        // The smallest power of two that holds all constraints and a row for the constant and each public value; at least 2.
        let power = rows == 0 ? 1 : Int.bitWidth - rows.leadingZeroBitCount
        guard power <= min(powers.power, 27) else {
            throw .circuitTooLarge(
                constraints: counts.constraintCount, publicValues: counts.publicCount, neededPower: power, power: powers.power)
        }
        guard let lagrange = powers.lagrange else { throw .powersNotPrepared(file: powers.file.bytes.name) }
        let size = 1 << power
        header = ZKeyFile.Header(
            wireCount: counts.wireCount, publicCount: counts.publicCount, domainSize: size, alpha1: powers.alphaTau1[0],
            beta1: powers.betaTau1[0], beta2: powers.beta2[0], gamma2: .generator, delta1: .generator, delta2: .generator)
        let level = size - 1..<2 * size - 1
        let (tau1, tau2) = (lagrange.tau1.part(level), lagrange.tau2.part(level))
        let (alphaTau1, betaTau1) = (lagrange.alphaTau1.part(level), lagrange.betaTau1.part(level))
        doubleBasis = lagrange.tau1.part(2 * size - 1..<4 * size - 1)

        report("columns of A", 0)
        coefficients = Self.encodeCoefficients(system)
        var sums = [G1Point](repeating: .infinity, count: counts.wireCount)
        var relation = sums
        let columnsA = SparseColumns(system, .a)
        columnsA.add(tau1, to: &sums)
        columnsA.add(betaTau1, to: &relation)
        for wire in 0...counts.publicCount {
            sums[wire] += tau1[counts.constraintCount + wire]
            relation[wire] += betaTau1[counts.constraintCount + wire]
        }
        a = PointBatch.affine(sums)
        report("columns of B", 0.3)
        let columnsB = SparseColumns(system, .b)
        columnsB.add(alphaTau1, to: &relation)
        sums = [G1Point](repeating: .infinity, count: counts.wireCount)
        columnsB.add(tau1, to: &sums)
        b1 = PointBatch.affine(sums)
        report("columns of B in G2", 0.5)
        var sums2 = [G2Point](repeating: .infinity, count: counts.wireCount)
        columnsB.add(tau2, to: &sums2)
        b2 = PointBatch.affine(sums2)
        report("columns of C", 0.8)
        SparseColumns(system, .c).add(tau1, to: &relation)
        let points = PointBatch.affine(relation)
        inputs = Array(points[...counts.publicCount])
        c = Array(points[(counts.publicCount + 1)...])
        report("the circuit's hash", 0.95)
        var hash = BLAKE2b()
        hash.update(header)
        hash.update(counted: inputs)
        try hash.update(differencesOf: powers, size: size)
        hash.update(counted: c)
        hash.update(counted: a)
        hash.update(counted: b1)
        hash.update(counted: b2)
        circuitHash = hash.finalize()
    }

    /// The entries of A and B, constraint by constraint, then a row of A for the constant and each public value.
    private static func encodeCoefficients(_ system: R1CSFile) -> [UInt8] {
        let counts = system.header
        let total = system.termCounts.a + system.termCounts.b + counts.publicCount + 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + total * ZKeyFile.coefficientSize)
        bytes.append(littleEndian: UInt32(total))
        func append(_ matrix: UInt32, _ row: Int, _ wire: Int, _ value: BN254Scalar) {
            bytes.append(littleEndian: matrix)
            bytes.append(littleEndian: UInt32(row))
            bytes.append(littleEndian: UInt32(wire))
            // Montgomery form of the Montgomery form.
            bytes.append(littleEndian: BN254Scalar(reducing: value.montgomery).montgomery)
        }
        system.forEachTerm { row, matrix, term in
            if matrix != .c { append(matrix == .a ? 0 : 1, row, term.wire, term.coefficient) }
        }
        for wire in 0...counts.publicCount { append(0, counts.constraintCount + wire, wire, .one) }
        return bytes
    }

    /// Told the step of a long piece of work, and the share of the whole that is done.
    typealias Report = Groth16Setup.Report
}
