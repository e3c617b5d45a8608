import CGuestFiles
import Foundation

/// A file of the directory `Guests`, embedded in this binary.
struct GuestFile {
    /// Path below `Guests`.
    let path: String
    let content: Data

    /// What every guest is built with.
    static var runtime: [GuestFile] { unsafe files(burhan_guest_runtime_files()) }
    /// What new guest packages are made from.
    static var templates: [GuestFile] { unsafe files(burhan_guest_template_files()) }

    private static func files(_ files: burhan_files) -> [GuestFile] {
        unsafe UnsafeBufferPointer(start: files.first, count: files.count).map { file in
            unsafe GuestFile(path: String(cString: file.path), content: Data(bytes: file.bytes, count: file.count))
        }
    }
}

extension GuestBuilder {
    /// The content of a file below `Guests` as it was embedded; nil when it was not.
    package static func embeddedFile(_ path: String) -> Data? {
        (GuestFile.runtime + GuestFile.templates).first { $0.path == path }?.content
    }
}
