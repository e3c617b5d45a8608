import Rules
import Storage

/// Which rule is meant.
public enum RuleSubject: Sendable {
    /// The version that a customer's deployment has active, or its canary.
    case customer(String)
    /// One version of a customer's deployment, whatever is active.
    case version(customer: String, revision: Int)
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
    /// Puts a rule into service for a customer; `isNew` is false when there was a deployment before.
    ///
    /// Each call makes a new version; it becomes the active one unless `activates` is false and another is active. With a key, a
    /// repetition returns the deployment as it was answered first.
    public func deploy(
        customerID: String, document: [UInt8], activates: Bool = true, keepsProofs: Bool? = nil, idempotency: IdempotencyKey?,
        by caller: Caller
    ) throws(ServiceError) -> (record: DeploymentRecord, isNew: Bool) {
        let answer = try deployOnce(customerID, document, activates, keepsProofs, mustExist: false, idempotency, caller)
        return (answer.record, answer.isNew)
    }

    /// Makes a new version of an existing deployment.
    public func redeploy(
        customerID: String, document: [UInt8], activates: Bool = true, keepsProofs: Bool? = nil, idempotency: IdempotencyKey? = nil,
        by caller: Caller
    ) throws(ServiceError) -> DeploymentRecord {
        try deployOnce(customerID, document, activates, keepsProofs, mustExist: true, idempotency, caller).record
    }

    private func deployOnce(
        _ customerID: String, _ document: [UInt8], _ activates: Bool, _ keepsProofs: Bool?, mustExist: Bool,
        _ idempotency: IdempotencyKey?, _ caller: Caller
    ) throws(ServiceError) -> DeploymentAnswer {
        try requireService()
        let (rule, findings) = engine.check(document)
        guard let rule else { throw .invalidRule(findings) }
        let now = environment.now()
        let wish = DeploymentRecord(
            tenant: caller.tenant, customerID: customerID, imageID: rule.imageID, useCase: rule.useCase, description: rule.description,
            version: rule.version, document: document, createdAt: now, updatedAt: now, keepsProofs: keepsProofs ?? false)
        let entry = entry("deployment.put", customerID, [JSONMember("image_id", .string(Hex.text(rule.imageID)))], by: caller)
        let answer = try once("deploy", idempotency, by: caller) { session throws(StorageError) in
            let earlier = try session.deployment(customerID, tenant: caller.tenant)
            if mustExist, earlier == nil { return .refused(.unknownDeployment(customerID)) }
            var record = wish
            if let earlier { record.keepsProofs = keepsProofs ?? earlier.keepsProofs }
            let change: DeploymentChangeRecord
            let added: Int
            if let earlier, !activates {
                added = try session.addDeploymentVersion(DeploymentVersionRecord(wish)).revision
                record = earlier
                record.updatedAt = now
                record.keepsProofs = keepsProofs ?? earlier.keepsProofs
                try session.writeDeployment(record)
                change = DeploymentChangeRecord(
                    at: now, action: "add", revision: added, fromRevision: earlier.revision, keyID: caller.keyID)
            } else {
                record = try session.putDeployment(record)
                added = record.revision
                change = DeploymentChangeRecord(
                    at: now, action: "deploy", revision: added, fromRevision: earlier?.revision, keyID: caller.keyID)
            }
            try session.appendDeploymentChange(change, customerID: customerID, tenant: caller.tenant)
            try session.appendAudit(entry)
            return .answer(DeploymentAnswer(record: record, isNew: earlier == nil, added: added).encoded)
        }
        guard let decoded = DeploymentAnswer(answer, tenant: caller.tenant, document: document) else {
            throw .engine(reason: "A stored answer can't be read.")
        }
        return decoded
    }

    public func deployment(_ customerID: String, by caller: Caller) throws(ServiceError) -> DeploymentRecord {
        guard let record = try stored({ session throws(StorageError) in try session.deployment(customerID, tenant: caller.tenant) }) else {
            throw .unknownDeployment(customerID)
        }
        return record
    }

    public func removeDeployment(_ customerID: String, by caller: Caller) throws(ServiceError) {
        let now = environment.now()
        let entry = entry("deployment.delete", customerID, by: caller)
        let isRemoved = try written { session throws(StorageError) -> Bool in
            guard try session.deleteDeployment(customerID, tenant: caller.tenant) else { return false }
            let change = DeploymentChangeRecord(at: now, action: "delete", revision: nil, fromRevision: nil, keyID: caller.keyID)
            try session.appendDeploymentChange(change, customerID: customerID, tenant: caller.tenant)
            try session.appendAudit(entry)
            return true
        }
        guard isRemoved else { throw .unknownDeployment(customerID) }
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

    // MARK: Which rule

    /// The document, rule and image that a subject stands for now; `choice` decides between an active version and its canary.
    func resolve(_ subject: RuleSubject, needsDocument: Bool = true, choice: String = "", by caller: Caller) throws(ServiceError)
        -> ResolvedRule
    {
        switch subject {
        case .customer(let id):
            let record = try deployment(id, by: caller)
            if let canary = record.canary, try isCanary(choice, record) {
                return try resolved(try version(id, revision: canary, by: caller), keepsProofs: record.keepsProofs)
            }
            return try resolved(DeploymentVersionRecord(record), keepsProofs: record.keepsProofs)
        case .version(let id, let revision):
            let record = try version(id, revision: revision, by: caller)
            let keepsProofs = try stored { session throws(StorageError) in
                try session.deployment(id, tenant: caller.tenant)?.keepsProofs ?? false
            }
            return try resolved(record, keepsProofs: keepsProofs)
        case .image(let imageID):
            let page = try deployments(imageID: imageID, after: "", limit: 1, by: caller).page
            if let record = page.first { return try resolved(record.document, customerID: nil, imageID: imageID) }
            guard !needsDocument else { throw .unknownImage(Hex.text(imageID)) }
            return ResolvedRule(document: [], rule: nil, customerID: nil, imageID: imageID, revision: nil, keepsProofs: false)
        case .document(let document):
            return try resolved(document, customerID: nil, imageID: nil)
        }
    }

    /// Whether an order goes to the canary: the same key always goes the same way, and a rising share only adds.
    private func isCanary(_ choice: String, _ record: DeploymentRecord) throws(ServiceError) -> Bool {
        let digest = try keyed { () throws(ServiceKey.Failure) in
            try databaseKey.mac("burhan canary", Array("\(record.tenant)\n\(record.customerID)\n\(choice)".utf8))
        }
        let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return number % 100 < UInt64(max(0, record.canaryShare))
    }

    private func resolved(_ version: DeploymentVersionRecord, keepsProofs: Bool) throws(ServiceError) -> ResolvedRule {
        var rule = try resolved(version.document, customerID: version.customerID, imageID: version.imageID)
        rule.revision = version.revision
        rule.keepsProofs = keepsProofs
        return rule
    }

    private func resolved(_ document: [UInt8], customerID: String?, imageID: [UInt8]?) throws(ServiceError) -> ResolvedRule {
        let (rule, findings) = engine.check(document)
        guard let rule else { throw .invalidRule(findings) }
        if let imageID { environment.observer.note(.imageChecked(isSame: imageID == rule.imageID)) }
        return ResolvedRule(
            document: document, rule: rule, customerID: customerID, imageID: imageID ?? rule.imageID, revision: nil, keepsProofs: false)
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
    var revision: Int?
    var keepsProofs: Bool
}
