import Groth16

/// What the commands of a ceremony share.
enum CeremonyOptions {
    static let name = Option("name", "TEXT", .text, help: "what the contribution says about itself, at most 64 bytes; public")
    static let entropy = Option(
        "entropy", "TEXT", .text, isSecret: true,
        help: "a text that is mixed with the system's randomness; as a secret it only adds to it, so it may be left out")
    static let value = Option("value", "HEX", .hexadecimal(), help: "the public random value, 1 to 255 bytes")
    static let iterations = Option(
        "log-iterations", "N", .integer(10...63), help: "the value is hashed 2^N times (default: 10); a test of one's patience from 30 on")
    static let shared: [any OptionDescription] = [CommonOptions.json, CommonOptions.progress, CommonOptions.quiet]
    static let contributing: [any OptionDescription] = [name, entropy] + shared
    static let concluding: [any OptionDescription] = [value, iterations, name] + shared

    static let oldFile = Positional("OLD", help: "the file before the contribution")
    static let newFile = Positional("NEW", help: "the file to write; it may be the old one")

    static func randomness(_ arguments: Arguments) -> ContributionSource { .randomness(entropy: arguments[entropy] ?? "") }

    static func beacon(_ arguments: Arguments) throws(UsageError) -> ContributionSource {
        .beacon(ContributionParameters.Beacon(value: try arguments.required(value), logIterations: arguments[iterations] ?? 10))
    }
}

/// A hash that a command of a ceremony made, to be printed.
struct CeremonyHash: Encodable {
    let file: String
    let kind: String
    let hash: String

    /// - Parameter kind: what was hashed, for example "contribution".
    init(_ kind: String, _ hash: [UInt8], file: String) {
        self.file = file
        self.kind = kind
        self.hash = hash.hexadecimal
    }

    func show(_ arguments: Arguments, _ terminal: Terminal) throws {
        if arguments[CommonOptions.json] {
            try terminal.printJSON(self)
        } else {
            terminal.print("wrote \(file)\n\(kind) hash: \(hash)")
        }
    }
}

/// A verdict about a file of a ceremony, to be printed.
struct CeremonyReport: Encodable {
    struct Contribution: Encodable {
        let number: Int
        let name: String?
        let hash: String
        let beacon: String?
        let logIterations: Int?

        init(_ number: Int, _ parameters: ContributionParameters, hash: [UInt8]) {
            self.number = number
            name = parameters.name
            self.hash = hash.hexadecimal
            beacon = parameters.beacon.map(\.value.hexadecimal)
            logIterations = parameters.beacon?.logIterations
        }

        var text: String {
            let title = "contribution \(number)" + (name.map { " (\($0.printable))" } ?? "") + ": \(hash)"
            guard let beacon, let logIterations else { return title }
            return title + "\n  beacon \(beacon), 2^\(logIterations) iterations"
        }
    }

    let file: String
    let verdict: String
    let reason: String?
    let circuitHash: String?
    let contributions: [Contribution]
    let notes: [String]

    func show(_ arguments: Arguments, _ terminal: Terminal) throws {
        if arguments[CommonOptions.json] {
            try terminal.printJSON(self)
            return
        }
        if let circuitHash { terminal.print("circuit hash: \(circuitHash)") }
        for contribution in contributions { terminal.print(contribution.text) }
        terminal.print("\(file): \(verdict)" + (reason.map { ": \($0)" } ?? ""))
        for note in notes { terminal.note("note: \(note)") }
    }
}

extension String {
    /// The text with control characters replaced, so that a name from a file cannot steer the terminal.
    fileprivate var printable: String {
        String(
            unicodeScalars.map {
                $0.properties.generalCategory == .control || $0.properties.generalCategory == .format ? "?" : Character($0)
            })
    }
}

extension FormatError {
    /// The error for a user.
    var commandError: CommandError {
        switch self {
        case .unreadable(let file, let reason): .unreadableFile(path: file, reason: reason)
        case .unwritable(let file, let reason): .unwritableFile(path: file, reason: reason)
        default: .malformed(what: "malformed", reason: description)
        }
    }
}

extension SetupError {
    /// The error for a user.
    var commandError: CommandError {
        switch self {
        case .format(let error): error.commandError
        case .noRandomness: .system(description)
        default: .malformed(what: "cannot do this", reason: description)
        }
    }
}

/// Runs a step of a ceremony with a progress line, and turns its error into one for the user.
func ceremonyStep<Result>(
    _ arguments: Arguments, _ terminal: Terminal, _ body: (@escaping Groth16Setup.Report) throws -> Result
) throws -> Result {
    let progress = ProgressLine(arguments, terminal)
    defer { progress.clear() }
    do {
        return try body { progress.show($0, $1) }
    } catch let error as SetupError {
        throw error.commandError
    } catch let error as FormatError {
        throw error.commandError
    }
}
