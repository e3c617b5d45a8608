import BurhanGuest

/// Proves that private payments reach a public threshold together.
///
/// Input: threshold (u64), salt (16 bytes), number of payments (u32), the payments (u32 each).
/// Journal: threshold (u64), verdict (u8: 1 when the sum is at least the threshold), commitment (32 bytes).
/// The commitment, SHA-256(salt ‖ payments), ties the verdict to payments that somebody else can vouch for.
@main
enum IncomeSum {
    static func main() {
        var input = PrivateInput()
        let threshold = input.readUInt64()
        let salt = input.readBytes(16)
        let count = input.readUInt32()
        guard count <= 1 << 20, input.remaining == Int(count) * 4 else { Guest.exit(2) }
        let payments = input.readUInt32s(Int(count))
        var sum: UInt64 = 0
        for payment in payments {
            sum &+= UInt64(payment)
        }
        var commitment = SHA256()
        commitment.update(salt)
        payments.withMemoryRebound(to: UInt8.self) { commitment.update($0) }
        Journal.write(threshold)
        Journal.write(sum >= threshold)
        Journal.write(commitment.finalize())
    }
}
