import Foundation
import RISCV
import Rules
import ShippedGuests
import ZKVM

/// A true receipt, made once per process, and the image it is for.
private let genuine: (receipt: Receipt, bytes: [UInt8], image: ImageID)? = {
    guard let program = try? Program(elf: ShippedGuest.fibonacci.elf) else { return nil }
    let image = Image(program)
    guard let proof = try? Prover.prove(image, input: [9, 0, 0, 0]) else { return nil }
    return (proof.receipt, proof.receipt.encoded(), image.id)
}()

/// Any bytes as a receipt, as its envelope, as the seal of a true receipt, and as changes to a true receipt: decoding and verification end,
/// and nothing but the true receipt itself is accepted.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReceipt(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let kind = bytes.first, let genuine else { return 0 }
    let content = Array(bytes.dropFirst())
    switch kind & 3 {
    case 0: judge(content, genuine.image, original: genuine.bytes)
    case 1: judge(changed(genuine.bytes, by: content), genuine.image, original: genuine.bytes)
    case 2:
        judge(
            Array(genuine.bytes.dropLast(genuine.receipt.seal.count + 4)) + word(content.count) + content, genuine.image,
            original: genuine.bytes)
    default:
        if let receipt = try? Receipt(envelope: content) { judge(receipt.encoded(), genuine.image, original: genuine.bytes) }
    }
    return 0
}

private func judge(_ bytes: [UInt8], _ image: ImageID, original: [UInt8]) {
    do throws(ReceiptError) {
        let receipt = try Receipt(decoding: bytes)
        precondition(receipt.encoded() == bytes)
        let examination = ReceiptExamination(receipt, imageID: image, expectations: nil, exitCode: receipt.exitCode)
        precondition(!examination.isAccepted || bytes == original)
    } catch {
        precondition(!error.description.isEmpty)
    }
}

/// Reads `content` as changes of four bytes each: three of position (modulo the length), one that is xored in; a remainder of one byte cuts as many
/// bytes off the end.
private func changed(_ original: [UInt8], by content: [UInt8]) -> [UInt8] {
    var bytes = original
    for index in stride(from: 0, through: content.count - 4, by: 4) {
        let position = Int(content[index]) | Int(content[index + 1]) << 8 | Int(content[index + 2]) << 16
        bytes[position % bytes.count] ^= content[index + 3]
    }
    if content.count % 4 == 1 { bytes.removeLast(Int(content[content.count - 1])) }
    return bytes
}

private func word(_ value: Int) -> [UInt8] { [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) } }

/// Writes seeds of each kind when the script asks for them.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzReceipt(_ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer) -> CInt {
    guard let genuine else { return 1 }
    guard let directory = ProcessInfo.processInfo.environment["BURHAN_FUZZ_SEEDS"] else { return 0 }
    let seeds: [[UInt8]] = [
        [0] + genuine.bytes.prefix(4096),
        [1], [1, 5, 0, 0, 1], [1, 0, 32, 0, 128], [1, 0, 0, 8, 1], [1, 200],
        [2] + genuine.receipt.seal.prefix(4096),
        [3] + genuine.receipt.envelope().prefix(4096),
    ]
    for (index, seed) in seeds.enumerated() {
        let file = URL(fileURLWithPath: directory).appendingPathComponent("receipt-\(index)")
        guard (try? Data(seed).write(to: file)) != nil else { return 1 }
    }
    return 0
}
