import Rules

/// The options that give a rule its inputs; `rule evaluate` and `prove` share them.
enum RuleInputOptions {
    static let inputs = Option(
        "inputs", "FILE", .path,
        help: "JSON file with the private inputs, or with members private_inputs, public_params and scope ('-': standard input)")
    static let params = Option("params", "FILE", .path, help: "JSON file with the public parameters")
    static let param = Option("param", "NAME=VALUE", .assignment, isRepeatable: true, help: "one public parameter; replaces that of a file")
    static let asOf = Option("as-of", "DATE", .text, help: "today's date for the statement, YYYY-MM-DD")
    static let challenge = Option("challenge", "HEX", .hexadecimal(), help: "bytes chosen by the verifier, repeated in the statement")
    static let audience = Option("audience", "TEXT", .text, help: "whom the proof is for, repeated in the statement")
    static let scope = Option("scope", "TEXT", .text, help: "what a nullifier is unique within; for rules with a nullifier")
    static let salt = Option(
        "salt", "HEX", .hexadecimal(count: 32), isSecret: true, help: "32 bytes for hash outputs (default: fresh random ones)")
    static let negative = Flag(
        "negative", help: "if the statement is false, state just that (compliance_result: false) instead of refusing")

    static let all: [any OptionDescription] = [inputs, params, param, asOf, challenge, audience, scope, salt, negative]

    /// The inputs, checked against the rule and encoded for the guest.
    ///
    /// - Throws: `CommandError.malformed` with every error; no private value is in it.
    static func read(_ arguments: Arguments, for rule: CheckedRule) throws -> RuleInputs {
        let file = try InputFile(at: try arguments.required(inputs))
        let members = replacing(file.publicParams, by: try parameters(arguments, for: rule))
        var random = SystemRandomNumberGenerator()
        let fresh = rule.usesSalt ? (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) } : nil
        let options = RuleInputs.Options(
            asOf: arguments[asOf], challenge: arguments[challenge], audience: arguments[audience], scope: arguments[scope] ?? file.scope,
            salt: arguments[salt] ?? fresh, allowsNegativeResult: arguments[negative])
        do throws(RulesError) {
            return try RuleInputs.encode(
                rule, privateInputs: file.privateInputs, publicParams: .object(members), options: options)
        } catch {
            throw error.commandError("inputs")
        }
    }

    /// The public parameters on the command line: those of the file given by `--params`, replaced and added to by `--param`.
    ///
    /// A text given by `--param` stands for itself where the rule declares text, date or bytes; else it is read as JSON if it is JSON. The rule's
    /// own check follows.
    static func parameters(_ arguments: Arguments, for rule: CheckedRule?) throws(CommandError) -> [JSONMember] {
        var members: [JSONMember] = []
        if let path = arguments[params] {
            guard case .object(let found) = try InputFile.json(at: path, "the public parameters") else {
                throw .malformed(what: path, reason: "expected a JSON object with the public parameters")
            }
            members = found
        }
        let given = arguments.all(param).map { given in
            switch rule?.document.publicFields.first(where: { $0.name == given.name })?.type {
            case .string, .date, .bytes: JSONMember(given.name, .string(given.text))
            default: JSONMember(given.name, JSONParser.parse(Array(given.text.utf8)).value ?? .string(given.text))
            }
        }
        return replacing(members, by: given)
    }

    private static func replacing(_ members: [JSONMember], by others: [JSONMember]) -> [JSONMember] {
        members.filter { member in !others.contains { $0.name == member.name } } + others
    }
}
