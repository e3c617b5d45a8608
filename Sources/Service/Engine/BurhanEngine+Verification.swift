import Hashing
import Rules
import StarkVerifier
import ZKVM

extension BurhanEngine {
    public func verify(_ receipt: [UInt8], _ expectation: ReceiptExpectation) throws(EngineError) -> ReceiptVerdict {
        let decoded: Receipt
        do throws(ReceiptError) { decoded = try Receipt(decoding: receipt) } catch {
            throw .malformedReceipt(reason: "\(error)")
        }
        guard let digest = Digest(bytes: expectation.imageID) else { throw .failed(reason: "An image ID has 32 bytes.") }
        var reasons: [String] = []
        var bits: Int?
        switch decoded.verify(imageID: ImageID(digest), minimumSecurityBits: Double(expectation.minimumSecurityBits)) {
        case .accepted(let report): bits = Int(report.bits)
        case .rejected(let rejection): reasons.append("\(rejection)")
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
}
