/// What was used last, as much of it as fits into a number of bytes.
///
/// Every operation takes O(log n) expected time.
package struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let bytes: Int
        var lastUse: Int
    }

    private var entries: [Key: Entry] = [:]
    /// Uses in their order, and whose each is.
    private var uses = RankedQueue<Int>()
    private var users: [Int: Key] = [:]
    private var clock = 0
    private let limit: Int
    /// Bytes of all entries.
    package private(set) var bytes = 0

    package init(limit: Int) { self.limit = limit }

    package var count: Int { entries.count }

    /// The value of a key, which counts as used.
    package mutating func find(_ key: Key) -> Value? {
        guard let entry = entries[key] else { return nil }
        use(key, after: entry.lastUse)
        return entry.value
    }

    /// Adds a value and drops those unused for longest until the rest fit; the new one stays even if it does not fit alone.
    package mutating func insert(_ key: Key, _ value: Value, bytes: Int) {
        remove(key)
        entries[key] = Entry(value: value, bytes: bytes, lastUse: 0)
        self.bytes += bytes
        use(key, after: nil)
        while self.bytes > limit, entries.count > 1, let oldest = uses.first, let unused = users[oldest] { remove(unused) }
    }

    /// Drops a value.
    package mutating func remove(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        bytes -= entry.bytes
        uses.remove(entry.lastUse)
        users[entry.lastUse] = nil
    }

    private mutating func use(_ key: Key, after earlier: Int?) {
        if let earlier {
            uses.remove(earlier)
            users[earlier] = nil
        }
        clock += 1
        uses.insert(clock)
        users[clock] = key
        entries[key]?.lastUse = clock
    }
}
