/// How far a proof is.
public struct ProvingProgress: Sendable, Equatable {
    /// `execution`, `tables`, the phases of `ProvingPhase`, `selfCheck`.
    public let phase: String
    /// Share of the work that is done, 0…1, never falling.
    public let fraction: Double
    /// Expected wall-clock seconds to the end; nil until there is something to judge by.
    public let secondsRemaining: Double?

    public init(phase: String, fraction: Double, secondsRemaining: Double? = nil) {
        self.phase = phase
        self.fraction = fraction
        self.secondsRemaining = secondsRemaining
    }
}
