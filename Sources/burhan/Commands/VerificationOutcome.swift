import Rules
import StarkVerifier

/// What `burhan verify` reports, as text and as JSON.
struct VerificationOutcome {
    private let examination: ReceiptExamination
    private let duration: Duration

    init(_ examination: ReceiptExamination, duration: Duration) {
        self.examination = examination
        self.duration = duration
    }

    var isAccepted: Bool { examination.isAccepted }

    var text: String {
        var lines = [isAccepted ? "ACCEPTED" : "REJECTED"]
        lines += examination.objections.map { "  \($0)" }
        if !isAccepted { lines.append("The receipt claims, without being believed:") }
        let receipt = examination.receipt
        if let statement = examination.statement {
            lines += StatementText.lines(statement)
        } else {
            lines.append("The program with this image ID, run on some private input, ended so:")
            lines.append("  exit code      \(receipt.exitCode)")
            lines.append("  journal        \(receipt.journal.isEmpty ? "(empty)" : "0x" + receipt.journal.hexadecimal)")
        }
        lines.append("  image ID       \(receipt.claimedImageID)")
        if let security = examination.security {
            let hash = Quantity.decimal(SecurityReport.hashBits, 0)
            lines.append("  security       \(Quantity.decimal(security.bits, 1)) bits proven; collisions of the hash: \(hash) bits")
        }
        lines.append("  verified in    \(Quantity.duration(duration))")
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        let receipt = examination.receipt
        var members = [
            JSONMember("verdict", .string(isAccepted ? "accepted" : "rejected")),
            JSONMember("reasons", .array(examination.objections.map { .string($0) })),
            JSONMember("image_id", .string(receipt.claimedImageID.description)),
            JSONMember("exit_code", .integer(receipt.exitCode)),
            JSONMember("journal", .string(receipt.journal.hexadecimal)),
            JSONMember("microseconds", .integer(Int(Quantity.seconds(duration) * 1e6))),
        ]
        if let security = examination.security { members.append(JSONMember("security_bits", .integer(Int(security.bits)))) }
        if let statement = examination.statement { members.append(JSONMember("statement", statement.json)) }
        return .object(members)
    }

    /// The report on something that is no receipt.
    static func undecided(_ reason: String) -> JSONValue {
        .object([JSONMember("verdict", .string("undecided")), JSONMember("reasons", .array([.string(reason)]))])
    }
}
