import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// The steps from the out-of-domain point on: what is opened, and that it is of low degree.
extension ProverRun {
    mutating func openColumns() {
        var heres: [Int: OutOfDomainPoint] = [:]
        var nexts: [Int: OutOfDomainPoint] = [:]
        for (table, shape) in shapes.enumerated() {
            guard let domain = domain(table) else { continue }
            let log = shape.logRows
            if heres[log] == nil {
                heres[log] = OutOfDomainPoint(point, domain, maskLength: parameters.maskLength, parallel: parallel)
                nexts[log] = OutOfDomainPoint(
                    point * KoalaBear.twoAdicGenerator(log), domain, maskLength: parameters.maskLength, parallel: parallel)
            }
            guard let here = heres[log], let next = nexts[log] else { continue }
            var values = OpenedTable()
            values.main = here.evaluate(main[table], Array(0..<main[table].width), parallel: parallel)
            if let rows = preprocessed(table)?.rows {
                values.preprocessed = here.evaluate(rows, Array(0..<rows.width), parallel: parallel)
            }
            values.next = next.evaluate(main[table], layout.nextColumns[table], parallel: parallel)
            let width = logUp[table].width
            values.logUp = here.evaluate(logUp[table], Array(0..<width), parallel: parallel)
            values.sumNext = next.evaluate(logUp[table], Array(max(0, width - 4)..<width), parallel: parallel)
            for part in values.parts {
                proof.elements(part)
                transcript.absorb("opened", part)
            }
            opened.tables.append(values)
        }
        opened.quotient = quotient?.evaluate(at: point * KoalaBear.inverseCosetShift, parallel: parallel) ?? []
        proof.elements(opened.quotient)
        transcript.absorb("opened", opened.quotient)
        proof.grind(&transcript, bits: parameters.batchGrinding, parallel: parallel)
    }

    /// Combines all openings in the order of `BatchedOpenings`.
    mutating func batch() {
        let zeta = transcript.challenge("batch")
        var weight = zeta
        let points = domainPoints()
        for (number, heightClass) in layout.classes.enumerated() {
            var batched = DeepCodeword(logDomain: heightClass.logDomain)
            for isNext in [false, true] {
                for index in heightClass.groups.flatMap({ $0 }) where !isNext || layout.groups[index].isOpenedNext {
                    let group = layout.groups[index]
                    batched.add(
                        group, group.columns.compactMap { source(group.tree, $0) },
                        values: group.columns.map { opened.value(group.tree, $0, isNext: isNext) },
                        point: group.point(point, isNext: isNext), weight: &weight, zeta: zeta)
                }
            }
            let total = Columns(log: heightClass.logDomain, width: 4)
            let random = number == 0 ? randomCodeword?.domain.stored : nil
            parallel(4) { k in
                if let random {
                    unsafe total[k].update(from: random[k], count: total.rows)
                } else {
                    unsafe total[k].update(repeating: 0, count: total.rows)
                }
            }
            batched.accumulate(to: total, points: points, parallel: parallel)
            codewords.append(total)
        }
    }

    /// The points of the largest domain of columns; its first 2^log are those of a smaller one.
    private func domainPoints() -> Words {
        let largest = layout.groups.map(\.logDomain).max() ?? 0
        if let domain = domains.values.first(where: { $0.logDomain >= largest }) { return domain.points }
        return EvaluationDomain.points(log: largest, shift: .cosetShift)
    }

    mutating func fold() throws(ProverError) {
        var joining: [Int: Columns] = [:]
        for codeword in codewords.dropFirst() { joining[codeword.log] = codeword }
        let top = codewords[0]
        codewords = []
        fri = try FRIProver(
            top, joining: joining, layout: layout, parameters: parameters, transcript: &transcript, proof: &proof, parallel: parallel)
    }

    mutating func work() { proof.grind(&transcript, bits: parameters.queryGrinding, parallel: parallel) }

    mutating func answerQueries() {
        let indices = transcript.indices("queries", count: parameters.queries, bits: layout.logTop)
        for tree in [preprocessed.tree, mainTree, logUpTree, quotientTree] {
            tree?.open(indices, logTop: layout.logTop, into: &proof, parallel: parallel)
        }
        fri?.open(indices, into: &proof, parallel: parallel)
    }
}
