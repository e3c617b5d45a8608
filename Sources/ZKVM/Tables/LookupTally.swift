/// How often each row of the lookup table is used; filled by one thread, then added up.
@safe package final class LookupTally: @unchecked Sendable {  // Sendable: one thread at a time owns it.
    static let size = 1 << 16

    let range: UnsafeMutablePointer<UInt32>
    /// Indexed by a + 256·b.
    let bytes: UnsafeMutablePointer<UInt32>
    /// Indexed by a + 256·b.
    let and: UnsafeMutablePointer<UInt32>

    package init() {
        unsafe range = .allocate(capacity: 3 * Self.size)
        unsafe range.initialize(repeating: 0, count: 3 * Self.size)
        unsafe bytes = range + Self.size
        unsafe and = range + 2 * Self.size
    }

    deinit { unsafe range.deallocate() }

    /// Adds the counts of another tally.
    func add(_ other: LookupTally) {
        for index in 0..<3 * Self.size { unsafe range[index] &+= unsafe other.range[index] }
    }

    /// Counts the range look-up of a value below 2^16.
    @inline(__always)
    func countRange(_ value: UInt32) {
        assert(value < 1 << 16)
        unsafe range[Int(value & 0xFFFF)] &+= 1
    }

    /// Counts the look-up of two bytes.
    @inline(__always)
    func countBytes(_ a: UInt32, _ b: UInt32) {
        assert(a < 256 && b < 256)
        unsafe bytes[Int((a | b << 8) & 0xFFFF)] &+= 1
    }

    /// Counts the look-up of two bytes and their conjunction.
    @inline(__always)
    func countAnd(_ a: UInt32, _ b: UInt32) {
        assert(a < 256 && b < 256)
        unsafe and[Int((a | b << 8) & 0xFFFF)] &+= 1
    }
}
