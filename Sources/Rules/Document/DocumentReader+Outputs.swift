/// Outputs and the nullifier.
extension DocumentReader {
    private static let complianceResult = "compliance_result"
    private static let outputForms = "\"hash(path)\", \"reveal(path)\" or an expression"

    mutating func readOutputs() -> [RuleOutput] {
        let pointer = Pointer.root / "outputs"
        guard let value = json["outputs"] else { return [] }
        guard case .object(let members) = value else {
            report(.wrongType, pointer, "'outputs' is not an object.", expected: "a map from names to outputs", found: value.typeName)
            return []
        }
        if members.count > Limit.outputs {
            report(.tooMany, pointer, "There are too many outputs.", expected: "at most \(Limit.outputs)", found: "\(members.count)")
        }
        var outputs: [RuleOutput] = []
        var names: Set<String> = []
        for member in members.prefix(Limit.outputs) {
            let place = pointer / member.name
            guard let name = NameRules.normalized(member.name) else {
                report(.invalidName, place, "This is not a name.", expected: NameRules.expectation, found: "'\(member.name)'")
                continue
            }
            guard names.insert(name).inserted else {
                report(
                    .duplicateName, place, "Two outputs have the same name after normalisation.", expected: "different names",
                    found: "'\(name)'")
                continue
            }
            if name == Self.complianceResult {
                if member.value != .string("bool") {
                    report(
                        .invalidValue, place, "'compliance_result' is always a boolean.", expected: "\"bool\"",
                        found: member.value.typeName)
                }
            } else if let source = source(member.value, name: name, at: place) {
                outputs.append(RuleOutput(name: name, source: source))
            }
        }
        return outputs.sorted { Field.precedes($0.name, $1.name) }
    }

    private mutating func source(_ value: JSONValue, name: String, at pointer: Pointer) -> RuleOutput.Source? {
        switch value {
        case .string(let text): return source(text, name: name, at: pointer)
        case .object(let members) where members.count == 1 && ["hash", "reveal", "expression"].contains(members[0].name):
            let place = pointer / members[0].name
            switch members[0].name {
            case "hash": return path(members[0].value, at: place, isPublic: false).map { .hash($0) }
            case "reveal": return path(members[0].value, at: place, isPublic: false).map { .reveal($0) }
            default: return expressionText(members[0].value, at: place).map { .expression($0) }
            }
        case .object:
            report(
                .invalidValue, pointer, "An output has exactly one source.",
                expected: "one member: 'hash', 'reveal' or 'expression'", found: "another object")
        default:
            report(.wrongType, pointer, "An output is a string or an object.", expected: Self.outputForms, found: value.typeName)
        }
        return nil
    }

    private mutating func source(_ text: String, name: String, at pointer: Pointer) -> RuleOutput.Source? {
        let compact = text.filter { $0 != " " }
        for (function, isHash) in [("hash(", true), ("reveal(", false)] {
            if let inner = compact.inside(function, ")"), NameRules.normalizedPath(inner) != nil {
                let path = path(.string(inner), at: pointer, isPublic: false)
                return path.map { isHash ? .hash($0) : .reveal($0) }
            }
        }
        let types = ["bool", "u32", "u64", "i32", "i64", "string", "bytes", "date"]
        guard types.contains(compact) || compact.hasPrefix("array<") || compact.hasPrefix("array[") else {
            return expressionText(.string(text), at: pointer).map { .expression($0) }
        }
        // Documents of earlier systems declare outputs by type only; `x_hash: "bytes"` means the hash of the private data.
        let objects = layout.places.filter { place in
            if case .object = place.type { return !place.isPublic && !place.path.contains(".") }
            return false
        }
        let stem = name.hasSuffix("_hash") ? String(name.dropLast(5)) : nil
        if compact == "bytes", let stem {
            if let match = objects.first(where: { $0.path == stem }) ?? (objects.count == 1 ? objects.first : nil) {
                return .hash(match.path)
            }
        }
        report(
            .invalidValue, pointer, "The output has a type but nothing it is made of.", expected: Self.outputForms, found: "'\(text)'")
        return nil
    }

    mutating func readNullifier() -> String? {
        guard let value = json["nullifier"] else { return nil }
        let pointer = Pointer.root / "nullifier"
        switch value {
        case .string: return path(value, at: pointer, isPublic: false)
        case .object(let members):
            refuseUnknown(members, at: pointer, known: ["field"])
            guard let field = value["field"] else {
                report(.missingMember, pointer / "field", "The nullifier lacks 'field'.", expected: "the name of a private input")
                return nil
            }
            return path(field, at: pointer / "field", isPublic: false)
        default:
            report(
                .wrongType, pointer, "The nullifier names a private input.", expected: "a name, or {\"field\": name}",
                found: value.typeName)
            return nil
        }
    }
}
