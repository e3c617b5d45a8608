/// A rule document to begin with, with sample data that it holds for.
public struct RuleTemplate: Sendable {
    public let name: String
    public let title: String
    public let category: String
    /// The document as JSON text.
    public let documentText: String
    /// JSON text: `private_inputs`, `public_params`, and `scope` when the rule has a nullifier.
    public let inputsText: String

    /// The document's own description.
    public var description: String {
        guard case .string(let text)? = JSONParser.parse(Array(documentText.utf8)).value?["description"] else { return title }
        return text
    }
}

/// The templates that are shipped.
public enum RuleTemplates {
    public static let all: [RuleTemplate] = [
        ageVerification,
        prescription,
        prescriptionCommitment,
        shippingManifest,
        incomeThreshold,
        accreditedInvestor,
        geoFence,
        kycTier,
        loanEligibility,
    ]

    /// Names that earlier systems used.
    static let earlierNames = [
        "age-verification-simple": "age-verification", "pharma-rules": "prescription", "shipping-rules": "shipping-manifest",
    ]

    /// The template of that name, or of the name that an earlier system used for it.
    public static subscript(name: String) -> RuleTemplate? {
        let name = earlierNames[name] ?? name
        return all.first { $0.name == name }
    }
}
