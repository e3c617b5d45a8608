import Dispatch
import Foundation
import Synchronization
import ZKVM

/// How many verifications a second the library makes of one receipt, decoding included.
struct VerificationRate: Encodable {
    let threads: Int
    let seconds: Double
    let verifications: Int
    let perSecond: Double
    let receiptBytes: Int

    /// Verifies the receipt in a file, against the image it names, on each of `threads` threads for `seconds`.
    init(receipt path: String, threads: Int, seconds: Double) throws(BenchmarkError) {
        guard let data = FileManager.default.contents(atPath: path) else { throw .usage("there is no file \(path)") }
        let bytes = [UInt8](data)
        guard let receipt = try? Receipt(decoding: bytes), case .accepted = receipt.verify(imageID: receipt.claimedImageID) else {
            throw .usage("\(path) holds no receipt that is accepted")
        }
        let count = Atomic<Int>(0)
        let start = ContinuousClock.now
        let end = start.advanced(by: .seconds(seconds))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while ContinuousClock.now < end {
                guard let receipt = try? Receipt(decoding: bytes), case .accepted = receipt.verify(imageID: receipt.claimedImageID) else {
                    return
                }
                count.add(1, ordering: .relaxed)
            }
        }
        let elapsed = start.duration(to: .now) / .seconds(1)
        self.threads = threads
        self.seconds = elapsed
        verifications = count.load(ordering: .relaxed)
        perSecond = Double(verifications) / elapsed
        receiptBytes = bytes.count
    }
}
