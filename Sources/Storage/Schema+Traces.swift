extension Schema {
    /// The trace that a job's caller works for, so that the spans of whoever proves it join it.
    static let traces = "ALTER TABLE jobs ADD COLUMN traceparent TEXT;"
}
