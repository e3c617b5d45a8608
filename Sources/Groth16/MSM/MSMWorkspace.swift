/// Memory that one thread works in; grows to what its largest window needs.
@safe struct MSMWorkspace: ~Copyable {
    private(set) var entries = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 0)
    private(set) var digits = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 0)
    private(set) var offsets = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 0)
    private(set) var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 64)
    let parts = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 * 6 * 64, alignment: 64)

    mutating func reserve(scalars: Int, buckets: Int, bytes: Int) {
        if unsafe entries.count < scalars {
            unsafe entries.deallocate()
            unsafe digits.deallocate()
            unsafe entries = .allocate(capacity: scalars)
            unsafe digits = .allocate(capacity: scalars)
        }
        if unsafe offsets.count < buckets + 1 {
            unsafe offsets.deallocate()
            unsafe offsets = .allocate(capacity: buckets + 1)
        }
        if unsafe memory.count < bytes {
            unsafe memory.deallocate()
            unsafe memory = .allocate(byteCount: bytes, alignment: 64)
        }
    }

    deinit {
        unsafe entries.deallocate()
        unsafe digits.deallocate()
        unsafe offsets.deallocate()
        unsafe memory.deallocate()
        unsafe parts.deallocate()
    }
}
