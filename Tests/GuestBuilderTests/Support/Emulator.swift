import Foundation
import RISCV

/// Debian's qemu-riscv32: an independent machine that runs the very same ELF file.
enum Emulator {
    static let path = "/usr/bin/qemu-riscv32"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: path)

    struct Outcome: Equatable {
        /// The lowest 8 bits of the exit code.
        var exitCode: UInt32
        /// What the guest wrote, as bytes.
        var stream: [UInt8]
    }

    static func run(_ elf: [UInt8], input: [UInt8]) throws -> Outcome {
        try Checkout.withTemporaryDirectory { directory in
            let file = URL(fileURLWithPath: "\(directory)/guest.elf")
            let inputFile = URL(fileURLWithPath: "\(directory)/input")
            try Data(elf).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            try Data(Machine.inputWords(input).flatMap(\.littleEndianBytes)).write(to: inputFile)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = [file.path]
            process.standardInput = try FileHandle(forReadingFrom: inputFile)
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let stream = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            // A signal (a crash in the emulator) is none of a guest's exit codes.
            let code = process.terminationReason == .exit ? UInt32(process.terminationStatus) : 1 << 31
            return Outcome(exitCode: code, stream: [UInt8](stream))
        }
    }
}

extension UInt32 {
    var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * UInt32($0))) } }
}

extension UInt64 {
    var littleEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * UInt64($0))) } }
}
