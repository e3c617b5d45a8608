/// A receipt as it was produced, and the statement it makes.
public struct ReceiptRecord: Sendable, Equatable {
    public var id: String
    public var tenant: String
    public var imageID: [UInt8]
    public var jobID: String
    /// What the receipt says, JSON.
    public var statement: [UInt8]
    /// The receipt in its binary format.
    public var encoded: [UInt8]
    /// Milliseconds since 1970.
    public var createdAt: Int

    public init(id: String, tenant: String, imageID: [UInt8], jobID: String, statement: [UInt8], encoded: [UInt8], createdAt: Int) {
        self.id = id
        self.tenant = tenant
        self.imageID = imageID
        self.jobID = jobID
        self.statement = statement
        self.encoded = encoded
        self.createdAt = createdAt
    }
}

extension Session {
    public func insertReceipt(_ receipt: ReceiptRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO receipts (id, tenant, image_id, job_id, statement, encoded, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .text(receipt.id), .text(receipt.tenant), .blob(receipt.imageID), .text(receipt.jobID), .blob(receipt.statement),
                .blob(receipt.encoded), .integer(receipt.createdAt),
            ])
    }

    public func receipt(_ id: String, tenant: String) throws(StorageError) -> ReceiptRecord? {
        try connection.query(
            "SELECT id, tenant, image_id, job_id, statement, encoded, created_at FROM receipts WHERE id = ? AND tenant = ?",
            [.text(id), .text(tenant)]
        ) {
            ReceiptRecord(
                id: $0.text(0), tenant: $0.text(1), imageID: $0.blob(2), jobID: $0.text(3), statement: $0.blob(4), encoded: $0.blob(5),
                createdAt: $0.integer(6))
        }.first
    }

    public func receiptCount(tenant: String) throws(StorageError) -> Int {
        try connection.integer("SELECT count(*) FROM receipts WHERE tenant = ?", [.text(tenant)])
    }
}
