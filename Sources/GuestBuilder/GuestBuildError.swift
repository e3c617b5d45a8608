import RISCV

/// Why a guest was not built or created. Every case has a sentence (`description`) that says what to do.
public enum GuestBuildError: Error, Equatable, Sendable {
    /// A program is in none of the places that were looked at.
    case toolMissing(tool: String, searched: [String])
    /// The compiler has no standard library for riscv32.
    case embeddedSwiftMissing(swiftc: String, expected: String)
    case notADirectory(path: String)
    case noSources(directory: String)
    case badManifest(path: String, reason: String)
    case badName(String)
    case unknownTemplate(String, known: [String])
    case alreadyExists(path: String)
    case fileSystem(path: String, reason: String)
    /// A tool ran and refused; `output` is what it printed, with paths relative to the package.
    case failed(step: String, tool: String, exitCode: Int32, output: String)
    /// The guest uses something that guests do not have.
    case unavailable(symbols: [String], reason: String)
    /// The linked program is none for the machine.
    case refused(ELFError)
}

extension GuestBuildError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .toolMissing(let tool, let searched):
            """
            The program \(tool) was not found in \(searched.joined(separator: ", ")). Guests are compiled with a Swift 6 toolchain from \
            swift.org, which contains it; install one, or set BURHAN_SWIFTC to the path of its swiftc.
            """
        case .embeddedSwiftMissing(let swiftc, let expected):
            """
            The compiler \(swiftc) has no Embedded Swift for riscv32: expected the directory \(expected). Install a Swift 6 toolchain \
            from swift.org, or set BURHAN_SWIFTC to the path of its swiftc.
            """
        case .notADirectory(let path): "There is no directory \(path)."
        case .noSources(let directory): "The directory \(directory) holds no Swift file; a guest has at least one, with an @main type."
        case .badManifest(let path, let reason): "The file \(path) is not a guest manifest: \(reason)."
        case .badName(let name):
            "\"\(name)\" is not a name for a guest: use 1 to 64 letters a-z, A-Z, digits, hyphens and underscores, a letter first."
        case .unknownTemplate(let name, let known): "There is no template \"\(name)\"; there are \(known.joined(separator: ", "))."
        case .alreadyExists(let path): "\(path) exists already; nothing was changed."
        case .fileSystem(let path, let reason): "\(path): \(reason)"
        case .failed(let step, let tool, let exitCode, let output):
            "\(step) failed (\(tool) ended with code \(exitCode)):\n\(output)"
        case .unavailable(let symbols, let reason): "The guest uses \(symbols.joined(separator: ", ")): \(reason)."
        case .refused(let error): "The built program cannot run on the machine: \(error)."
        }
    }
}
