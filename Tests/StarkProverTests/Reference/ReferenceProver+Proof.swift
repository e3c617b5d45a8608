import FiniteFields
import Hashing
import StarkProver
import StarkVerifier

extension ReferenceProver {
    /// A finished proof with what it was made of.
    struct Proof {
        var bytes: [UInt8]
        var witness = Witness(tables: [])
        var layout: ProofLayout
        var opened = OpenedValues(tables: [], quotient: [])
        var challenges: [(name: String, value: [UInt32])] = []
    }

    /// Σ xʲ fⱼ(x^(2^step)) becomes Σ βʲ fⱼ.
    static func fold(_ coefficients: [KoalaBear4], _ step: Int, _ beta: KoalaBear4) -> [KoalaBear4] {
        (0..<(coefficients.count >> step)).map { index in
            var value = KoalaBear4.zero
            for j in (0..<(1 << step)).reversed() { value = value * beta + coefficients[index << step + j] }
            return value
        }
    }

    /// Proves `statement` by the document.
    func prove(_ traces: [(chip: Int, trace: Trace)], _ statement: StarkStatement) -> Proof {
        let parameters = toy.parameters
        var tables = tables(traces)
        let (header, layout) = layout(tables, traces)
        var transcript = statement.transcript(toy.system, header)
        var proof = Proof(bytes: header.encoded(), layout: layout)
        func put(_ word: UInt32) { for shift: UInt32 in [0, 8, 16, 24] { proof.bytes.append(UInt8(truncatingIfNeeded: word >> shift)) } }
        func put(_ elements: [KoalaBear4]) { for element in elements { for k in 0..<4 { put(element[k].raw) } } }
        func grind(_ bits: Int) {
            let nonce = transcript.grind("grinding", bits: bits)
            put(UInt32(truncatingIfNeeded: nonce))
            put(UInt32(truncatingIfNeeded: nonce >> 32))
        }
        func commit(_ tree: ReferenceTree, _ label: StaticString, bits: Int?) {
            proof.bytes += tree.root.bytes.prefix(26)
            transcript.absorb(label, tree.root)
            if let bits { grind(bits) }
        }
        func draw(_ label: StaticString) -> KoalaBear4 {
            let value = transcript.challenge(label)
            proof.challenges.append(("\(label)", (0..<4).map { value[$0].raw }))
            return value
        }

        deviation.main(&tables)
        var witness = Witness(tables: tables)
        let mainTree = tree(.main, layout, witness)
        commit(mainTree, "main root", bits: parameters.logUpGrinding)
        var challenges = ConstraintChallenges(alpha: draw("alpha"), gamma: draw("gamma"), lambda: .zero)

        for index in tables.indices { tables[index].addLogUp(challenges, masks: masks, parameters) }
        deviation.sums(&tables)
        witness.tables = tables
        let logUpTree = tree(.logUp, layout, witness)
        commit(logUpTree, "logup root", bits: nil)
        put(tables.map(\.sum))
        transcript.absorb("sums", tables.map(\.sum))
        grind(parameters.constraintGrinding)
        challenges = ConstraintChallenges(alpha: challenges.alpha, gamma: challenges.gamma, lambda: draw("lambda"))

        let used = ConstraintChallenges(
            alpha: challenges.alpha, gamma: challenges.gamma, lambda: deviation.lambda ?? challenges.lambda)
        witness.quotient = quotient(tables, layout, used)
        deviation.quotient(&witness.quotient)
        witness.batch = batchPolynomial(layout)
        deviation.batch(&witness.batch)
        let quotientTree = tree(.quotient, layout, witness)
        commit(quotientTree, "quotient root", bits: parameters.pointGrinding)
        let point = draw("point")

        var opened = open(witness, layout, at: point)
        deviation.opened(&opened, tables, challenges, point)
        for part in opened.parts {
            put(part)
            transcript.absorb("opened", part)
        }
        grind(parameters.batchGrinding)
        let zeta = draw("batch")

        var weight = zeta
        var codewords = layout.classes.map {
            batched($0, witness, opened, layout, point: point, zeta: zeta, weight: &weight)
        }
        if parameters.isHiding {
            let columns = witness.batch.map { $0.values(log: layout.logTop, shift: Self.shift(0)) }
            for index in codewords[0].indices {
                codewords[0][index] += KoalaBear4(columns[0][index], columns[1][index], columns[2][index], columns[3][index])
            }
        }

        var log = layout.logTop
        var current = ExtensionPolynomial(values: codewords[0]).coefficients
        var layers: [(tree: ReferenceTree, step: Int)] = []
        for (number, step) in layout.foldSchedule.enumerated() {
            deviation.layer(number, &current)
            let values = bitReversed(ExtensionPolynomial(current).values(log: log))
            let rows = (0..<(values.count >> step)).map { group in
                (0..<(1 << step)).flatMap { member in (0..<4).map { values[group << step + member][$0].raw } }
            }
            layers.append((ReferenceTree([.init(log: log - step, rows: rows)]), step))
            commit(layers[number].tree, "fri root", bits: parameters.foldGrinding)
            let beta = draw("beta")
            let join = draw("join")
            current = Self.fold(current, step, beta)
            log -= step
            if let joining = layout.classes.firstIndex(where: { $0.logDomain == log }), joining > 0 {
                let other = ExtensionPolynomial(values: codewords[joining]).coefficients
                for index in current.indices { current[index] += join * other[index] }
            }
        }
        deviation.final(&current)
        let final = Array(current.prefix(parameters.degreeBound(logDomain: parameters.finalLog)))
        put(final)
        transcript.absorb("final polynomial", final)
        grind(parameters.queryGrinding)

        let indices = transcript.indices("queries", count: parameters.queries, bits: layout.logTop)
        proof.challenges.append(("queries", indices.map { UInt32($0) }))
        var trees = [mainTree, logUpTree, quotientTree]
        if !layout.classes(of: .preprocessed).isEmpty { trees.insert(tree(.preprocessed, layout, witness), at: 0) }
        for tree in trees { proof.bytes += tree.opening(indices, logTop: layout.logTop) }
        var known = Set(indices)
        for (number, layer) in layers.enumerated() {
            let groups = Set(known.map { $0 >> layer.step })
            for group in groups.sorted() {
                for member in 0..<(1 << layer.step) {
                    let position = group << layer.step | member
                    if deviation.leavesOut(number, position, known.contains(position)) { continue }
                    layer.tree.classes[0].rows[group][4 * member..<4 * member + 4].forEach(put)
                }
            }
            proof.bytes += layer.tree.siblings(groups)
            known = groups
        }
        proof.witness = witness
        proof.opened = opened
        return proof
    }
}
