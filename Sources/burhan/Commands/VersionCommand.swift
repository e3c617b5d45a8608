import StarkVerifier
import ZKVM

/// `burhan version`
enum VersionCommand: Command {
    static let path = ["version"]
    static let summary = "print the version of the program and of its formats"
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [Example("burhan version --json", "prints the version as JSON, for scripts")]

    /// The version of the program; receipts carry a format version of their own.
    static let version = "0.2.0"

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let formats = Formats(
            version: version, receipt_format: Int(Receipt.version), parameter_set: Int(StarkParameters.standard.identifier))
        if arguments[CommonOptions.json] {
            try terminal.printJSON(formats)
        } else {
            terminal.print("burhan \(version)\nreceipt format \(formats.receipt_format), parameter set \(formats.parameter_set)")
        }
        return .success
    }

    private struct Formats: Encodable {
        var version: String
        var receipt_format: Int
        var parameter_set: Int
    }
}
