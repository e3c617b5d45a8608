import CGuestFiles

/// The guests that are part of the product: ELF files built from `Guests` and embedded in the binary.
///
/// A test rebuilds each of them from its source and compares the bytes.
public enum ShippedGuest: String, CaseIterable, Sendable {
    /// Evaluates rule data (docs/rule-guest.md).
    case rule
    /// Input: n (u32). Journal: n, F(n) mod 2^32 (u32 each).
    case fibonacci
    /// Input: data. Journal: its SHA-256 digest.
    case sha256
    /// Input: threshold (u64), salt (16 bytes), count (u32), payments (u32 each). Journal: threshold (u64), verdict (u8), commitment.
    case incomeSum = "income-sum"
    /// A benchmark with instructions of every family. Input: rounds, seed (u32 each). Journal: rounds, seed, checksum.
    case mixed

    /// The ELF file. Cost: one copy.
    public var elf: [UInt8] {
        let files = unsafe burhan_shipped_guest_files()
        for index in unsafe 0..<files.count {
            let file = unsafe files.first[index]
            if unsafe String(cString: file.path) == "Shipped/\(rawValue).elf" {
                return unsafe [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))
            }
        }
        preconditionFailure("the guest \(rawValue) was not embedded")
    }
}
