/// One entry in a job's history; numbers start at 1 and rise by 1.
public struct JobEventRecord: Sendable, Equatable {
    public var jobID: String
    public var number: Int
    public var name: String
    /// JSON.
    public var data: [UInt8]
    public var at: Int
}

extension Session {
    /// Appends to a job's history; the record with its number.
    public func appendEvent(jobID: String, name: String, data: [UInt8], at: Int) throws(StorageError) -> JobEventRecord {
        let number = try connection.integer("SELECT coalesce(max(number), 0) + 1 FROM job_events WHERE job_id = ?", [.text(jobID)])
        try connection.run(
            "INSERT INTO job_events (job_id, number, name, data, at) VALUES (?, ?, ?, ?, ?)",
            [.text(jobID), .integer(number), .text(name), .blob(data), .integer(at)])
        return JobEventRecord(jobID: jobID, number: number, name: name, data: data, at: at)
    }

    /// A job's history after an event number, in order.
    public func events(jobID: String, after number: Int) throws(StorageError) -> [JobEventRecord] {
        try connection.query(
            "SELECT job_id, number, name, data, at FROM job_events WHERE job_id = ? AND number > ? ORDER BY number",
            [.text(jobID), .integer(number)]
        ) {
            JobEventRecord(jobID: $0.text(0), number: $0.integer(1), name: $0.text(2), data: $0.blob(3), at: $0.integer(4))
        }
    }
}
