/// A label of a metric family with every value it may take, so that the number of time series is known beforehand.
///
/// A value outside the set is counted under `other`. Identifiers of tenants, jobs or callers are never labels: they are without bound, and
/// they tell of persons.
public struct Label: Sendable, Equatable {
    /// What values outside the set are counted under.
    public static let other = "other"

    public let name: String
    public let values: [String]

    public init(_ name: String, _ values: [String]) {
        self.name = name
        self.values = values.contains(Self.other) ? values : values + [Self.other]
    }
}
