import CKernels
import StarkProver
import StarkVerifier
import Testing

@Suite("Reproducible proofs") struct ReproducibilityTests {
    let toy = ToySystem()

    /// 2^14 rows: every loop is split among threads, and the quotient needs the small coset.
    @Test(arguments: [[5], [14, 9]]) func theNumberOfThreadsDoesNotMatter(logRows: [Int]) throws {
        let one = try toy.prove(logRows, threads: 1).proof
        for threads in [2, 3] { #expect(try toy.prove(logRows, threads: threads).proof == one) }
    }

    @Test(arguments: [[5], [14, 9]]) func everyVectorPathGivesTheSameProof(logRows: [Int]) throws {
        var proofs: [[UInt8]] = []
        // One thread: the path is chosen for this thread only.
        for path in [BURHAN_PATH_SCALAR, BURHAN_PATH_AVX2, BURHAN_PATH_AVX512] where burhan_force_path_on_this_thread(Int32(path)) == 0 {
            proofs.append(try toy.prove(logRows, threads: 1).proof)
        }
        _ = burhan_force_path_on_this_thread(Int32(BURHAN_PATH_AUTOMATIC))
        #expect(!proofs.isEmpty)
        for proof in proofs.dropFirst() { #expect(proof == proofs[0]) }
    }

    @Test func anotherSeedChangesEveryRoot() throws {
        let (first, statement) = try toy.prove([5], masks: MaskSource(seed: ToySystem.seed(1)))
        let (second, _) = try toy.prove([5], masks: MaskSource(seed: ToySystem.seed(2)))
        let (a, b) = (try ProofAnatomy(first, toy, statement), try ProofAnatomy(second, toy, statement))
        #expect(a.mainRoot != b.mainRoot && a.logUpRoot != b.logUpRoot && a.quotientRoot != b.quotientRoot)
        for (x, y) in zip(a.layerRoots, b.layerRoots) { #expect(x != y) }
        for (x, y) in zip(a.sums, b.sums) { #expect(x != y) }
        for (x, y) in zip(a.final, b.final) { #expect(x != y) }
    }

    @Test func aFreshSeedIsDrawnForEveryProof() throws {
        let (first, statement) = try toy.prove([5], masks: MaskSource())
        let (second, _) = try toy.prove([5], masks: MaskSource())
        #expect(try ProofAnatomy(first, toy, statement).mainRoot != ProofAnatomy(second, toy, statement).mainRoot)
    }
}
