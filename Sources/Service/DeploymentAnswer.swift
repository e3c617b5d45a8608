import Rules
import Storage

/// What an idempotency record keeps of a deployment, so that a repetition is answered as it was first.
struct DeploymentAnswer {
    var record: DeploymentRecord
    var isNew: Bool
    /// The version that was made.
    var added: Int

    init(record: DeploymentRecord, isNew: Bool, added: Int) {
        self.record = record
        self.isNew = isNew
        self.added = added
    }

    var encoded: [UInt8] {
        var members = [
            JSONMember("customer_id", .string(record.customerID)), JSONMember("image_id", .string(Hex.text(record.imageID))),
            JSONMember("revision", .integer(record.revision)), JSONMember("use_case", .string(record.useCase)),
            JSONMember("description", .string(record.description)), JSONMember("version", .string(record.version)),
            JSONMember("created_at", .integer(record.createdAt)), JSONMember("updated_at", .integer(record.updatedAt)),
            JSONMember("canary_share", .integer(record.canaryShare)), JSONMember("keeps_proofs", .bool(record.keepsProofs)),
            JSONMember("is_new", .bool(isNew)), JSONMember("added", .integer(added)),
        ]
        if let canary = record.canary { members.append(JSONMember("canary", .integer(canary))) }
        return JSONValue.object(members).canonicalBytes
    }

    /// Reads what `encoded` gave, now or in an earlier version; nil for anything else.
    init?(_ bytes: [UInt8], tenant: String, document: [UInt8]) {
        guard let json = JSONParser.parse(bytes).value else { return nil }
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        func number(_ name: String) -> Int? { if case .number(let number)? = json[name] { number.exactly(Int.self) } else { nil } }
        guard let customer = text("customer_id"), let image = text("image_id").flatMap({ Hex.bytes($0) }),
            let revision = number("revision"), let useCase = text("use_case"), let description = text("description"),
            let version = text("version"), let created = number("created_at"), let updated = number("updated_at")
        else { return nil }
        record = DeploymentRecord(
            tenant: tenant, customerID: customer, imageID: image, revision: revision, useCase: useCase, description: description,
            version: version, document: document, createdAt: created, updatedAt: updated, canary: number("canary"),
            canaryShare: number("canary_share") ?? 0, keepsProofs: json["keeps_proofs"] == .bool(true))
        isNew = json["is_new"].map { $0 == .bool(true) } ?? (revision == 1)
        added = number("added") ?? revision
    }
}
