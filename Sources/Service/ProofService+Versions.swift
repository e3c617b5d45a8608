import Rules
import Storage

/// What becomes of a version of a deployment.
public enum DeploymentMove: Sendable, Equatable {
    /// All orders get it; a canary ends.
    case activate(Int)
    /// It gets a share of the orders, 1...99 percent, beside the active one.
    case canary(Int, share: Int)
    /// A canary ends; without one, the version that was active before becomes it again.
    case rollBack

    /// What the audit log keeps of it.
    var detail: [JSONMember] {
        switch self {
        case .activate(let revision): [JSONMember("move", .string("activate")), JSONMember("revision", .integer(revision))]
        case .canary(let revision, let share):
            [JSONMember("move", .string("canary")), JSONMember("revision", .integer(revision)), JSONMember("share", .integer(share))]
        case .rollBack: [JSONMember("move", .string("roll_back"))]
        }
    }
}

extension ProofService {
    /// A version that the tenant has ever deployed, whatever is active now.
    public func version(_ customerID: String, revision: Int, by caller: Caller) throws(ServiceError) -> DeploymentVersionRecord {
        let found = try stored { session throws(StorageError) in
            try session.deploymentVersion(customerID, revision: revision, tenant: caller.tenant)
        }
        guard let found else { throw .unknownVersion(customerID: customerID, revision: revision) }
        return found
    }

    /// A customer's versions, the newest first.
    public func versions(_ customerID: String, below revision: Int, limit: Int, by caller: Caller) throws(ServiceError)
        -> [DeploymentVersionRecord]
    {
        let found = try stored { session throws(StorageError) in
            try session.deploymentVersions(customerID, tenant: caller.tenant, below: revision, limit: limit)
        }
        guard !found.isEmpty || revision != .max else { throw .unknownDeployment(customerID) }
        return found
    }

    /// The latest changes of a deployment, the newest first.
    public func history(of customerID: String, limit: Int, by caller: Caller) throws(ServiceError) -> [DeploymentChangeRecord] {
        let found = try stored { session throws(StorageError) in
            try session.deploymentChanges(customerID, tenant: caller.tenant, limit: limit)
        }
        if found.isEmpty { _ = try deployment(customerID, by: caller) }
        return found
    }

    /// Moves the alias `active`, or a canary; jobs accepted before go on with the version they were accepted for.
    public func move(_ customerID: String, _ move: DeploymentMove, idempotency: IdempotencyKey?, by caller: Caller) throws(ServiceError)
        -> DeploymentRecord
    {
        try requireService()
        if case .canary(_, let share) = move, !(1...99).contains(share) {
            throw .invalidRequest(pointer: "/share", expected: "an integer in 1...100")
        }
        let now = environment.now()
        let entry = entry("deployment.move", customerID, move.detail, by: caller)
        let answer = try once("move \(customerID)", idempotency, by: caller) { session throws(StorageError) in
            guard var record = try session.deployment(customerID, tenant: caller.tenant) else {
                return .refused(.unknownDeployment(customerID))
            }
            var change = DeploymentChangeRecord(at: now, action: "", revision: nil, fromRevision: record.revision, keyID: caller.keyID)
            switch move {
            case .activate(let revision):
                guard try Self.point(&record, to: revision, session) else {
                    return .refused(.unknownVersion(customerID: customerID, revision: revision))
                }
                (change.action, change.revision) = ("activate", revision)
            case .canary(let revision, let share):
                guard try session.deploymentVersion(customerID, revision: revision, tenant: caller.tenant) != nil else {
                    return .refused(.unknownVersion(customerID: customerID, revision: revision))
                }
                guard revision != record.revision else {
                    return .refused(.invalidRequest(pointer: "/revision", expected: "a version other than the active one"))
                }
                (record.canary, record.canaryShare) = (revision, share)
                (change.action, change.revision, change.share) = ("canary", revision, share)
            case .rollBack:
                if let canary = record.canary {
                    (record.canary, record.canaryShare) = (nil, 0)
                    (change.action, change.revision) = ("end_canary", canary)
                } else {
                    let changes = try session.deploymentChanges(customerID, tenant: caller.tenant, limit: 1000)
                    guard let earlier = Self.predecessor(changes), try Self.point(&record, to: earlier, session) else {
                        return .refused(.nothingToRollBack(customerID))
                    }
                    (change.action, change.revision) = ("roll_back", earlier)
                }
            }
            record.updatedAt = now
            try session.writeDeployment(record)
            try session.appendAudit(entry)
            try session.appendDeploymentChange(change, customerID: customerID, tenant: caller.tenant)
            return .answer(DeploymentAnswer(record: record, isNew: false, added: record.revision).encoded)
        }
        guard let decoded = DeploymentAnswer(answer, tenant: caller.tenant, document: []) else {
            throw .engine(reason: "A stored answer can't be read.")
        }
        return decoded.record
    }

    /// Whether finished proofs of a deployment are kept and given again for the same order.
    public func keepProofs(_ keeps: Bool, of customerID: String, by caller: Caller) throws(ServiceError) -> DeploymentRecord {
        let now = environment.now()
        let record = try written { session throws(StorageError) -> DeploymentRecord? in
            guard var record = try session.deployment(customerID, tenant: caller.tenant) else { return nil }
            record.keepsProofs = keeps
            record.updatedAt = now
            try session.writeDeployment(record)
            return record
        }
        guard let record else { throw .unknownDeployment(customerID) }
        return record
    }

    /// The images that a receipt for a subject may have, the likeliest first: of a customer the active version's and the canary's.
    public func imageIDs(of subject: RuleSubject, by caller: Caller) throws(ServiceError) -> [[UInt8]] {
        guard case .customer(let id) = subject else { return [try imageID(of: subject, by: caller)] }
        let record = try deployment(id, by: caller)
        guard let canary = record.canary else { return [record.imageID] }
        return [record.imageID, try version(id, revision: canary, by: caller).imageID]
    }

    /// Makes a version the active one; false if there is none with this number.
    private static func point(_ record: inout DeploymentRecord, to revision: Int, _ session: Session) throws(StorageError) -> Bool {
        guard let version = try session.deploymentVersion(record.customerID, revision: revision, tenant: record.tenant) else {
            return false
        }
        record.revision = version.revision
        record.imageID = version.imageID
        record.useCase = version.useCase
        record.description = version.description
        record.version = version.version
        record.document = version.document
        (record.canary, record.canaryShare) = (nil, 0)
        return true
    }

    /// The version that was active before the one that is, going back over earlier returns: 1, 2, 3, back to 2, back to 1.
    private static func predecessor(_ changes: [DeploymentChangeRecord]) -> Int? {
        var skipped = 0
        for change in changes {
            switch change.action {
            case "roll_back": skipped += 1
            case "deploy", "activate":
                if skipped > 0 { skipped -= 1 } else { return change.fromRevision }
            case "delete": return nil
            default: continue
            }
        }
        return nil
    }
}

extension ProofService {
    /// The SDK archive (tar.gz) of a version, the active one if none is named, and which version it is of.
    public func sdk(of customerID: String, revision: Int?, by caller: Caller) throws(ServiceError) -> (archive: [UInt8], revision: Int) {
        let active: Int
        if let revision { active = revision } else { active = try deployment(customerID, by: caller).revision }
        let version = try version(customerID, revision: active, by: caller)
        guard let archive = DeploymentSDK(version: version).archive else { throw .engine(reason: "The archive could not be written.") }
        return (archive, active)
    }
}
