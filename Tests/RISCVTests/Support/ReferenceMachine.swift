import Foundation

/// Debian's `qemu-riscv32`, an independent implementation that runs the same executables.
enum ReferenceMachine {
    struct Outcome {
        var output: [UInt8]
        /// Low 8 bits of the exit code.
        var status: Int32
    }

    /// Path of the emulator; nil when it is not installed.
    static let path = find("qemu-riscv32")
    static var isAvailable: Bool { path != nil }

    static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs an executable file's bytes; `input` is the raw standard input.
    static func run(_ elf: [UInt8], input: [UInt8] = []) throws -> Outcome {
        try withTemporaryDirectory { directory in
            let file = directory.appendingPathComponent("program")
            try Data(elf).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            return try run(command: path ?? "qemu-riscv32", [file.path], input: input, in: directory)
        }
    }

    /// Runs a command to its end, standard input and output going through files.
    static func run(command: String, _ arguments: [String], input: [UInt8] = [], in directory: URL) throws -> Outcome {
        let (source, sink) = (directory.appendingPathComponent("input"), directory.appendingPathComponent("output"))
        try Data(input).write(to: source)
        try Data().write(to: sink)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = try FileHandle(forWritingTo: sink)
        try process.run()
        process.waitUntilExit()
        return Outcome(output: [UInt8](try Data(contentsOf: sink)), status: process.terminationStatus)
    }

    static func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try body(directory)
    }
}
