import Glibc

extension ByteRange {
    /// Tells the system that these pages of a mapped file will not be needed soon; they come back from the file when they are.
    func discardPages() {
        guard file.isMapped, let start = unsafe raw.baseAddress else { return }
        let page = Int(getpagesize())
        let first = (Int(bitPattern: start) + page - 1) / page * page
        let end = (Int(bitPattern: start) + count) / page * page
        guard end > first, let pointer = unsafe UnsafeMutableRawPointer(bitPattern: first) else { return }
        unsafe madvise(pointer, end - first, MADV_DONTNEED)
    }
}
