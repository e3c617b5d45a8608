#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system refused to reserve address space.
struct MappingFailure: Error {
    /// What was asked for.
    var byteCount: Int
}

/// Zero-filled memory straight from the system, taken page by page on first use and given back when the object goes away.
@safe final class Mapping {
    /// The first byte, aligned to a page.
    let start: UnsafeMutableRawPointer
    /// Size in bytes.
    let byteCount: Int

    /// Reserves `byteCount` bytes of address space; `hugePages` asks for 2 MiB pages, for buffers filled from end to end.
    init(byteCount: Int, hugePages: Bool = false) throws(MappingFailure) {
        let size = max(byteCount, 4096)
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let start = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0), unsafe start != MAP_FAILED else {
            throw MappingFailure(byteCount: size)
        }
        if hugePages {
            // Only advice: without it the pages are small and the work is the same.
            _ = unsafe madvise(start, size, MADV_HUGEPAGE)
        }
        unsafe self.start = unsafe start
        self.byteCount = size
    }

    deinit {
        unsafe munmap(start, byteCount)
    }
}
