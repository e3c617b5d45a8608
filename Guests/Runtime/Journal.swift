import CGuest

/// The public output of the execution: up to 64 KiB, published when the guest exits.
///
/// Integers are written little-endian. Writing more than 64 KiB panics (exit code 101).
public enum Journal {
    public static func write(_ value: UInt8) {
        withUnsafeBytes(of: value) { burhan_journal_append($0.baseAddress, 1) }
    }

    public static func write(_ value: Bool) {
        write(value ? UInt8(1) : 0)
    }

    public static func write(_ value: UInt32) {
        burhan_journal_append_word(value)
    }

    public static func write(_ value: UInt64) {
        burhan_journal_append_word(UInt32(truncatingIfNeeded: value))
        burhan_journal_append_word(UInt32(truncatingIfNeeded: value >> 32))
    }

    public static func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        burhan_journal_append(bytes.baseAddress, bytes.count)
    }

    public static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { write($0) }
    }

    /// Writes the 32 bytes of a digest in their standard order.
    public static func write(_ digest: SHA256.Digest) {
        for index in 0..<8 {
            burhan_journal_append_word(digest.words[index].byteSwapped)
        }
    }

    /// Makes room for `count` bytes at the end, to be filled by the caller at once; nil when the journal would exceed 64 KiB.
    public static func extend(by count: Int) -> UnsafeMutablePointer<UInt8>? {
        burhan_journal_extend(count)
    }
}
