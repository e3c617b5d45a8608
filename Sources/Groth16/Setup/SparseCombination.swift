import FiniteFields

/// The terms of one matrix of a constraint system by wire: for each wire its coefficients and the rows in which they stand.
struct SparseColumns: Sendable {
    private(set) var rows: [UInt32]
    private(set) var coefficients: [BN254Scalar]
    private(set) var wires: [UInt32]
    let wireCount: Int

    /// Sorts the terms of a matrix by wire, in two passes over the file.
    init(_ system: R1CSFile, _ matrix: R1CSFile.Matrix) {
        wireCount = system.header.wireCount
        var starts = [Int](repeating: 0, count: wireCount + 1)
        system.forEachTerm { _, found, term in
            if found == matrix { starts[term.wire + 1] += 1 }
        }
        for wire in 0..<wireCount { starts[wire + 1] += starts[wire] }
        let count = starts[wireCount]
        var (rows, wires) = ([UInt32](repeating: 0, count: count), [UInt32](repeating: 0, count: count))
        var coefficients = [BN254Scalar](repeating: .zero, count: count)
        system.forEachTerm { row, found, term in
            guard found == matrix else { return }
            let place = starts[term.wire]
            starts[term.wire] += 1
            rows[place] = UInt32(row)
            wires[place] = UInt32(term.wire)
            coefficients[place] = term.coefficient
        }
        (self.rows, self.wires, self.coefficients) = (rows, wires, coefficients)
    }

    /// Adds to each wire's sum the combination of `basis` by the wire's column. All cores.
    func add<Curve: FileCurve>(_ basis: PointSection<Curve>, to sums: inout [JacobianPoint<Curve>]) {
        // Cut by terms, not by wires: the constant's column can be as long as all others together.
        let parts = Cores.map(rows.count, grain: 1 << 9) { range -> [(wire: Int, sum: JacobianPoint<Curve>)] in
            var parts: [(wire: Int, sum: JacobianPoint<Curve>)] = []
            for (term, product) in zip(range, products(of: basis, range)) {
                if parts.last?.wire == Int(wires[term]) {
                    parts[parts.count - 1].sum += product
                } else {
                    parts.append((Int(wires[term]), product))
                }
            }
            return parts
        }
        for part in parts.joined() { sums[part.wire] += part.sum }
    }

    /// Coefficient · basis[row] for each term, by the smaller of the coefficient and its negative: nothing to do for ±1, one by one for those of one word, together for
    /// all others.
    private func products<Curve: FileCurve>(of basis: PointSection<Curve>, _ terms: Range<Int>) -> [JacobianPoint<Curve>] {
        var products: [JacobianPoint<Curve>] = []
        products.reserveCapacity(terms.count)
        var wide: (places: [Int], points: [AffinePoint<Curve>], integers: [Words256]) = ([], [], [])
        for term in terms {
            let point = basis[Int(rows[term])]
            let (coefficient, opposite) = (coefficients[term].canonical, (-coefficients[term]).canonical)
            let isNegative = opposite.3 < coefficient.3 || (opposite.3 == coefficient.3 && opposite.2 < coefficient.2)
            let (size, base) = isNegative ? (opposite, -point) : (coefficient, point)
            if size == (1, 0, 0, 0) {
                products.append(JacobianPoint(base))
            } else if size.1 | size.2 | size.3 == 0 {
                products.append(JacobianPoint(base).multiplied(by: size))
            } else {
                wide.places.append(products.count)
                wide.points.append(base)
                wide.integers.append(size)
                products.append(.infinity)
            }
        }
        for (place, product) in zip(wide.places, Curve.multiples(wide.points, wide.integers)) { products[place] = JacobianPoint(product) }
        return products
    }
}
