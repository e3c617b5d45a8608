/// The words that a program writes, checked against their framing as they come.
struct JournalStream {
    /// Length word, then content.
    private(set) var words: [UInt32] = []

    /// Content bytes announced by the length word.
    private var byteCount: UInt32 { words.first ?? 0 }
    private var contentWords: Int { (Int(byteCount) + 3) / 4 }

    /// Appends a word; returns the cause when it breaks the framing.
    mutating func append(_ word: UInt32) -> ProgramFault.Cause? {
        if words.isEmpty {
            guard word <= ExecutionLimits.maximumJournalBytes else {
                return .journalTooLong(bytes: word, limit: ExecutionLimits.maximumJournalBytes)
            }
        } else {
            guard words.count - 1 < contentWords else { return .journalOverrun(bytes: byteCount) }
            let used = byteCount % 4
            if words.count == contentWords, used != 0, word >> (8 * used) != 0 { return .journalPaddingNotZero }
        }
        words.append(word)
        return nil
    }

    /// The cause when the journal is not complete.
    func incompleteness() -> ProgramFault.Cause? {
        guard !words.isEmpty, words.count - 1 < contentWords else { return nil }
        return .journalIncomplete(expectedWords: contentWords, foundWords: words.count - 1)
    }

    /// The content of a complete journal.
    func content() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * words.count)
        for word in words.dropFirst() {
            for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * shift))) }
        }
        return Array(bytes.prefix(Int(byteCount)))
    }
}
