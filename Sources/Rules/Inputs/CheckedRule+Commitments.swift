import Hashing

extension CheckedRule {
    /// What an issuer publishes for these private inputs, per parameter that a `commitment_check` compares with.
    ///
    /// SHA-256(`burhan/commit/v1` ‖ enc(salt) ‖ enc(field) …), docs/rule-guest.md §4. Throws `.refused` for inputs that don't fit.
    public func commitments(privateInputs: JSONValue) throws(RulesError) -> [(parameter: String, value: [UInt8])] {
        var reader = InputReader(isPublic: false)
        guard let inputs = reader.object(privateInputs, document.privateFields, at: .root / "private_inputs") else {
            throw .refused(reader.diagnostics)
        }
        var commitments: [(parameter: String, value: [UInt8])] = []
        for rule in document.rules {
            guard case .commitment(let fields, let salt, let parameter) = rule.condition else { continue }
            var message = Array("burhan/commit/v1".utf8)
            for path in [salt] + fields {
                guard let place = layout.places.first(where: { $0.path == path && !$0.isPublic }),
                    let value = Self.value(at: path, in: inputs)
                else { continue }
                message += WordEncoder.bytes(of: value, as: place.type)
            }
            commitments.append((parameter, SHA256.hash(message)))
        }
        return commitments
    }

    private static func value(at path: String, in inputs: Value) -> Value? {
        var value: Value? = inputs
        for step in path.split(separator: ".") {
            guard case .object(let fields)? = value else { return nil }
            value = fields.first { $0.name == step }?.value
        }
        return value
    }
}
