/// How well something is that the service depends on.
public struct HealthState: Sendable, Equatable {
    /// From good to bad.
    public enum Level: String, Sendable, CaseIterable {
        case healthy
        /// It works, but slowly, or without something that can be missed for a while.
        case degraded
        /// Requests that need it fail.
        case unhealthy
    }

    public var level: Level
    /// One sentence for the operator, without secrets; empty when all is well.
    public var detail: String

    public static let healthy = HealthState(level: .healthy, detail: "")
    public static func degraded(_ detail: String) -> HealthState { HealthState(level: .degraded, detail: detail) }
    public static func unhealthy(_ detail: String) -> HealthState { HealthState(level: .unhealthy, detail: detail) }
}

/// Looks after one dependency.
public protocol HealthProbe: Sendable {
    /// A short fixed word: it is a label of a metric.
    var name: String { get }
    /// Asks the dependency; may block, on a thread of the health board's own.
    func check() -> HealthState
}

/// The state of every dependency at about the same time.
public struct HealthReport: Sendable {
    public var dependencies: [(name: String, state: HealthState)]

    /// The worst state of all; healthy when there is no dependency.
    public var level: HealthState.Level {
        let levels = dependencies.map(\.state.level)
        return levels.contains(.unhealthy) ? .unhealthy : levels.contains(.degraded) ? .degraded : .healthy
    }
}
