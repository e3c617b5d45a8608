import Hashing
import Rules
import StarkVerifier
import ZKVM

extension BurhanEngine {
    public func verify(_ receipt: [UInt8], _ expectation: ReceiptExpectation) throws(EngineError) -> ReceiptVerdict {
        let decoded: Receipt
        do throws(ReceiptError) { decoded = try Receipt(decoding: receipt) } catch {
            throw .malformedReceipt(reason: Self.sentence(error))
        }
        guard let digest = Digest(bytes: expectation.imageID) else { throw .failed(reason: "An image ID has 32 bytes.") }
        var reasons: [String] = []
        var bits: Int?
        switch decoded.verify(imageID: ImageID(digest), minimumSecurityBits: Double(expectation.minimumSecurityBits)) {
        case .accepted(let report): bits = Int(report.bits)
        case .rejected(let rejection): reasons.append(Self.sentence(rejection))
        }
        if decoded.exitCode != 0 { reasons.append("The program ended with exit code \(decoded.exitCode), not 0.") }
        let statement = decoded.exitCode == 0 ? Self.statement(decoded.journal) : nil
        reasons += Self.mismatches(statement, expectation)
        return ReceiptVerdict(
            isAccepted: reasons.isEmpty, reasons: reasons, statement: statement?.json, imageID: decoded.claimedImageID.digest.bytes,
            securityBits: bits)
    }

    /// The journal as a statement of the rule guest; another program's journal need not be one.
    private static func statement(_ journal: [UInt8]) -> Statement? {
        do throws(RulesError) { return try Statement(journal: journal) } catch { return nil }
    }

    private static func mismatches(_ statement: Statement?, _ expectation: ReceiptExpectation) -> [String] {
        guard let statement else {
            let isAsked =
                !expectation.publicParams.isEmpty || expectation.challenge != nil || expectation.audience != nil || expectation.scope != nil
            return isAsked ? ["The journal is not the statement of a rule, so it can't be compared with what was asked for."] : []
        }
        let expected = Statement.Expectations(
            params: expectation.publicParams, audience: expectation.audience, challenge: expectation.challenge, scope: expectation.scope,
            complianceResult: expectation.complianceResult)
        return statement.mismatches(with: expected).map { "\($0.member) is \($0.found), expected \($0.expected)." }
    }

    private static func sentence(_ rejection: Rejection) -> String {
        switch rejection {
        case .otherImage(let expected, let found): "The receipt is for image \(found), expected \(expected)."
        case .imageHeights: "The proof's tables have other heights than the image's."
        case .parameters(let found, let expected): "The proof was made with parameter set \(found), expected \(expected)."
        case .proof(let failure): "The proof does not hold: \(failure)."
        }
    }

    private static func sentence(_ error: ReceiptError) -> String {
        switch error {
        case .notAReceipt: "The first four bytes are not BRHN."
        case .unknownVersion(let found, let expected): "The receipt has version \(found); this server knows version \(expected)."
        case .truncated(let field, let needed, let found): "The receipt ends in its \(field): \(needed) bytes needed, \(found) found."
        case .trailingBytes(let count): "There are \(count) bytes after the receipt."
        case .invalidField(let name, let found, let expected): "The \(name) is \(found), expected \(expected)."
        }
    }
}
