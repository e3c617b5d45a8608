/// A rule in service for one customer of a tenant; several customers may share an image.
public struct DeploymentRecord: Sendable, Equatable {
    /// Whose it is; customer ids are the tenant's own.
    public var tenant: String
    public var customerID: String
    /// 32 bytes.
    public var imageID: [UInt8]
    /// The version that is active; versions count from 1, one more at each deployment.
    public var revision: Int
    public var useCase: String
    public var description: String
    public var version: String
    /// The rule document as it was sent.
    public var document: [UInt8]
    /// Milliseconds since 1970.
    public var createdAt: Int
    public var updatedAt: Int
    /// A version that gets a share of the orders, in percent, beside the active one.
    public var canary: Int?
    public var canaryShare: Int
    /// Whether finished proofs are kept and given again for the same order.
    public var keepsProofs: Bool

    public init(
        tenant: String, customerID: String, imageID: [UInt8], revision: Int = 1, useCase: String, description: String, version: String,
        document: [UInt8], createdAt: Int, updatedAt: Int, canary: Int? = nil, canaryShare: Int = 0, keepsProofs: Bool = false
    ) {
        self.tenant = tenant
        self.customerID = customerID
        self.imageID = imageID
        self.revision = revision
        self.useCase = useCase
        self.description = description
        self.version = version
        self.document = document
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.canary = canary
        self.canaryShare = canaryShare
        self.keepsProofs = keepsProofs
    }
}

extension Session {
    private static let deploymentColumns =
        "tenant, customer_id, image_id, revision, use_case, description, version, document, created_at, updated_at, canary, canary_share, keeps_proofs"

    public func deployment(_ customerID: String, tenant: String) throws(StorageError) -> DeploymentRecord? {
        try connection.query(
            "SELECT \(Self.deploymentColumns) FROM deployments WHERE tenant = ? AND customer_id = ?", [.text(tenant), .text(customerID)],
            Self.deployment
        ).first
    }

    /// At most `limit` deployments with customer ids after `after`, in their order; of one image if given.
    public func deployments(tenant: String, imageID: [UInt8]? = nil, after: String = "", limit: Int) throws(StorageError)
        -> [DeploymentRecord]
    {
        if let imageID {
            return try connection.query(
                "SELECT \(Self.deploymentColumns) FROM deployments WHERE tenant = ? AND image_id = ? AND customer_id > ? ORDER BY customer_id LIMIT ?",
                [.text(tenant), .blob(imageID), .text(after), .integer(limit)], Self.deployment)
        }
        return try connection.query(
            "SELECT \(Self.deploymentColumns) FROM deployments WHERE tenant = ? AND customer_id > ? ORDER BY customer_id LIMIT ?",
            [.text(tenant), .text(after), .integer(limit)], Self.deployment)
    }

    public func deploymentCount(tenant: String, imageID: [UInt8]? = nil) throws(StorageError) -> Int {
        if let imageID {
            return try connection.integer(
                "SELECT count(*) FROM deployments WHERE tenant = ? AND image_id = ?", [.text(tenant), .blob(imageID)])
        }
        return try connection.integer("SELECT count(*) FROM deployments WHERE tenant = ?", [.text(tenant)])
    }

    /// Adds a version and makes it the active one; the stored record, whose revision and creation time follow from what was there.
    public func putDeployment(_ record: DeploymentRecord) throws(StorageError) -> DeploymentRecord {
        var record = record
        if let earlier = try deployment(record.customerID, tenant: record.tenant) { record.createdAt = earlier.createdAt }
        record.revision = try addDeploymentVersion(DeploymentVersionRecord(record)).revision
        try writeDeployment(record)
        return record
    }

    /// Writes which version is active, and what goes with it.
    public func writeDeployment(_ record: DeploymentRecord) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO deployments (\(Self.deploymentColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, customer_id) DO UPDATE SET image_id = excluded.image_id, revision = excluded.revision,
            use_case = excluded.use_case, description = excluded.description, version = excluded.version, document = excluded.document,
            updated_at = excluded.updated_at, canary = excluded.canary, canary_share = excluded.canary_share,
            keeps_proofs = excluded.keeps_proofs
            """,
            [
                .text(record.tenant), .text(record.customerID), .blob(record.imageID), .integer(record.revision), .text(record.useCase),
                .text(record.description), .text(record.version), .blob(record.document), .integer(record.createdAt),
                .integer(record.updatedAt), Value(record.canary), .integer(record.canaryShare), .integer(record.keepsProofs ? 1 : 0),
            ])
    }

    /// Takes the deployment out of service; its versions stay, so that receipts stay verifiable. True if there was one.
    public func deleteDeployment(_ customerID: String, tenant: String) throws(StorageError) -> Bool {
        try connection.run("DELETE FROM deployments WHERE tenant = ? AND customer_id = ?", [.text(tenant), .text(customerID)])
    }

    private static func deployment(_ row: Row) -> DeploymentRecord {
        DeploymentRecord(
            tenant: row.text(0), customerID: row.text(1), imageID: row.blob(2), revision: row.integer(3), useCase: row.text(4),
            description: row.text(5), version: row.text(6), document: row.blob(7), createdAt: row.integer(8), updatedAt: row.integer(9),
            canary: row.optionalInteger(10), canaryShare: row.integer(11), keepsProofs: row.integer(12) != 0)
    }
}
