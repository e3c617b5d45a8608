import Foundation

/// A directory that goes away with its last owner.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func file(_ name: String) -> String { path + "/" + name }

    /// Copies a database as `kill -9` would leave it: the file and its log, whatever is in memory.
    package func snapshot(_ database: String, as name: String) throws -> String {
        let copy = file(name)
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: database + suffix) {
            try FileManager.default.copyItem(atPath: database + suffix, toPath: copy + suffix)
        }
        return copy
    }

    /// Whether any file here holds these bytes.
    package func contains(_ text: String) throws -> Bool {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            guard let data = FileManager.default.contents(atPath: file(name)) else { continue }
            if data.range(of: Data(text.utf8)) != nil { return true }
        }
        return false
    }
}

/// Waits until a condition holds, at most half a minute unless said otherwise; whether it did.
package func eventually(within seconds: Int = 30, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.005)
    }
    return try condition()
}
