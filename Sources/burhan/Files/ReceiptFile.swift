import ZKVM

/// Reads the receipt that a command names: in its binary format, or in a JSON envelope (as `burhan serve` answers).
enum ReceiptFile {
    /// - Throws: `CommandError.unreadableFile`, or `.malformed` with what is wrong with the bytes.
    static func receipt(at path: String) throws(CommandError) -> Receipt {
        let bytes = try FileAccess.read(path)
        do throws(ReceiptError) {
            return bytes.first == UInt8(ascii: "{") ? try Receipt(envelope: bytes) : try Receipt(decoding: bytes)
        } catch {
            throw .malformed(what: path, reason: "cannot decide: \(error)")
        }
    }
}
