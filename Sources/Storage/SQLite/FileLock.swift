import Foundation

/// An exclusive lock beside the database file, so that two servers never run the same jobs; freed by the kernel when the process ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Also makes the database file readable for its owner only, if it does not exist yet and is wanted.
    init(path: String, makesFile: Bool = true) throws(StorageError) {
        let lockPath = path + ".lock"
        descriptor = unsafe open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: unsafe String(cString: strerror(errno))) }
        // What throws from here on has `deinit` close the descriptor.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(path: path) }
        guard makesFile else { return }
        let file = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: unsafe String(cString: strerror(errno))) }
        close(file)
    }

    deinit {
        guard descriptor >= 0 else { return }
        // A process that is being started at this moment has the descriptor too until it becomes its program, and with it would keep the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
