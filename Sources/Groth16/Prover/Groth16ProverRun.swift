import FiniteFields

/// The steps of one proof.
struct Groth16ProverRun: Sendable {
    /// The five sums of a proof.
    struct Sums {
        var a, b1, c, h: G1Point
        var b2: G2Point
    }

    // The witness is only read, and outlives the run.
    @safe private struct Witness: @unchecked Sendable {
        let bytes: UnsafeRawPointer
    }

    private let prover: Groth16Prover
    private let witness: Witness
    private var key: Groth16ProvingKey { prover.key }

    /// - Parameter witness: a value for each wire of the key, 32 bytes each.
    init(_ prover: Groth16Prover, _ witness: UnsafeRawPointer) {
        self.prover = prover
        self.witness = unsafe Witness(bytes: witness)
    }

    /// The values of the public wires, which the format's reader has found to be below r.
    func publicInputs() -> [BN254Scalar] {
        (1..<max(1, key.header.publicCount + 1)).map { wire in
            let start = unsafe witness.bytes + 32 * wire
            func word(_ index: Int) -> UInt64 {
                unsafe UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
            }
            return BN254Scalar(reducing: (word(0), word(1), word(2), word(3)))
        }
    }

    func sums() throws(Groth16ProverError) -> Sums {
        let tasks = TaskSet(threads: prover.threads, isCancelled: prover.isCancelled)
        let discards = prover.discardsKey
        let privateWitness = unsafe witness.bytes + 32 * (key.header.publicCount + 1)
        // Costly windows begin first, so that both cores have work until the end: those of B in G2.
        guard let b2 = unsafe key.b2.sum(scalars: witness.bytes, discards: discards),
            let a = unsafe key.a.sum(scalars: witness.bytes, discards: discards),
            let b1 = unsafe key.b1.sum(scalars: witness.bytes, discards: discards)
        else { throw .witnessCount(expected: key.header.wireCount, found: 0) }
        let c = unsafe key.c.sum(scalars: privateWitness, discards: discards)
        let products = try cosetProducts(tasks)
        defer { withExtendedLifetime(products) {} }
        guard let h = unsafe key.h.sum(scalars: UnsafeRawPointer(products.pointer), discards: discards) else { throw .cancelled }
        let works: [(any WindowedWork)?] = [b2, a, b1, c, h]
        tasks.compute(works.compactMap { $0 }) { prover.progress(0.1 + 0.89 * $0) }
        if prover.isCancelled() { throw .cancelled }
        return Sums(a: a.total(), b1: b1.total(), c: c?.total() ?? .infinity, h: h.total(), b2: b2.total())
    }

    /// A B − C at the points of the odd coset, as numbers.
    private func cosetProducts(_ tasks: TaskSet) throws(Groth16ProverError) -> SecretArray<Words256> {
        let size = key.header.domainSize
        let grain = max(8, size / 64)
        let values = (0..<3).map { _ in SecretArray<BN254Scalar>(count: size) }
        defer { withExtendedLifetime(values) {} }
        let pieces = (size + grain - 1) / grain
        let (key, witness) = (key, witness)
        tasks.run(pieces) { piece in
            let rows = piece * grain..<min(size, (piece + 1) * grain)
            let (a, b, c) = unsafe (values[0].buffer, values[1].buffer, values[2].buffer)
            unsafe key.rows.evaluate(matrix: 0, rows: rows, witness: witness.bytes, into: a)
            unsafe key.rows.evaluate(matrix: 1, rows: rows, witness: witness.bytes, into: b)
            for row in rows { unsafe c[row] = a[row] * b[row] }
        }
        if prover.discardsKey { key.rows.discardPages() }
        tasks.run(3) { index in unsafe key.transform.transform(values[index].buffer) }
        if tasks.isCancelled() { throw .cancelled }
        let products = SecretArray<Words256>(count: size)
        tasks.run(pieces) { piece in
            let rows = piece * grain..<min(size, (piece + 1) * grain)
            unsafe key.transform.products(values[0].buffer, values[1].buffer, values[2].buffer, range: rows, into: products.buffer)
        }
        return products
    }
}
