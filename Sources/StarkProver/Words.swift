/// A fixed-size array of words outside Swift's heap bookkeeping, aligned to cache lines; uninitialised on creation.
///
/// Shared between threads that write disjoint parts.
@safe final class Words: @unchecked Sendable {  // Sendable: writers touch disjoint ranges; readers come after a barrier.
    let count: Int
    let pointer: UnsafeMutablePointer<UInt32>

    init(_ count: Int) {
        self.count = count
        unsafe pointer = UnsafeMutableRawPointer.allocate(byteCount: max(4 * count, 64), alignment: 64)
            .bindMemory(to: UInt32.self, capacity: max(count, 16))
    }

    convenience init(zeros count: Int) {
        self.init(count)
        unsafe pointer.initialize(repeating: 0, count: count)
    }

    deinit { unsafe UnsafeMutableRawPointer(pointer).deallocate() }

    subscript(index: Int) -> UInt32 {
        get { unsafe pointer[index] }
        set { unsafe pointer[index] = newValue }
    }
}

/// `width` columns of 2^log words each.
///
/// Columns don't begin at multiples of a power of two: rows of many columns are hashed side by side, and such a stride would map
/// all of them to the same few cache sets (measured: hashing at half the speed).
@safe struct Columns: Sendable {
    let words: Words
    let log: Int
    let width: Int
    private let stride: Int

    init(log: Int, width: Int) {
        self.log = log
        self.width = width
        stride = 1 << log + (log >= 10 ? 64 : 0)
        words = Words(width * stride)
    }

    var rows: Int { 1 << log }
    subscript(column: Int) -> UnsafeMutablePointer<UInt32> { unsafe words.pointer + column * stride }
}
