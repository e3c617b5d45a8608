import Hashing
import RISCV
import Rules
import Testing

/// A rule document with inputs, run in the guest.
struct RuleBench {
    var document: JSONValue
    var privateInputs: JSONValue
    var publicParams: JSONValue
    var options = RuleInputs.Options(salt: [UInt8](repeating: 9, count: 32))

    init(document: String, privateInputs: String, publicParams: String) throws {
        self.document = try Self.json(document)
        self.privateInputs = try Self.json(privateInputs)
        self.publicParams = try Self.json(publicParams)
    }

    init(template name: String) throws {
        let template = try #require(RuleTemplates[name])
        document = try Self.json(template.documentText)
        let sample = try Self.json(template.inputsText)
        privateInputs = try #require(sample["private_inputs"])
        publicParams = try #require(sample["public_params"])
        if case .string(let scope)? = sample["scope"] { options.scope = scope }
    }

    static func json(_ text: String) throws -> JSONValue { try #require(JSONParser.parse(Array(text.utf8)).value) }

    func rule() throws -> CheckedRule { try RuleDocument.parse(document).get() }

    func inputs() throws -> RuleInputs {
        try RuleInputs.encode(try rule(), privateInputs: privateInputs, publicParams: publicParams, options: options)
    }

    func run() throws -> RuleEvaluation { try RuleEvaluation.run(try CompiledRule(try rule()), inputs: try inputs()) }

    /// The same with one private value replaced.
    func with(private path: String, _ value: JSONValue) -> RuleBench {
        var copy = self
        copy.privateInputs = privateInputs.replacing(path.split(separator: ".").map(String.init)[...], value)
        return copy
    }

    func with(public path: String, _ value: JSONValue) -> RuleBench {
        var copy = self
        copy.publicParams = publicParams.replacing(path.split(separator: ".").map(String.init)[...], value)
        return copy
    }
}

extension JSONValue {
    /// A copy with the member at a path replaced or added; nil text removes nothing.
    func replacing(_ path: ArraySlice<String>, _ value: JSONValue) -> JSONValue {
        guard let first = path.first else { return value }
        if case .array(var elements) = self, let index = Int(first), elements.indices.contains(index) {
            elements[index] = elements[index].replacing(path.dropFirst(), value)
            return .array(elements)
        }
        guard case .object(var members) = self else { return self }
        if let index = members.firstIndex(where: { $0.name == first }) {
            members[index].value = members[index].value.replacing(path.dropFirst(), value)
        } else {
            members.append(JSONMember(first, value))
        }
        return .object(members)
    }

    /// A copy without the member at a path.
    func removing(_ path: ArraySlice<String>) -> JSONValue {
        guard let first = path.first, case .object(var members) = self else { return self }
        if path.count == 1 {
            members.removeAll { $0.name == first }
        } else if let index = members.firstIndex(where: { $0.name == first }) {
            members[index].value = members[index].value.removing(path.dropFirst())
        }
        return .object(members)
    }
}
