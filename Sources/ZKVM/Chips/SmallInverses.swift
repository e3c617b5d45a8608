/// Inverses modulo p of the numbers below 2^17; 0 for 0.
@safe struct SmallInverses: @unchecked Sendable {  // Sendable: never written after the initialiser, never freed.
    static let shared = SmallInverses()

    private let values: UnsafeMutablePointer<UInt32>
    private static let count = 1 << 17

    private init() {
        let p: UInt64 = 0x7F00_0001
        unsafe values = .allocate(capacity: Self.count)
        unsafe values.initialize(repeating: 0, count: Self.count)
        unsafe values[1] = 1
        // p = q·n + r gives 1/n = −q·(1/r).
        for n in 2..<UInt64(Self.count) {
            unsafe values[Int(n)] = UInt32((p - p / n) * UInt64(values[Int(p % n)]) % p)
        }
    }

    @inline(__always)
    subscript(_ number: UInt32) -> UInt32 { unsafe values[Int(number) & (Self.count - 1)] }
}
