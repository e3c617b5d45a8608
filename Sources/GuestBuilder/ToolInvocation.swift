import Foundation

/// One run of a compiler or linker in the build directory.
struct ToolInvocation {
    /// What is being done, for errors: "Compiling the guest".
    let step: String
    let tool: String
    let arguments: [String]

    func run(in directory: URL) throws(GuestBuildError) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        // Nothing of the caller's environment may change what is built.
        process.environment = [
            "PATH": "\(URL(fileURLWithPath: tool).deletingLastPathComponent().path):/usr/bin:/bin", "HOME": directory.path,
            "TMPDIR": directory.path, "LC_ALL": "C", "SOURCE_DATE_EPOCH": "0",
        ]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        do {
            try process.run()
        } catch {
            throw .toolMissing(tool: URL(fileURLWithPath: tool).lastPathComponent, searched: [tool])
        }
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = String(decoding: printed, as: UTF8.self)
            if let missing = MissingSymbols(linkerOutput: text) { throw .unavailable(symbols: missing.names, reason: missing.reason) }
            throw .failed(
                step: step, tool: URL(fileURLWithPath: tool).lastPathComponent, exitCode: process.terminationStatus,
                output: text.replacingOccurrences(of: directory.path + "/", with: ""))
        }
    }
}

/// Symbols the linker did not find that stand for a part of Swift that guests do not have.
struct MissingSymbols: Equatable {
    let names: [String]
    let reason: String

    /// Nil when the output reports no such symbol.
    init?(linkerOutput: String) {
        let names = linkerOutput.split(separator: "\n").compactMap { line in
            line.split(separator: "undefined symbol: ", maxSplits: 1).dropFirst().first.map(String.init)
        }
        guard let reason = names.lazy.compactMap(Self.reason(for:)).first else { return nil }
        var seen = Set<String>()
        self.names = names.filter { seen.insert($0).inserted && Self.reason(for: $0) != nil }
        self.reason = reason
    }

    private static func reason(for symbol: String) -> String? {
        if symbol == "putchar" { return "a guest has nowhere to print to; write to the Journal instead" }
        if symbol.hasPrefix("_swift_stdlib_") {
            return "comparing or hashing a String needs Unicode tables, which guests do not carry; compare its utf8 bytes instead"
        }
        let floatingPoint = ["sf2", "df2", "sf3", "df3", "sfsi", "dfsi", "sfdi", "dfdi", "sisf", "sidf", "disf", "didf", "sfdf2", "dfsf2"]
        if symbol.hasPrefix("__"), floatingPoint.contains(where: symbol.hasSuffix) || ["ceil", "floor"].contains(symbol) {
            return "the machine has no floating point (Dictionary and Set use it too); use integers, and arrays for look-ups"
        }
        return ["ceil", "floor", "trunc", "round"].contains(symbol) ? "the machine has no floating point; use integers" : nil
    }
}
