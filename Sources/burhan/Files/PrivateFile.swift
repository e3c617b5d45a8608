import Foundation

/// Files whose bytes only their owner may read: witnesses hold all private inputs.
enum PrivateFile {
    /// Replaces the file at once by one that is closed to others from its first moment. `-` writes to standard output.
    ///
    /// - Throws: `CommandError.unwritableFile`.
    static func write(_ bytes: [UInt8], to path: String, _ terminal: Terminal) throws(CommandError) {
        guard path != "-" else {
            terminal.write(bytes)
            return
        }
        let scratch = path + ".\(UUID().uuidString).partial"
        guard FileManager.default.createFile(atPath: scratch, contents: Data(bytes), attributes: [.posixPermissions: 0o600]) else {
            throw .unwritableFile(path: path, reason: "the file cannot be created")
        }
        guard unsafe rename(scratch, path) == 0 else {
            try? FileManager.default.removeItem(atPath: scratch)
            throw .unwritableFile(path: path, reason: "a file of that name cannot be replaced")
        }
    }
}
