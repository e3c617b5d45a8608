/// The outcome of an execution that halted.
public struct ExecutionReport: Equatable, Sendable {
    /// Value of a0 at `exit`.
    public var exitCode: UInt32
    /// The journal's content, at most `ExecutionLimits.maximumJournalBytes` bytes.
    public var journal: [UInt8]
    /// The journal stream as it was written: length in bytes, then the content padded with zeros to whole words; empty when
    /// nothing was written.
    public var journalStream: [UInt32]
    /// Executed instructions, the final ECALL included.
    public var cycles: Int
    /// Executed instructions per family, indexed by `Family.rawValue`.
    public var cyclesPerFamily: [Int]
    /// How often each instruction was executed; parallel to `Program.instructions`.
    public var executionCounts: [UInt32]
    /// Number of 4 KiB pages that were accessed.
    public var touchedPages: Int
    /// Number of SHA-256 compressions.
    public var compressions: Int

    /// Executed instructions of one family.
    public func cycles(of family: Family) -> Int {
        cyclesPerFamily[Int(family.rawValue)]
    }
}
