/// One condition of a rule document. Paths are full and known to exist; the types of what they name are checked later.
public struct ValidationRule: Sendable, Equatable {
    /// A number, date or text that a rule compares with.
    public enum Operand: Sendable, Equatable {
        case literal(JSONValue)
        /// Path of a public parameter.
        case parameter(String)
    }

    /// Signature algorithms that a document may name.
    public enum Algorithm: String, Sendable, CaseIterable {
        case ed25519
        case ecdsaP256 = "ecdsa-p256"
        case secp256k1
        case rsaPSS2048 = "rsa-pss-2048"

        /// Reads a name; the earlier names `ecdsa` and `rsa` mean P-256 and RSA-PSS 2048.
        init?(name: String) {
            switch name {
            case "ecdsa": self = .ecdsaP256
            case "rsa": self = .rsaPSS2048
            default: self.init(rawValue: name)
            }
        }
    }

    public enum Condition: Sendable, Equatable {
        /// Inclusive; one bound may be absent.
        case range(field: String, min: Operand?, max: Operand?)
        /// Full years from `dateOfBirth` to `as_of` are at least `minimum`.
        case age(dateOfBirth: String, minimum: Operand)
        /// The value is (`contained`) or is not in the list.
        case membership(field: String, list: Operand, contained: Bool)
        /// No element (or, with `mustBeEmpty` false, at least one element) of the field is in the list.
        case intersection(field: String, list: Operand, mustBeEmpty: Bool)
        case signature(field: String, algorithm: Algorithm, publicKey: String, message: [String])
        /// SHA-256 of salt and fields equals a public parameter.
        case commitment(fields: [String], salt: String, commitment: String)
        case expression(String)
    }

    public let condition: Condition
    public let description: String?

    public init(_ condition: Condition, description: String? = nil) {
        self.condition = condition
        self.description = description
    }

    /// The `type` member of the rule in a document.
    public var typeName: String {
        switch condition {
        case .range: "range_check"
        case .age: "age_verification"
        case .membership(_, _, let contained): contained ? "whitelist_check" : "blacklist_check"
        case .intersection: "array_intersection_check"
        case .signature: "signature_check"
        case .commitment: "commitment_check"
        case .expression: "expression"
        }
    }

    var json: JSONValue {
        var members = [JSONMember("type", .string(typeName))]
        func add(_ name: String, _ operand: Operand?) {
            switch operand {
            case .literal(let value): members.append(JSONMember(name, value))
            case .parameter(let path): members.append(JSONMember("\(name)_param", .string(path)))
            case nil: break
            }
        }
        switch condition {
        case .range(let field, let min, let max):
            members.append(JSONMember("field", .string(field)))
            add("min", min)
            add("max", max)
        case .age(let field, let minimum):
            members.append(JSONMember("dob_field", .string(field)))
            add("min_age", minimum)
        case .membership(let field, let list, let contained):
            members.append(JSONMember("field", .string(field)))
            add(contained ? "whitelist" : "blacklist", list)
        case .intersection(let field, let list, let mustBeEmpty):
            members.append(JSONMember("field", .string(field)))
            add("prohibited", list)
            members.append(JSONMember("must_be_empty", .bool(mustBeEmpty)))
        case .signature(let field, let algorithm, let publicKey, let message):
            members.append(JSONMember("field", .string(field)))
            members.append(JSONMember("algorithm", .string(algorithm.rawValue)))
            members.append(JSONMember("public_key_param", .string(publicKey)))
            members.append(JSONMember("message_fields", .array(message.map { .string($0) })))
        case .commitment(let fields, let salt, let commitment):
            members.append(JSONMember("fields", .array(fields.map { .string($0) })))
            members.append(JSONMember("salt_field", .string(salt)))
            members.append(JSONMember("commitment_param", .string(commitment)))
        case .expression(let source):
            members.append(JSONMember("expression", .string(source)))
        }
        if let description { members.append(JSONMember("description", .string(description))) }
        return .object(members)
    }
}

/// A further output of a rule beside `compliance_result`.
public struct RuleOutput: Sendable, Equatable {
    public enum Source: Sendable, Equatable {
        /// Salted SHA-256 of a field.
        case hash(String)
        /// The field itself, in clear.
        case reveal(String)
        /// Value of an expression, in clear.
        case expression(String)
    }

    public let name: String
    public let source: Source

    public init(name: String, source: Source) {
        self.name = name
        self.source = source
    }

    var json: JSONValue {
        switch source {
        case .hash(let path): .object([JSONMember("hash", .string(path))])
        case .reveal(let path): .object([JSONMember("reveal", .string(path))])
        case .expression(let source): .object([JSONMember("expression", .string(source))])
        }
    }
}
