import Foundation

/// Reads and writes the files that a command names; `-` is standard input or output.
enum FileAccess {
    /// No file that a command reads whole may be larger, in bytes.
    static let largestFile = 256 << 20

    /// - Throws: `CommandError.unreadableFile` with the reason.
    static func read(_ path: String) throws(CommandError) -> [UInt8] {
        if path == "-" {
            do {
                return [UInt8](try FileHandle.standardInput.readToEnd() ?? Data())
            } catch {
                throw .unreadableFile(path: "standard input", reason: reason(for: error))
            }
        }
        do {
            let url = URL(fileURLWithPath: path)
            let facts = try url.resourceValues(forKeys: [.fileSizeKey, .isDirectoryKey])
            guard facts.isDirectory != true else {
                throw CommandError.unreadableFile(path: path, reason: "it is a directory")
            }
            let size = facts.fileSize ?? 0
            guard size <= largestFile else {
                throw CommandError.unreadableFile(path: path, reason: "it has \(size) bytes, at most \(largestFile) are read")
            }
            return [UInt8](try Data(contentsOf: url))
        } catch let error as CommandError {
            throw error
        } catch {
            throw .unreadableFile(path: path, reason: reason(for: error))
        }
    }

    /// Reads a file of UTF-8 text.
    static func readText(_ path: String) throws(CommandError) -> String {
        guard let text = String(validating: try read(path), as: UTF8.self) else {
            throw .malformed(what: path, reason: "expected UTF-8 text")
        }
        return text
    }

    /// Replaces the file at once, so that a reader never sees half of it. `-` writes to standard output.
    ///
    /// - Throws: `CommandError.unwritableFile` with the reason.
    static func write(_ bytes: [UInt8], to path: String, _ terminal: Terminal) throws(CommandError) {
        if path == "-" {
            terminal.write(bytes)
            return
        }
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .unwritableFile(path: path, reason: reason(for: error))
        }
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    private static func reason(for error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: "no permission"
        case .fileWriteOutOfSpace: "the disk is full"
        case .fileWriteVolumeReadOnly: "the disk is read-only"
        default: (error as? CocoaError)?.underlying.map { "\($0)" } ?? error.localizedDescription
        }
    }
}
