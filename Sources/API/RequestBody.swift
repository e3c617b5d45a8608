import Foundation
import HTTPServer
import Rules
import Service

/// A JSON object sent by a client, read member by member; what is missing or of a wrong type is named by JSON Pointer.
struct RequestBody {
    let json: JSONValue

    /// A part of a body that was parsed.
    init(_ json: JSONValue) throws(ServiceError) {
        guard case .object = json else { throw .invalidRequest(pointer: "", expected: "a JSON object") }
        self.json = json
    }

    /// Parses with limits on depth and size and without duplicate names; messages never repeat the text.
    init(_ request: HTTPRequest, maximumBytes: Int) throws(ServiceError) {
        guard request.headers["Content-Type"].map(Self.isJSON) == true else {
            throw .invalidRequest(pointer: "", expected: "JSON, sent with Content-Type: application/json")
        }
        let (value, findings) = JSONParser.parse(request.body, limits: JSONParser.Limits(bytes: maximumBytes))
        guard let value else {
            throw .malformedBody(
                findings.map { finding in
                    var finding = finding
                    finding.found = nil
                    return finding
                })
        }
        guard case .object = value else { throw .invalidRequest(pointer: "", expected: "a JSON object") }
        json = value
    }

    private static func isJSON(_ type: String) -> Bool {
        let name = type.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() } ?? ""
        return name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }

    func optionalText(_ name: String, _ expected: String = "a string") throws(ServiceError) -> String? {
        switch json[name] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw .invalidRequest(pointer: "/\(name)", expected: expected)
        }
    }

    func text(_ name: String, _ expected: String = "a string") throws(ServiceError) -> String {
        guard let text = try optionalText(name, expected) else { throw .invalidRequest(pointer: "/\(name)", expected: expected) }
        return text
    }

    func optionalBytes(_ name: String, _ expected: String) throws(ServiceError) -> [UInt8]? {
        guard let text = try optionalText(name, expected) else { return nil }
        guard let bytes = Hex.bytes(text) else { throw .invalidRequest(pointer: "/\(name)", expected: expected) }
        return bytes
    }

    func flag(_ name: String) throws(ServiceError) -> Bool {
        switch json[name] {
        case nil, .null: return false
        case .bool(let flag): return flag
        default: throw .invalidRequest(pointer: "/\(name)", expected: "true or false")
        }
    }

    /// A list of strings; nil when absent.
    func optionalTexts(_ name: String) throws(ServiceError) -> [String]? {
        switch json[name] {
        case nil, .null: return nil
        case .array(let values)?:
            let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
            if texts.count == values.count { return texts }
        default: break
        }
        throw .invalidRequest(pointer: "/\(name)", expected: "a list of strings")
    }

    func optionalFlag(_ name: String) throws(ServiceError) -> Bool? { json[name] == nil ? nil : try flag(name) }

    func optionalInteger(_ name: String, _ range: ClosedRange<Int>) throws(ServiceError) -> Int? {
        switch json[name] {
        case nil, .null: return nil
        case .number(let number):
            if let value = number.exactly(Int.self), range.contains(value) { return value }
        default: break
        }
        throw .invalidRequest(pointer: "/\(name)", expected: "an integer in \(range.lowerBound)...\(range.upperBound)")
    }

    /// A list of some of these words; empty when absent.
    func optionalWords(_ name: String, _ known: [String]) throws(ServiceError) -> [String] {
        let expected = "a list of " + known.joined(separator: ", ")
        switch json[name] {
        case nil, .null: return []
        case .array(let values):
            return try values.map { value throws(ServiceError) in
                guard case .string(let word) = value, known.contains(word) else {
                    throw .invalidRequest(pointer: "/\(name)", expected: expected)
                }
                return word
            }
        default: throw .invalidRequest(pointer: "/\(name)", expected: expected)
        }
    }

    /// A JSON object; empty when absent.
    func object(_ name: String) throws(ServiceError) -> JSONValue {
        switch json[name] {
        case nil, .null: return .object([])
        case .object(let members)?: return .object(members)
        default: throw .invalidRequest(pointer: "/\(name)", expected: "a JSON object")
        }
    }

    // MARK: What the requests share

    static func customerID(_ text: String, pointer: String) throws(ServiceError) -> String {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }) else {
            throw .invalidRequest(pointer: pointer, expected: "1...128 visible ASCII characters without a slash")
        }
        return text
    }

    static func imageID(_ text: String, pointer: String) throws(ServiceError) -> [UInt8] {
        guard let bytes = Hex.bytes(text), bytes.count == 32 else {
            throw .invalidRequest(pointer: pointer, expected: "an image ID of 64 hexadecimal digits")
        }
        return bytes
    }

    /// The rule document: an object, or a string that holds JSON.
    func optionalDocument() throws(ServiceError) -> [UInt8]? {
        switch json["dsl"] {
        case nil, .null: return nil
        // Not the canonical form: the order of fields belongs to a document.
        case .object(let members)?: return Array(JSONValue.object(members).readableText.utf8)
        case .string(let text)?: return Array(text.utf8)
        default: throw .invalidRequest(pointer: "/dsl", expected: "a rule document, as an object or as JSON in a string")
        }
    }

    func document() throws(ServiceError) -> [UInt8] {
        guard let document = try optionalDocument() else {
            throw .invalidRequest(pointer: "/dsl", expected: "a rule document, as an object or as JSON in a string")
        }
        return document
    }

    /// Which rule: exactly one of `customer_id` (with the active version or the one `revision` names), `image_id` and `dsl`.
    func subject() throws(ServiceError) -> RuleSubject {
        var found: [RuleSubject] = []
        let revision = try optionalInteger("revision", 1...Int(Int32.max))
        if let customer = try optionalText("customer_id") {
            let id = try Self.customerID(customer, pointer: "/customer_id")
            found.append(revision.map { .version(customer: id, revision: $0) } ?? .customer(id))
        } else if revision != nil {
            throw .invalidRequest(pointer: "/revision", expected: "given together with customer_id only")
        }
        if let image = try optionalText("image_id") { found.append(.image(try Self.imageID(image, pointer: "/image_id"))) }
        if let document = try optionalDocument() { found.append(.document(document)) }
        guard let subject = found.first, found.count == 1 else {
            throw .invalidRequest(pointer: "", expected: "an object with exactly one of customer_id, image_id and dsl")
        }
        return subject
    }

    /// An order for a proof; `now` in milliseconds since 1970.
    func order(idempotency: IdempotencyKey?, isDetached: Bool, now: Int) throws(ServiceError) -> ProofOrder {
        ProofOrder(
            subject: try subject(), request: try statementRequest(), inputs: try privateInputs(), idempotency: idempotency,
            isDetached: isDetached, priority: try optionalInteger("priority", -9...9) ?? 0, deadlineAt: try deadline(now))
    }

    /// The time after which the proof is not wanted any more: `deadline`, RFC 3339, or `deadline_seconds` from now.
    private func deadline(_ now: Int) throws(ServiceError) -> Int? {
        let expected = "a time to come (RFC 3339)"
        let seconds = try optionalInteger("deadline_seconds", 1...31_536_000)
        guard let text = try optionalText("deadline", expected) else {
            return seconds.map { now + $0 * 1000 }
        }
        guard seconds == nil else { throw .invalidRequest(pointer: "/deadline_seconds", expected: "absent beside deadline") }
        guard let time = SystemTime.milliseconds(text) else { throw .invalidRequest(pointer: "/deadline", expected: expected) }
        return time
    }

    /// The public side of a proof.
    func statementRequest() throws(ServiceError) -> StatementRequest {
        StatementRequest(
            publicParams: try object("public_params"), asOf: try optionalText("as_of", "a date, YYYY-MM-DD"),
            challenge: try optionalBytes("challenge", "bytes in hexadecimal"), audience: try optionalText("audience"),
            scope: try optionalText("scope"), allowsNegativeResult: try flag("negative"))
    }

    /// The private side of a proof.
    func privateInputs() throws(ServiceError) -> PrivateInputs {
        let salt = try optionalBytes("salt", "32 bytes in hexadecimal")
        guard salt == nil || salt?.count == 32 else { throw .invalidRequest(pointer: "/salt", expected: "32 bytes in hexadecimal") }
        return PrivateInputs(json: SecretBytes(try object("private_inputs").canonicalBytes), salt: salt)
    }
}
