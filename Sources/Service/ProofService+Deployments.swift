import Rules
import Storage

/// Which rule is meant.
public enum RuleSubject: Sendable {
    case customer(String)
    /// 32 bytes.
    case image([UInt8])
    case document([UInt8])
}

/// A request's Idempotency-Key and the bytes it stands for.
public struct IdempotencyKey: Sendable {
    public var key: String
    public var body: [UInt8]

    public init(key: String, body: [UInt8]) {
        self.key = key
        self.body = body
    }
}

extension ProofService {
    /// Puts a rule into service for a customer; `isNew` is false when it replaced another.
    ///
    /// With a key, a repetition returns the deployment as it was answered first.
    public func deploy(customerID: String, document: [UInt8], idempotency: IdempotencyKey?, by caller: Caller) throws(ServiceError)
        -> (record: DeploymentRecord, isNew: Bool)
    {
        try requireService()
        let (rule, findings) = engine.check(document)
        guard let rule else { throw .invalidRule(findings) }
        let now = environment.now()
        let record = DeploymentRecord(
            tenant: caller.tenant, customerID: customerID, imageID: rule.imageID, useCase: rule.useCase, description: rule.description,
            version: rule.version,
            document: document, createdAt: now, updatedAt: now)
        // A deployment holds nothing private, so that its digest may be made with the key that lies in the database.
        let digest = try idempotency.map { idempotency throws(ServiceError) in
            try keyed { () throws(ServiceKey.Failure) in try databaseKey.mac("burhan deploy", idempotency.body) }
        }
        let entry = entry("deployment.put", customerID, [JSONMember("image_id", .string(Hex.text(rule.imageID)))], by: caller)
        let (conflict, stored): (Bool, DeploymentRecord?) = try written { session throws(StorageError) in
            if let idempotency, let earlier = try session.idempotency(tenant: caller.tenant, scope: "deploy", key: idempotency.key) {
                guard earlier.digest == digest, let answer = earlier.answer else { return (true, nil) }
                return (false, DeploymentAnswer.decode(answer, tenant: caller.tenant, document: document))
            }
            let stored = try session.putDeployment(record)
            try session.appendAudit(entry)
            if let idempotency, let digest {
                try session.deleteIdempotency(before: now - settings.idempotencyDays * 86_400_000)
                try session.putIdempotency(
                    IdempotencyRecord(
                        tenant: caller.tenant, scope: "deploy", key: idempotency.key, digest: digest, digestKey: "database", status: 200,
                        answer: DeploymentAnswer.encode(stored), createdAt: now))
            }
            return (false, stored)
        }
        guard !conflict, let stored else { throw .idempotencyConflict(jobID: nil) }
        return (stored, stored.revision == 1)
    }

    /// Replaces the rule of an existing deployment.
    public func redeploy(customerID: String, document: [UInt8], by caller: Caller) throws(ServiceError) -> DeploymentRecord {
        _ = try deployment(customerID, by: caller)
        return try deploy(customerID: customerID, document: document, idempotency: nil, by: caller).record
    }

    public func deployment(_ customerID: String, by caller: Caller) throws(ServiceError) -> DeploymentRecord {
        guard let record = try stored({ session throws(StorageError) in try session.deployment(customerID, tenant: caller.tenant) }) else {
            throw .unknownDeployment(customerID)
        }
        return record
    }

    public func removeDeployment(_ customerID: String, by caller: Caller) throws(ServiceError) {
        let entry = entry("deployment.delete", customerID, by: caller)
        let isDone = try written { session throws(StorageError) in
            guard try session.deleteDeployment(customerID, tenant: caller.tenant) else { return false }
            try session.appendAudit(entry)
            return true
        }
        guard isDone else { throw .unknownDeployment(customerID) }
    }

    /// At most `limit` deployments after a customer id, of one image if given, and how many there are in all.
    public func deployments(imageID: [UInt8]?, after: String, limit: Int, by caller: Caller) throws(ServiceError)
        -> (page: [DeploymentRecord], total: Int)
    {
        try stored { session throws(StorageError) in
            (
                try session.deployments(tenant: caller.tenant, imageID: imageID, after: after, limit: limit),
                try session.deploymentCount(tenant: caller.tenant, imageID: imageID)
            )
        }
    }

    /// The document, rule and image that a subject stands for now.
    func resolve(_ subject: RuleSubject, needsDocument: Bool = true, by caller: Caller) throws(ServiceError) -> ResolvedRule {
        switch subject {
        case .customer(let id):
            let record = try deployment(id, by: caller)
            return try resolved(record.document, customerID: id, imageID: record.imageID)
        case .image(let imageID):
            let page = try deployments(imageID: imageID, after: "", limit: 1, by: caller).page
            if let record = page.first { return try resolved(record.document, customerID: nil, imageID: imageID) }
            guard !needsDocument else { throw .unknownImage(Hex.text(imageID)) }
            return ResolvedRule(document: [], rule: nil, customerID: nil, imageID: imageID)
        case .document(let document):
            return try resolved(document, customerID: nil, imageID: nil)
        }
    }

    private func resolved(_ document: [UInt8], customerID: String?, imageID: [UInt8]?) throws(ServiceError) -> ResolvedRule {
        let (rule, findings) = engine.check(document)
        guard let rule else { throw .invalidRule(findings) }
        if let imageID { environment.observer.note(.imageChecked(isSame: imageID == rule.imageID)) }
        return ResolvedRule(document: document, rule: rule, customerID: customerID, imageID: imageID ?? rule.imageID)
    }

    /// Refuses work while the service drains.
    func requireService() throws(ServiceError) {
        if isDraining { throw .draining }
    }
}

/// A subject found.
struct ResolvedRule {
    let document: [UInt8]
    let rule: RuleSummary?
    let customerID: String?
    let imageID: [UInt8]
}

/// The part of a deployment that an idempotency record keeps, so that a repetition is answered as it was first.
enum DeploymentAnswer {
    static func encode(_ record: DeploymentRecord) -> [UInt8] {
        JSONValue.object([
            JSONMember("customer_id", .string(record.customerID)), JSONMember("image_id", .string(Hex.text(record.imageID))),
            JSONMember("revision", .integer(record.revision)), JSONMember("use_case", .string(record.useCase)),
            JSONMember("description", .string(record.description)), JSONMember("version", .string(record.version)),
            JSONMember("created_at", .integer(record.createdAt)), JSONMember("updated_at", .integer(record.updatedAt)),
        ]).canonicalBytes
    }

    static func decode(_ bytes: [UInt8], tenant: String, document: [UInt8]) -> DeploymentRecord? {
        guard let json = JSONParser.parse(bytes).value else { return nil }
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        func number(_ name: String) -> Int? { if case .number(let number)? = json[name] { number.exactly(Int.self) } else { nil } }
        guard let customer = text("customer_id"), let image = text("image_id").flatMap({ Hex.bytes($0) }),
            let revision = number("revision"),
            let useCase = text("use_case"), let description = text("description"), let version = text("version"),
            let created = number("created_at"), let updated = number("updated_at")
        else { return nil }
        return DeploymentRecord(
            tenant: tenant, customerID: customer, imageID: image, revision: revision, useCase: useCase, description: description,
            version: version,
            document: document, createdAt: created, updatedAt: updated)
    }
}
