import Foundation
import Service

/// `burhan keygen`
enum KeygenCommand: Command {
    static let path = ["keygen"]
    static let summary = "make a key that seals the private inputs of queued jobs"
    static let details = "Writes 32 random bytes as 64 hexadecimal digits, readable by the owner only. An existing file is never replaced."
    static let file = Positional("FILE", help: "the file to create; '-' prints the key instead")
    static let positionals = [file]
    static let options: [any OptionDescription] = []
    static let examples = [
        Example("burhan keygen seal.key", "creates the file; give it to `burhan serve --seal-key-file seal.key`")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(file)
        let key: [UInt8]
        do throws(ServiceKey.Failure) {
            key = try ServiceKey.randomBytes(32)
        } catch {
            throw CommandError.system("the system gives no random bytes")
        }
        let text = Array((key.hexadecimal + "\n").utf8)
        if path == "-" {
            terminal.write(text)
            return .success
        }
        guard !FileAccess.exists(path) else { throw CommandError.unwritableFile(path: path, reason: "the file exists already") }
        // Created closed to others, so that the key is at no moment readable by them.
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw CommandError.unwritableFile(path: path, reason: "the file cannot be created")
        }
        do {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.write(contentsOf: Data(text))
            try handle.close()
        } catch {
            throw CommandError.unwritableFile(path: path, reason: "\(error)")
        }
        terminal.note("wrote \(path)")
        return .success
    }
}
