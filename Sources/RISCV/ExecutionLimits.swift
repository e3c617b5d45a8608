/// Bounds on an execution; reaching one is a `ProgramFault`.
public struct ExecutionLimits: Equatable, Sendable {
    /// The most cycles any execution may take: clocks must stay below 2^28.
    public static let largestCycleCount = (1 << 26) - 1
    /// The most content bytes of a journal.
    public static let maximumJournalBytes = 65_536
    /// The most bytes of input.
    public static let maximumInputBytes = 1 << 26
    /// Bytes per page.
    public static let pageSize = 4096

    /// Most cycles, 0...`largestCycleCount`.
    public let maximumCycles: Int
    /// Most 4 KiB pages of memory that may be accessed, read or written, 0...65,536.
    public let maximumPages: Int

    /// Limits, cut to their ranges.
    public init(maximumCycles: Int = largestCycleCount, maximumPages: Int = 65_536) {
        self.maximumCycles = min(max(maximumCycles, 0), Self.largestCycleCount)
        self.maximumPages = min(max(maximumPages, 0), 65_536)
    }
}
