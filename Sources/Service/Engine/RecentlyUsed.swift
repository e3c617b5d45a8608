/// What was used last, as much of it as fits into a number of bytes.
package struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let bytes: Int
        var lastUse: Int
    }

    private var entries: [Key: Entry] = [:]
    private var clock = 0
    private let limit: Int
    /// Bytes of all entries.
    package private(set) var bytes = 0

    package init(limit: Int) { self.limit = limit }

    package var count: Int { entries.count }

    /// The value of a key, which counts as used.
    package mutating func find(_ key: Key) -> Value? {
        clock += 1
        entries[key]?.lastUse = clock
        return entries[key]?.value
    }

    /// Adds a value and drops those unused for longest until the rest fit; the new one stays even if it does not fit alone.
    ///
    /// Cost: linear in the number of entries for each one dropped.
    package mutating func insert(_ key: Key, _ value: Value, bytes: Int) {
        clock += 1
        self.bytes += bytes - (entries[key]?.bytes ?? 0)
        entries[key] = Entry(value: value, bytes: bytes, lastUse: clock)
        while self.bytes > limit, entries.count > 1, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            self.bytes -= oldest.value.bytes
            entries[oldest.key] = nil
        }
    }
}
