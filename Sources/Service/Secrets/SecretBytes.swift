import COpenSSL

/// Bytes that must not outlive their use: wiped when the last owner lets go, never printed.
///
/// Wiping covers this buffer; text that was parsed from it lives in ordinary memory until it is freed.
public final class SecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    private let storage: Storage

    public init(_ bytes: [UInt8]) { storage = Storage(bytes) }

    /// A copy of the content.
    public var bytes: [UInt8] { storage.copy }

    public var count: Int { storage.count }
    public var description: String { "SecretBytes(\(count))" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// `@unchecked Sendable`: written in `init` and wiped in `deinit` only.
    @safe private final class Storage: @unchecked Sendable {
        private let buffer: UnsafeMutableBufferPointer<UInt8>

        init(_ bytes: [UInt8]) {
            unsafe buffer = .allocate(capacity: max(bytes.count, 1))
            _ = unsafe buffer.update(fromContentsOf: bytes)
            count = bytes.count
        }

        deinit {
            unsafe OPENSSL_cleanse(buffer.baseAddress, buffer.count)
            unsafe buffer.deallocate()
        }

        let count: Int
        var copy: [UInt8] { unsafe [UInt8](buffer.prefix(count)) }
    }
}
