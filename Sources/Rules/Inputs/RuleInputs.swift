import Foundation

/// Inputs of one proof, checked and encoded for the rule guest. Holds private values: keep it out of logs and of disk.
public struct RuleInputs: Sendable {
    /// What belongs to a proof beside the two JSON objects.
    public struct Options: Sendable {
        /// Value of the parameter `as_of` when the parameters don't give it, `YYYY-MM-DD`.
        public var asOf: String?
        /// 1…64 bytes chosen by the verifier, repeated in the statement.
        public var challenge: [UInt8]?
        /// 1…256 bytes: whom the proof is for, repeated in the statement.
        public var audience: String?
        /// 1…256 bytes: what a nullifier is unique within; needed exactly when the rule has a nullifier.
        public var scope: String?
        /// 32 fresh random bytes; needed exactly when the rule has hash outputs.
        public var salt: [UInt8]?
        /// Whether a false statement may be proven as `compliance_result: false`.
        public var allowsNegativeResult: Bool

        public init(
            asOf: String? = nil, challenge: [UInt8]? = nil, audience: String? = nil, scope: String? = nil, salt: [UInt8]? = nil,
            allowsNegativeResult: Bool = false
        ) {
            self.asOf = asOf
            self.challenge = challenge
            self.audience = audience
            self.scope = scope
            self.salt = salt
            self.allowsNegativeResult = allowsNegativeResult
        }
    }

    /// The input stream's content for the guest.
    public let bytes: [UInt8]
    /// Every public parameter with its value, as a statement will give it.
    public let publicParams: [NamedValue]
    /// The salt that hash outputs are made with; the holder needs it to open them.
    public let salt: [UInt8]?
    package let values: (publicParams: Value, privateInputs: Value)

    /// Checks and encodes inputs given as JSON text; throws `.refused` with all errors.
    public static func encode(
        _ rule: CheckedRule, privateInputs: [UInt8], publicParams: [UInt8], options: Options = Options()
    ) throws(RulesError) -> RuleInputs {
        var diagnostics: [Diagnostic] = []
        func parse(_ bytes: [UInt8], _ side: String) -> JSONValue? {
            let (value, found) = JSONParser.parse(bytes, limits: .inputs)
            diagnostics += found.map { diagnostic in
                var diagnostic = diagnostic
                diagnostic.pointer = "/\(side)\(diagnostic.pointer)"
                if diagnostic.code == .jsonSyntax { diagnostic.found = nil }
                return diagnostic
            }
            return value
        }
        let privateValue = parse(privateInputs, "private_inputs")
        let publicValue = parse(publicParams, "public_params")
        guard let privateValue, let publicValue else { throw .refused(diagnostics) }
        return try encode(rule, privateInputs: privateValue, publicParams: publicValue, options: options)
    }

    /// Checks and encodes inputs given as JSON values; throws `.refused` with all errors.
    public static func encode(
        _ rule: CheckedRule, privateInputs: JSONValue, publicParams: JSONValue, options: Options = Options()
    ) throws(RulesError) -> RuleInputs {
        var publicJSON = publicParams
        if case .object(let members) = publicParams, rule.usesToday, let today = options.asOf, publicParams[RuleDocument.today] == nil {
            publicJSON = .object(members + [JSONMember(RuleDocument.today, .string(today))])
        }
        var publicReader = InputReader(isPublic: true)
        var privateReader = InputReader(isPublic: false)
        let publicValue = publicReader.object(publicJSON, rule.document.publicFields, at: .root / "public_params")
        let privateValue = privateReader.object(privateInputs, rule.document.privateFields, at: .root / "private_inputs")
        let diagnostics = publicReader.diagnostics + privateReader.diagnostics + check(options, rule)
        guard diagnostics.isEmpty, let publicValue, let privateValue, case .object(let named) = publicValue else {
            throw .refused(diagnostics)
        }
        return RuleInputs(rule, publicValue, named, privateValue, options)
    }

    private init(_ rule: CheckedRule, _ publicValue: Value, _ named: [NamedValue], _ privateValue: Value, _ options: Options) {
        var encoder = WordEncoder()
        var flags: UInt32 = options.allowsNegativeResult ? 1 : 0
        if options.challenge != nil { flags |= 2 }
        if options.audience != nil { flags |= 4 }
        encoder.append(word: flags)
        encoder.append(publicValue, as: rule.layout.publicType)
        encoder.append(privateValue, as: rule.layout.privateType)
        if rule.usesNullifier, let scope = options.scope { encoder.append(bytes: Self.normalized(scope)) }
        if rule.usesSalt, let salt = options.salt { encoder.append(raw: salt) }
        if let audience = options.audience { encoder.append(bytes: Self.normalized(audience)) }
        if let challenge = options.challenge { encoder.append(bytes: challenge) }
        bytes = encoder.bytes
        publicParams = named.map { NamedValue($0.name, $0.value?.asStated) }
        salt = rule.usesSalt ? options.salt : nil
        values = (publicValue, privateValue)
    }

    private static func normalized(_ text: String) -> [UInt8] { Array(text.precomposedStringWithCanonicalMapping.utf8) }

    private static func check(_ options: Options, _ rule: CheckedRule) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        func check(_ name: String, _ count: Int?, _ range: ClosedRange<Int>, isNeeded: Bool, isAllowed: Bool) {
            let expected = range.count == 1 ? "\(range.lowerBound) bytes" : "\(range.lowerBound)…\(range.upperBound) bytes"
            switch count {
            case nil where isNeeded:
                diagnostics.append(
                    Diagnostic(.missingInput, at: "/\(name)", "This rule needs a \(name).", expected: expected, found: "nothing"))
            case let count? where !isAllowed:
                diagnostics.append(
                    Diagnostic(
                        .unknownInput, at: "/\(name)", "This rule has no use for a \(name).", expected: "nothing", found: "\(count) bytes"))
            case let count? where !range.contains(count):
                diagnostics.append(
                    Diagnostic(
                        .inputTooLong, at: "/\(name)", "The \(name) has a wrong length.", expected: expected, found: "\(count) bytes"))
            default: break
            }
        }
        check("challenge", options.challenge?.count, 1...64, isNeeded: false, isAllowed: true)
        check("audience", options.audience.map { normalized($0).count }, 1...256, isNeeded: false, isAllowed: true)
        check(
            "scope", options.scope.map { normalized($0).count }, 1...256, isNeeded: rule.usesNullifier, isAllowed: rule.usesNullifier)
        check("salt", options.salt?.count, 32...32, isNeeded: rule.usesSalt, isAllowed: true)
        if let asOf = options.asOf, CalendarDate(asOf) == nil {
            diagnostics.append(
                Diagnostic(
                    .inputFormat, at: "/as_of", "This is not a date that exists.", expected: "\"YYYY-MM-DD\"", found: "'\(asOf.prefix(40))'"
                ))
        }
        return diagnostics
    }
}
