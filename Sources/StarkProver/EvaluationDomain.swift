import CKernels
import FiniteFields

/// What all tables with one height and one domain share: points, selectors, next-row positions, in bit-reversed order.
@safe final class EvaluationDomain: Sendable {
    let logRows: Int
    let logDomain: Int
    /// x for each position.
    let points: Words
    /// Position of g·x for each position, g the row generator.
    let next: Words
    /// The Lagrange polynomials of the first and of the last row.
    let isFirst: Words
    let isLast: Words
    /// 1 / (xⁿ − 1), constant on each coset of 2^logRows consecutive positions.
    let inverseVanishing: [KoalaBear]

    init(logRows: Int, logDomain: Int, parallel: Parallel) {
        self.logRows = logRows
        self.logDomain = logDomain
        let size = 1 << logDomain
        let points = Self.points(log: logDomain, shift: .cosetShift)
        let next = Words(size)
        let blowUp = 1 << (logDomain - logRows)
        parallel.ranges(size, grain: 1 << 14) { range in
            for position in range {
                let natural = Self.reverse(position, logDomain)
                next[position] = UInt32(Self.reverse((natural + blowUp) & (size - 1), logDomain))
            }
        }
        var vanishing: [KoalaBear] = []
        for coset in 0..<blowUp { vanishing.append((KoalaBear(raw: points[coset << logRows]) ?? .zero).squared(times: logRows) - .one) }
        let isFirst = Words(size)
        let isLast = Words(size)
        let last = KoalaBear.twoAdicGenerator(logRows).inverse ?? .one
        let inverseRows = KoalaBear(UInt32(1) << UInt32(logRows)).inverse ?? .one
        parallel.ranges(size, grain: min(1 << logRows, 1 << 14)) { [vanishing] range in
            let scale = vanishing[range.lowerBound >> logRows] * inverseRows
            Self.lagrange(isFirst, points, range, at: .one, scale: scale)
            Self.lagrange(isLast, points, range, at: last, scale: scale * last)
        }
        self.points = points
        self.next = next
        self.isFirst = isFirst
        self.isLast = isLast
        inverseVanishing = vanishing.map { $0.inverse ?? .zero }
    }

    /// shift · w^bitreverse(i) for i < 2^log.
    static func points(log: Int, shift: KoalaBear) -> Words {
        let points = Words(1 << log)
        points[0] = shift.raw
        // Doubling: position j + 2^k is position j times w^(N / 2^(k+1)).
        for k in 0..<log {
            let factor = KoalaBear.twoAdicGenerator(k + 1)
            unsafe burhan_kb_scale(points.pointer + 1 << k, points.pointer, factor.raw, 1 << k)
        }
        return points
    }

    static func reverse(_ value: Int, _ bits: Int) -> Int {
        var v = UInt32(truncatingIfNeeded: value)
        v = (v >> 1) & 0x5555_5555 | (v & 0x5555_5555) << 1
        v = (v >> 2) & 0x3333_3333 | (v & 0x3333_3333) << 2
        v = (v >> 4) & 0x0f0f_0f0f | (v & 0x0f0f_0f0f) << 4
        return bits == 0 ? 0 : Int(v.byteSwapped >> UInt32(32 - bits))
    }

    private static func lagrange(_ out: Words, _ points: Words, _ range: Range<Int>, at point: KoalaBear, scale: KoalaBear) {
        let start = range.lowerBound
        for position in range {
            out[position] = ((KoalaBear(raw: points[position]) ?? .zero) - point).raw
        }
        unsafe burhan_kb_batch_inverse(out.pointer + start, out.pointer + start, range.count)
        unsafe burhan_kb_scale(out.pointer + start, out.pointer + start, scale.raw, range.count)
    }
}
