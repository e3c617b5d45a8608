import Foundation

/// A file that appears under its name when it is whole, readable for its owner only, and never in the place of another.
final class NewFile {
    let path: String
    /// Where it is written until then.
    let partialPath: String
    private var isFinished = false

    init(_ path: String) throws(StorageError) {
        self.path = path
        partialPath = path + ".partial"
        guard unsafe access(path, F_OK) != 0 else { throw .cannotWrite(path: path, reason: "the file exists already") }
        // What an interrupted run left.
        unsafe unlink(partialPath)
        let descriptor = unsafe open(partialPath, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: Self.reason) }
        close(descriptor)
    }

    deinit { if !isFinished { unsafe unlink(partialPath) } }

    /// Makes the content durable and gives it its name.
    func finish() throws(StorageError) {
        for (name, flags) in [(partialPath, O_RDWR), (NSString(string: path).deletingLastPathComponent, O_RDONLY)] {
            // The name is given between the two, and then made durable in its directory.
            if flags == O_RDONLY {
                guard unsafe link(partialPath, path) == 0 else { throw .cannotWrite(path: path, reason: Self.reason) }
                unsafe unlink(partialPath)
                isFinished = true
            }
            let descriptor = unsafe open(name.isEmpty ? "." : name, flags | O_CLOEXEC)
            defer { close(descriptor) }
            guard descriptor >= 0, fsync(descriptor) == 0 else { throw .cannotWrite(path: path, reason: Self.reason) }
        }
    }

    static var reason: String { unsafe String(cString: strerror(errno)) }
}
