import StarkVerifier
import ZKVM

/// `burhan inspect`
enum InspectCommand: Command {
    static let path = ["inspect"]
    static let summary = "show what a receipt consists of: parameters, tables, sizes, soundness term by term"
    static let details = "Reads the receipt without verifying it: what is shown is what the receipt says of itself."
    static let file = Positional("RECEIPT", help: "a receipt, binary or in its JSON envelope ('-': standard input)")
    static let envelope = Option("envelope", "FILE", .path, help: "write the receipt's JSON envelope to a file ('-': standard output)")
    static let positionals = [file]
    static let options: [any OptionDescription] = [envelope, CommonOptions.json]
    static let examples = [
        Example("burhan inspect receipt.bin", "prints parameters, tables and their heights, sizes, and the soundness report"),
        Example("burhan inspect receipt.bin --envelope receipt.json", "converts a binary receipt to JSON"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(file)
        let receipt = try ReceiptFile.receipt(at: path)
        if let target = arguments[envelope] {
            try FileAccess.write(receipt.envelope(), to: target, terminal)
            if target == "-" { return .success }
        }
        let header: ProofHeader
        do throws(VerificationFailure) {
            header = try ProofHeader(receipt.seal, system: ProofSystem.system)
        } catch {
            throw CommandError.malformed(what: path, reason: "the seal cannot be read: \(error.sentence)")
        }
        let report = ReceiptReport(receipt, header)
        if arguments[CommonOptions.json] {
            try terminal.printJSON(report)
        } else {
            terminal.print(report.text)
        }
        return .success
    }
}
