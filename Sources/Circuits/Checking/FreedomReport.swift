import FiniteFields

/// Which wires of a circuit its constraints leave free, at one honest witness.
///
/// With the inputs fixed, the constraints must force all other wires. Near an honest witness they do exactly when the Jacobian of the
/// constraints with respect to those wires has full column rank over the field: every vector in its kernel is a direction in which the witness
/// could move. The test is local. It finds values that nothing binds; it does not see a second solution far away, such as the
/// other square root or another decomposition into bits. At special witnesses a kernel may appear that others do not have: check several.
public struct FreedomReport: Equatable, Sendable {
    /// A direction in which the witness can move.
    public struct Freedom: Equatable, Sendable {
        /// Label of a wire that no constraint binds.
        public let wire: String
        /// Labels of wires that would move with it, at most `mostDependents`.
        public let dependents: [String]
    }

    public static let mostDependents = 16

    /// Wires that occur in no constraint, inputs included: a public input here is bound to nothing.
    public let unused: [String]
    public let free: [Freedom]
    /// Rows that were too many to eliminate; 0 means that the check is complete.
    public let undecidedRows: Int

    /// Nothing is left free, and the check is complete.
    public var isClean: Bool { unused.isEmpty && free.isEmpty && undecidedRows == 0 }
}

extension ConstraintSystem {
    /// Rows of the Jacobian that the elimination takes after propagation.
    public static let mostRows = 20_000

    /// Checks what the constraints leave free at a witness that satisfies them; nil if it does not.
    ///
    /// First by propagation: a row whose wires are all forced but one forces that one. What is left, usually nothing, by elimination.
    /// Cost: linear in the constraints, cubic at worst in the rows that are left.
    public func freedom(at witness: [BN254Scalar]) -> FreedomReport? {
        guard firstViolation(witness) == nil else { return nil }
        var rows = jacobian(at: witness)
        let forced = propagate(&rows)
        var occurring = [Bool](repeating: false, count: header.wireCount)
        for wire in pool.wires { occurring[Int(wire)] = true }
        let unused = (1..<max(1, header.wireCount)).filter { !occurring[$0] }.map { wireLabels[$0] }
        let left = rows.filter { !$0.isEmpty }
        let firstInput = 1 + header.publicOutputCount
        let inputs = firstInput..<firstInput + header.publicInputCount + header.privateInputCount
        let unknown = (1..<max(1, header.wireCount)).filter { occurring[$0] && !inputs.contains($0) && !forced[$0] }
        guard left.count <= Self.mostRows else {
            return FreedomReport(unused: unused, free: [], undecidedRows: left.count)
        }
        return FreedomReport(unused: unused, free: kernel(left, unknown.map(Int32.init)), undecidedRows: 0)
    }

    /// One sparse row: derivatives of A·B − C by the wires that are no inputs.
    private typealias Row = [Int32: BN254Scalar]

    private func jacobian(at witness: [BN254Scalar]) -> [Row] {
        let firstInput = Int32(1 + header.publicOutputCount)
        let firstInternal = firstInput + Int32(header.publicInputCount + header.privateInputCount)
        func value(_ reference: CombinationPool.Reference) -> BN254Scalar {
            pool.terms(reference).reduce(BN254Scalar.zero) { $0 + pool.coefficients[$1] * witness[Int(pool.wires[$1])] }
        }
        return constraints.map { constraint in
            var row: Row = [:]
            for (reference, factor) in [
                (constraint.a, value(constraint.b)), (constraint.b, value(constraint.a)), (constraint.c, -BN254Scalar.one),
            ] where !factor.isZero {
                for term in pool.terms(reference) {
                    let wire = pool.wires[term]
                    guard wire != 0, wire < firstInput || wire >= firstInternal else { continue }
                    row[wire, default: .zero] += pool.coefficients[term] * factor
                }
            }
            return row.filter { !$0.value.isZero }
        }
    }

    /// Takes forced wires out of all rows until no row has a single wire left.
    private func propagate(_ rows: inout [Row]) -> [Bool] {
        var forced = [Bool](repeating: false, count: header.wireCount)
        var places = [[Int32]](repeating: [], count: header.wireCount)
        for (index, row) in rows.enumerated() {
            for wire in row.keys { places[Int(wire)].append(Int32(index)) }
        }
        var waiting = rows.indices.filter { rows[$0].count == 1 }
        while let index = waiting.popLast() {
            guard rows[index].count == 1, let wire = rows[index].keys.first else { continue }
            forced[Int(wire)] = true
            for place in places[Int(wire)] {
                rows[Int(place)][wire] = nil
                if rows[Int(place)].count == 1 { waiting.append(Int(place)) }
            }
        }
        return forced
    }

    /// The kernel of the rows over the given wires, by elimination to reduced echelon form.
    private func kernel(_ rows: [Row], _ wires: [Int32]) -> [FreedomReport.Freedom] {
        var pivots: [Int32: Row] = [:]
        for row in rows.sorted(by: { $0.count < $1.count }) {
            var rest = row
            for wire in row.keys.sorted(by: >) {
                if let factor = rest[wire], let pivot = pivots[wire] { Self.subtract(pivot, times: factor, from: &rest) }
            }
            // A pivot's row holds no other pivot, so one pass reduces completely.
            guard let pivot = rest.keys.max(), let inverse = rest[pivot]?.inverse else { continue }
            rest = rest.mapValues { $0 * inverse }
            for (other, var old) in pivots {
                if let factor = old[pivot] {
                    Self.subtract(rest, times: factor, from: &old)
                    pivots[other] = old
                }
            }
            pivots[pivot] = rest
        }
        return wires.filter { pivots[$0] == nil }.map { wire in
            let moving = pivots.filter { $0.value[wire] != nil }.keys.sorted().prefix(FreedomReport.mostDependents)
            return FreedomReport.Freedom(wire: wireLabels[Int(wire)], dependents: moving.map { wireLabels[Int($0)] })
        }
    }

    private static func subtract(_ pivot: Row, times factor: BN254Scalar, from row: inout Row) {
        for (wire, value) in pivot {
            let difference = (row[wire] ?? .zero) - value * factor
            row[wire] = difference.isZero ? nil : difference
        }
    }
}
