/// Which jobs of a tenant are wanted; members that are nil let all pass.
public struct JobFilter: Sendable, Equatable {
    public var states: Set<JobState>
    public var customerID: String?
    public var batchID: String?
    public var imageID: [UInt8]?
    /// Milliseconds since 1970: accepted at this time or later, before this time.
    public var from: Int?
    public var until: Int?

    public init(
        states: Set<JobState> = [], customerID: String? = nil, batchID: String? = nil, imageID: [UInt8]? = nil, from: Int? = nil,
        until: Int? = nil
    ) {
        self.states = states
        self.customerID = customerID
        self.batchID = batchID
        self.imageID = imageID
        self.from = from
        self.until = until
    }
}

extension Session {
    /// A tenant's jobs, the newest first, after one of them if given.
    public func jobs(tenant: String, _ filter: JobFilter, after id: String?, limit: Int) throws(StorageError) -> [JobRecord] {
        var conditions = ["tenant = ?"]
        var values: [Value] = [.text(tenant)]
        func require(_ condition: String, _ value: Value) {
            conditions.append(condition)
            values.append(value)
        }
        if !filter.states.isEmpty {
            let states = filter.states.map(\.rawValue).sorted()
            conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ", ")))")
            values += states.map(Value.text)
        }
        if let customer = filter.customerID { require("customer_id = ?", .text(customer)) }
        if let batch = filter.batchID { require("batch_id = ?", .text(batch)) }
        if let image = filter.imageID { require("image_id = ?", .blob(image)) }
        if let from = filter.from { require("created_at >= ?", .integer(from)) }
        if let until = filter.until { require("created_at < ?", .integer(until)) }
        if let id {
            // The place of one's own jobs only: another tenant's is like none.
            require("number < (SELECT number FROM jobs WHERE id = ? AND tenant = ?)", .text(id))
            values.append(.text(tenant))
        }
        return try connection.query(
            "SELECT \(Self.jobColumns) FROM jobs WHERE \(conditions.joined(separator: " AND ")) ORDER BY number DESC LIMIT ?",
            values + [.integer(limit)], Self.job)
    }
}
