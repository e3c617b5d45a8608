import StarkVerifier
import ZKVM

/// What a receipt proves, held against what a verifier wants it to prove.
///
/// A receipt is accepted exactly when `objections` is empty: the proof holds for the expected image, the program ended with exit code 0, and the
/// statement says what is expected of it.
public struct ReceiptExamination: Sendable {
    public let receipt: Receipt
    /// Why the receipt is not accepted, one sentence each.
    public let objections: [String]
    /// What the receipt states; nil if the journal is no statement of a rule.
    public let statement: Statement?
    /// The proven soundness; nil if the proof does not hold.
    public let security: SecurityReport?

    public var isAccepted: Bool { objections.isEmpty }

    /// Examines a receipt; total over all receipts. Costs one verification.
    ///
    /// - Parameters:
    ///   - imageID: the image that the receipt must be for.
    ///   - expectations: what the statement must say; nil for programs that are no rules.
    ///   - exitCode: the exit code that the program must have ended with.
    ///   - minimumSecurityBits: proven bits below which the proof is not accepted.
    public init(
        _ receipt: Receipt, imageID: ImageID, expectations: Statement.Expectations?, exitCode: UInt32 = 0, minimumSecurityBits: Double = 100
    ) {
        self.receipt = receipt
        statement = try? Statement(journal: receipt.journal)
        var objections: [String] = []
        switch receipt.verify(imageID: imageID, minimumSecurityBits: minimumSecurityBits) {
        case .accepted(let report):
            security = report
        case .rejected(let rejection):
            security = nil
            objections.append("\(rejection)")
        }
        if receipt.exitCode != exitCode {
            objections.append("The program ended with exit code \(receipt.exitCode), expected \(exitCode).")
        }
        if let expectations {
            if let statement {
                objections += statement.mismatches(with: expectations).map {
                    "The statement's \($0.member) is \($0.found), expected \($0.expected)."
                }
            } else {
                objections.append("The journal is not a statement of a rule.")
            }
        }
        self.objections = objections
    }
}
