import CKernels
import Testing
import ZKVM

@Suite("Vector paths") struct VectorPathTests {
    /// One thread: the path is chosen for this thread only.
    @Test func everyVectorPathGivesTheSameReceipt() {
        var receipts: [(path: String, receipt: Receipt)] = []
        for path in [BURHAN_PATH_SCALAR, BURHAN_PATH_AVX2, BURHAN_PATH_AVX512] where burhan_force_path_on_this_thread(Int32(path)) == 0 {
            #expect(MachineDescription.current.kernels == (unsafe String(cString: burhan_cpu_path())))
            receipts.append(
                (
                    MachineDescription.current.kernels,
                    ReceiptFixture.receipt(ReceiptFixture.fibonacci, ReceiptFixture.input, seed: 3, threads: 1)
                ))
        }
        _ = burhan_force_path_on_this_thread(Int32(BURHAN_PATH_AUTOMATIC))
        #expect(receipts.first?.path == "scalar")
        for other in receipts.dropFirst() { #expect(other.receipt == receipts[0].receipt, "\(other.path)") }
    }
}
