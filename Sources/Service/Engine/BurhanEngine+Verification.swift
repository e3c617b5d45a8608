import Hashing
import Rules
import ZKVM

extension BurhanEngine {
    public func verify(_ receipt: [UInt8], _ expectation: ReceiptExpectation) throws(EngineError) -> ReceiptVerdict {
        let decoded: Receipt
        do throws(ReceiptError) { decoded = try Receipt(decoding: receipt) } catch {
            throw .malformedReceipt(reason: "\(error)")
        }
        guard let digest = Digest(bytes: expectation.imageID) else { throw .failed(reason: "An image ID has 32 bytes.") }
        // Programs that are no rules have journals of their own; a rule's statement is always examined.
        let isStatement = (try? Statement(journal: decoded.journal)) != nil
        let isAsked =
            !expectation.publicParams.isEmpty || expectation.challenge != nil || expectation.audience != nil || expectation.scope != nil
        let expectations = Statement.Expectations(
            params: expectation.publicParams, audience: expectation.audience, challenge: expectation.challenge, scope: expectation.scope,
            complianceResult: expectation.complianceResult)
        let examination = ReceiptExamination(
            decoded, imageID: ImageID(digest), expectations: isStatement || isAsked ? expectations : nil,
            minimumSecurityBits: Double(expectation.minimumSecurityBits))
        return ReceiptVerdict(
            isAccepted: examination.isAccepted, reasons: examination.objections, statement: examination.statement?.json,
            imageID: decoded.claimedImageID.digest.bytes, securityBits: examination.security.map { Int($0.bits) })
    }
}
