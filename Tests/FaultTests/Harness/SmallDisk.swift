import Foundation
import ServiceTesting

/// A small file system in memory that only processes begun with `wrapper` see; it stays when they end.
final class SmallDisk {
    struct NotFull: Error {}

    /// Nil where a file system can be mounted for a test, else why the test is skipped.
    static let absence: String? = {
        let probe = "mount -t tmpfs -o size=1m tmpfs /mnt"
        return (try? Program.run("/usr/bin/unshare", ["-m", "sh", "-c", probe])) == nil
            ? "a private mount namespace can't be made here (it needs root); the disk can't be filled up" : nil
    }()

    private let directory: TemporaryDirectory
    private let holder: ServerProcess
    private let processID: String
    /// The path as processes begun with `wrapper` see it.
    let path: String

    init(megabytes: Int) throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("disk")
        let noted = directory.file("pid")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        // The namespace lives as long as this process.
        let script =
            "mount -t tmpfs -o size=\(megabytes)m tmpfs '\(path)' && echo $$ > '\(noted).new' && mv '\(noted).new' '\(noted)' && exec sleep infinity"
        holder = try ServerProcess(
            "/usr/bin/unshare", ["-m", "sh", "-c", script], log: directory.file("log"),
            isReady: { FileManager.default.fileExists(atPath: noted) })
        processID = try String(contentsOfFile: noted, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        self.directory = directory
        self.path = path
    }

    var wrapper: [String] { ["nsenter", "--target", processID, "--mount", "--"] }

    /// The path of a file on it as everybody sees it.
    func outside(_ name: String) -> String { "/proc/\(processID)/root\(path)/\(name)" }

    /// Writes until not one more byte fits.
    func fill() throws {
        let descriptor = unsafe open(outside("ballast"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else { throw NotFull() }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 7, count: 65_536)
        for size in [65_536, 4096, 1] {
            while unsafe block.withUnsafeBytes({ unsafe write(descriptor, $0.baseAddress, size) }) > 0 {}
        }
        guard errno == ENOSPC else { throw NotFull() }
    }

    func free() throws { try FileManager.default.removeItem(atPath: outside("ballast")) }
}
