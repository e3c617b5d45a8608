import FiniteFields

/// A table's row subgroup seen from the out-of-domain point z.
struct RowDomain {
    /// zⁿ − 1.
    let vanishing: KoalaBear4
    /// The Lagrange polynomial of the first row at z, (zⁿ − 1) / (n (z − 1)).
    let isFirst: KoalaBear4
    /// The Lagrange polynomial of the last row at z.
    let isLast: KoalaBear4
    /// 1 / n.
    let inverseRows: KoalaBear

    /// nil when z lies in the subgroup.
    init?(logRows: Int, point: KoalaBear4) {
        let generator = KoalaBear.twoAdicGenerator(logRows)
        vanishing = point.squared(times: logRows) - KoalaBear4.one
        guard let rows = KoalaBear(UInt32(1) << UInt32(logRows)).inverse, let last = generator.inverse,
            let first = (point - KoalaBear.one).inverse, let end = (point - last).inverse, !vanishing.isZero
        else { return nil }
        inverseRows = rows
        isFirst = vanishing * first * rows
        isLast = vanishing * end * (rows * last)
    }
}
