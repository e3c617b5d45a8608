import Glibc

/// The bytes of a file, mapped read-only, or of an array; immutable and shared by what is read from them.
///
/// Reading costs no copy and no memory of the process' own. A file that another process shortens while it is mapped makes later reads fail
/// with SIGBUS; files made here are therefore never changed in place but replaced.
public final class FileBytes: Sendable {
    /// The name for messages.
    public let name: String
    /// Valid as long as this object lives.
    private let storage: Storage

    // The memory is never written after `init`, so that any thread may read it.
    @safe private struct Storage: @unchecked Sendable {
        var bytes: UnsafeRawBufferPointer
        var isMapped: Bool
    }

    public var count: Int { unsafe storage.bytes.count }

    /// Whether the bytes are those of a file, which the system can read again.
    var isMapped: Bool { storage.isMapped }

    /// Maps a file.
    ///
    /// - Throws: `FormatError.unreadable` with the system's reason.
    public init(path: String) throws(FormatError) {
        name = path
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemErrorText()) }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw .unreadable(file: path, reason: systemErrorText()) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "it is not a regular file") }
        let size = Int(facts.st_size)
        guard size > 0 else {
            storage = unsafe Storage(bytes: UnsafeRawBufferPointer(start: nil, count: 0), isMapped: false)
            return
        }
        guard let start = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), unsafe start != MAP_FAILED else {
            throw .unreadable(file: path, reason: systemErrorText())
        }
        storage = unsafe Storage(bytes: UnsafeRawBufferPointer(start: start, count: size), isMapped: true)
    }

    /// A copy of `bytes`, under a name for messages.
    public init(_ bytes: [UInt8], name: String) {
        self.name = name
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
        unsafe copy.copyBytes(from: bytes)
        storage = unsafe Storage(bytes: UnsafeRawBufferPointer(copy), isMapped: false)
    }

    deinit {
        if storage.isMapped {
            unsafe munmap(UnsafeMutableRawPointer(mutating: storage.bytes.baseAddress), storage.bytes.count)
        } else {
            unsafe storage.bytes.deallocate()
        }
    }

    /// All bytes; the pointer is valid as long as this object lives.
    public var raw: UnsafeRawBufferPointer { unsafe storage.bytes }
}

/// The text of the last failed system call's error.
func systemErrorText() -> String { unsafe String(cString: strerror(errno)) }
