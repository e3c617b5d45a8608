import Foundation

/// Where a command prints: results on standard output, notes and errors on standard error.
struct Terminal: Sendable {
    /// Standard error is shown to a person, so that a progress line makes sense.
    var isInteractive: Bool { isatty(2) == 1 }

    /// Prints a result, followed by a line break.
    func print(_ text: String) {
        write(Array((text + "\n").utf8), to: 1)
    }

    /// Writes bytes to standard output as they are.
    func write(_ bytes: [UInt8]) {
        write(bytes, to: 1)
    }

    /// Prints a value as one JSON document with sorted keys.
    func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Prints a remark that is not part of the result.
    func note(_ text: String) {
        write(Array((text + "\n").utf8), to: 2)
    }

    /// Prints an error message.
    func fail(_ text: String) {
        note("burhan: \(text)")
    }

    /// Replaces the current line of the terminal; an empty text clears it.
    func replaceLine(_ text: String) {
        write(Array("\r\u{1B}[K\(text)".utf8), to: 2)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        // A reader that has gone away (a closed pipe) is no fault of the command; there is nobody left to tell.
        try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(bytes))
    }
}
