import Rules

/// The public side of a proof: everything that a statement may repeat.
public struct StatementRequest: Sendable, Equatable {
    /// A JSON object.
    public var publicParams: JSONValue
    /// The date that stands for today, `YYYY-MM-DD`.
    public var asOf: String?
    public var challenge: [UInt8]?
    public var audience: String?
    /// What a nullifier is unique within.
    public var scope: String?
    /// Whether a false statement may be proven as such.
    public var allowsNegativeResult: Bool

    public init(
        publicParams: JSONValue = .object([]), asOf: String? = nil, challenge: [UInt8]? = nil, audience: String? = nil,
        scope: String? = nil,
        allowsNegativeResult: Bool = false
    ) {
        self.publicParams = publicParams
        self.asOf = asOf
        self.challenge = challenge
        self.audience = audience
        self.scope = scope
        self.allowsNegativeResult = allowsNegativeResult
    }

    /// The form that is stored with a job, with a note whether the service chose the salt.
    func json(choosesSalt: Bool) -> JSONValue {
        var members = [JSONMember("public_params", publicParams), JSONMember("negative", .bool(allowsNegativeResult))]
        if let asOf { members.append(JSONMember("as_of", .string(asOf))) }
        if let challenge { members.append(JSONMember("challenge", .string(Hex.text(challenge)))) }
        if let audience { members.append(JSONMember("audience", .string(audience))) }
        if let scope { members.append(JSONMember("scope", .string(scope))) }
        if choosesSalt { members.append(JSONMember("salt_chosen", .bool(true))) }
        return .object(members)
    }

    /// Reads what `json` gave.
    init(stored json: JSONValue) {
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        self.init(
            publicParams: json["public_params"] ?? .object([]), asOf: text("as_of"), challenge: text("challenge").flatMap { Hex.bytes($0) },
            audience: text("audience"), scope: text("scope"), allowsNegativeResult: json["negative"] == .bool(true))
    }
}

/// The private side of a proof; lives in memory only.
public struct PrivateInputs: Sendable {
    /// A JSON object as text.
    public let json: SecretBytes
    /// 32 bytes for hash outputs.
    public let salt: [UInt8]?

    public init(json: SecretBytes, salt: [UInt8]? = nil) {
        self.json = json
        self.salt = salt
    }

    /// One text for sealing: a byte that tells whether a salt follows, the salt, the JSON.
    var sealable: [UInt8] { [salt == nil ? 0 : 1] + (salt ?? []) + json.bytes }

    /// Inverse of `sealable`; nil for anything it does not write.
    init?(sealable bytes: [UInt8]) {
        switch bytes.first {
        case 0: self.init(json: SecretBytes(Array(bytes.dropFirst())))
        case 1 where bytes.count >= 33: self.init(json: SecretBytes(Array(bytes.dropFirst(33))), salt: Array(bytes[1..<33]))
        default: return nil
        }
    }
}
