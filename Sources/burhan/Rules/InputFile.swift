import Rules

/// A JSON file with a rule's inputs: the private ones alone, or together with public parameters and scope, as in `examples/`.
struct InputFile {
    let privateInputs: JSONValue
    let publicParams: [JSONMember]
    let scope: String?

    /// - Throws: `CommandError` with what is wrong; values are not repeated.
    init(at path: String) throws(CommandError) {
        let whole = try Self.json(at: path, "the inputs")
        // No input can have the name `private_inputs`: rule documents refuse it.
        guard let inner = whole["private_inputs"] else {
            privateInputs = whole
            publicParams = []
            scope = nil
            return
        }
        privateInputs = inner
        switch whole["public_params"] {
        case .object(let members)?: publicParams = members
        case nil: publicParams = []
        default: throw .malformed(what: path, reason: "/public_params: expected an object")
        }
        switch whole["scope"] {
        case .string(let text)?: scope = text
        case nil: scope = nil
        default: throw .malformed(what: path, reason: "/scope: expected a string")
        }
    }

    /// Reads JSON; `what` names it in errors.
    static func json(at path: String, _ what: String) throws(CommandError) -> JSONValue {
        let (value, diagnostics) = JSONParser.parse(try FileAccess.read(path), limits: .inputs)
        if let value { return value }
        let lines = diagnostics.map { diagnostic in
            var line = diagnostic
            // What was found may be private.
            line.found = nil
            return line
        }
        throw .malformed(what: path, reason: RuleFile.list(lines, "\(what) are not JSON"))
    }
}
