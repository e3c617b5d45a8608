/// A version of a customer's rule; never changes and is never deleted.
public struct DeploymentVersionRecord: Sendable, Equatable {
    public var tenant: String
    public var customerID: String
    /// From 1, one more at each deployment.
    public var revision: Int
    /// 32 bytes.
    public var imageID: [UInt8]
    public var useCase: String
    public var description: String
    public var version: String
    public var document: [UInt8]
    /// Milliseconds since 1970.
    public var createdAt: Int

    public init(
        tenant: String, customerID: String, revision: Int, imageID: [UInt8], useCase: String, description: String, version: String,
        document: [UInt8], createdAt: Int
    ) {
        self.tenant = tenant
        self.customerID = customerID
        self.revision = revision
        self.imageID = imageID
        self.useCase = useCase
        self.description = description
        self.version = version
        self.document = document
        self.createdAt = createdAt
    }

    /// The version that a deployment makes active.
    public init(_ deployment: DeploymentRecord) {
        self.init(
            tenant: deployment.tenant, customerID: deployment.customerID, revision: deployment.revision, imageID: deployment.imageID,
            useCase: deployment.useCase, description: deployment.description, version: deployment.version, document: deployment.document,
            createdAt: deployment.updatedAt)
    }
}

/// One move of the alias `active`, or of a canary.
public struct DeploymentChangeRecord: Sendable, Equatable {
    /// Milliseconds since 1970.
    public var at: Int
    /// `deploy`, `add`, `activate`, `canary`, `end_canary`, `roll_back`, `delete`.
    public var action: String
    /// The version that the move was about, and the one that was active before.
    public var revision: Int?
    public var fromRevision: Int?
    /// Percent of the orders, for a canary.
    public var share: Int?
    /// The key that asked for it.
    public var keyID: String?

    public init(at: Int, action: String, revision: Int?, fromRevision: Int?, share: Int? = nil, keyID: String? = nil) {
        self.at = at
        self.action = action
        self.revision = revision
        self.fromRevision = fromRevision
        self.share = share
        self.keyID = keyID
    }
}

extension Session {
    private static let versionColumns =
        "tenant, customer_id, revision, image_id, use_case, description, version, document, created_at"

    /// Adds a version; the stored record with its revision.
    public func addDeploymentVersion(_ record: DeploymentVersionRecord) throws(StorageError) -> DeploymentVersionRecord {
        var record = record
        record.revision = try connection.integer(
            "SELECT coalesce(max(revision), 0) + 1 FROM deployment_versions WHERE tenant = ? AND customer_id = ?",
            [.text(record.tenant), .text(record.customerID)])
        try connection.run(
            "INSERT INTO deployment_versions (\(Self.versionColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(record.tenant), .text(record.customerID), .integer(record.revision), .blob(record.imageID), .text(record.useCase),
                .text(record.description), .text(record.version), .blob(record.document), .integer(record.createdAt),
            ])
        return record
    }

    public func deploymentVersion(_ customerID: String, revision: Int, tenant: String) throws(StorageError) -> DeploymentVersionRecord? {
        try connection.query(
            "SELECT \(Self.versionColumns) FROM deployment_versions WHERE tenant = ? AND customer_id = ? AND revision = ?",
            [.text(tenant), .text(customerID), .integer(revision)], Self.version
        ).first
    }

    /// At most `limit` versions of a customer below a revision, the newest first.
    public func deploymentVersions(_ customerID: String, tenant: String, below revision: Int = .max, limit: Int) throws(StorageError)
        -> [DeploymentVersionRecord]
    {
        try connection.query(
            """
            SELECT \(Self.versionColumns) FROM deployment_versions WHERE tenant = ? AND customer_id = ? AND revision < ?
            ORDER BY revision DESC LIMIT ?
            """, [.text(tenant), .text(customerID), .integer(revision), .integer(limit)], Self.version)
    }

    public func appendDeploymentChange(_ change: DeploymentChangeRecord, customerID: String, tenant: String) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO deployment_changes (tenant, customer_id, at, action, revision, from_revision, share, key_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(tenant), .text(customerID), .integer(change.at), .text(change.action), Value(change.revision),
                Value(change.fromRevision), Value(change.share), Value(change.keyID),
            ])
    }

    /// The latest changes of a deployment, the newest first.
    public func deploymentChanges(_ customerID: String, tenant: String, limit: Int) throws(StorageError) -> [DeploymentChangeRecord] {
        try connection.query(
            """
            SELECT at, action, revision, from_revision, share, key_id FROM deployment_changes WHERE tenant = ? AND customer_id = ?
            ORDER BY number DESC LIMIT ?
            """, [.text(tenant), .text(customerID), .integer(limit)]
        ) {
            DeploymentChangeRecord(
                at: $0.integer(0), action: $0.text(1), revision: $0.optionalInteger(2), fromRevision: $0.optionalInteger(3),
                share: $0.optionalInteger(4), keyID: $0.optionalText(5))
        }
    }

    private static func version(_ row: Row) -> DeploymentVersionRecord {
        DeploymentVersionRecord(
            tenant: row.text(0), customerID: row.text(1), revision: row.integer(2), imageID: row.blob(3), useCase: row.text(4),
            description: row.text(5), version: row.text(6), document: row.blob(7), createdAt: row.integer(8))
    }
}
