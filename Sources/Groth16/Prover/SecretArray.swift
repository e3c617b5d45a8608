import Glibc

/// Memory for private values, overwritten when it is no longer used.
package final class SecretArray<Element: BitwiseCopyable>: Sendable {
    // Whoever shares it among threads gives each element to one of them.
    @safe private struct Storage: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer
    }

    private let storage: Storage
    let count: Int

    package init(count: Int) {
        self.count = count
        let size = max(64, count * MemoryLayout<Element>.stride)
        storage = unsafe Storage(bytes: .allocate(byteCount: size, alignment: 64))
    }

    var pointer: UnsafeMutableRawPointer { unsafe storage.bytes.baseAddress.unsafelyUnwrapped }

    package var buffer: UnsafeMutableBufferPointer<Element> {
        unsafe UnsafeMutableBufferPointer(start: pointer.assumingMemoryBound(to: Element.self), count: count)
    }

    deinit {
        unsafe explicit_bzero(pointer, storage.bytes.count)
        unsafe storage.bytes.deallocate()
    }
}
