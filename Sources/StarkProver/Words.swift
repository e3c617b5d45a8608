import CKernels
import FiniteFields

/// A fixed-size array of words outside Swift's heap bookkeeping, aligned to cache lines; uninitialised on creation.
///
/// Shared between threads that write disjoint parts.
@safe final class Words: @unchecked Sendable {  // Sendable: writers touch disjoint ranges; readers come after a barrier.
    let count: Int
    let pointer: UnsafeMutablePointer<UInt32>

    init(_ count: Int) {
        self.count = count
        unsafe pointer = LargeMemory.allocate(count)
    }

    init(zeros count: Int) {
        self.count = count
        unsafe pointer = LargeMemory.allocate(count, zeroed: true)
    }

    deinit { unsafe LargeMemory.release(pointer, count) }

    subscript(index: Int) -> UInt32 {
        get { unsafe pointer[index] }
        set { unsafe pointer[index] = newValue }
    }

    /// Four words from `start` on as an element of the extension (Montgomery form).
    func element(at start: Int) -> KoalaBear4 { unsafe KoalaBear4(pointer + start, stride: 1) }
}

/// Arrays outside Swift's heap; the memory of large ones is used again.
enum LargeMemory {
    /// Room for `count` values of a trivial type. Stops the process when there is no memory, as Swift's own allocation does.
    static func allocate<Value: BitwiseCopyable>(_ count: Int, zeroed: Bool = false) -> UnsafeMutablePointer<Value> {
        let bytes = byteCount(of: Value.self, count)
        guard let memory = unsafe zeroed ? burhan_allocate_zeroed(bytes) : burhan_allocate(bytes) else {
            fatalError("out of memory: \(bytes) bytes wanted")
        }
        return unsafe memory.bindMemory(to: Value.self, capacity: count)
    }

    static func release<Value: BitwiseCopyable>(_ pointer: UnsafeMutablePointer<Value>, _ count: Int) {
        unsafe burhan_release(pointer, byteCount(of: Value.self, count))
    }

    /// Gives what waits to be used again back to the system, on all threads: it takes the system some 0.25 µs a page.
    ///
    /// Pages first, mappings afterwards: threads can take pages away at the same time, while one that changes mappings keeps all others waiting.
    static func releaseWaiting(_ parallel: Parallel) {
        let blocks = unsafe [burhan_block](unsafeUninitializedCapacity: Int(BURHAN_WAITING_BLOCKS)) { buffer, count in
            unsafe count = burhan_detach_waiting(buffer.baseAddress)
        }
        let piece = 4 << 20
        nonisolated(unsafe) let pieces = unsafe blocks.flatMap { block in
            unsafe stride(from: 0, to: block.size, by: piece).map {
                unsafe burhan_block(memory: block.memory + $0, size: min(piece, block.size - $0))
            }
        }
        parallel(unsafe pieces.count) { index in unsafe burhan_discard(pieces[index].memory, pieces[index].size) }
        unsafe blocks.forEach { block in unsafe burhan_unmap(block) }
    }

    /// Takes the pages that lie wholly within so many values away; they will be fresh ones when they are next touched.
    static func discard<Value: BitwiseCopyable>(_ pointer: UnsafeMutablePointer<Value>, _ count: Int) {
        unsafe burhan_discard(pointer, byteCount(of: Value.self, count))
    }

    private static func byteCount<Value>(of: Value.Type, _ count: Int) -> Int { max(MemoryLayout<Value>.stride * count, 64) }
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

    /// The first four columns' words of one row as an element of the extension (Montgomery form).
    @inline(__always)
    func element(_ row: Int) -> KoalaBear4 {
        unsafe KoalaBear4(words.pointer + row, stride: stride)
    }

    @inline(__always)
    func set(_ row: Int, to value: KoalaBear4) {
        let place = unsafe words.pointer + row
        unsafe place[0] = value.c0.raw
        unsafe place[stride] = value.c1.raw
        unsafe place[2 * stride] = value.c2.raw
        unsafe place[3 * stride] = value.c3.raw
    }
}

extension KoalaBear4 {
    /// The element whose coefficients' words (Montgomery form) lie `stride` words apart.
    @inline(__always)
    fileprivate init(_ words: UnsafePointer<UInt32>, stride: Int) {
        func part(_ k: Int) -> KoalaBear { unsafe KoalaBear(raw: words[k * stride]) ?? .zero }
        self.init(part(0), part(1), part(2), part(3))
    }
}
