/// Everything that the tables of a proof need to know about one complete execution.
///
/// The record owns its buffers (60 bytes per cycle, outside the Swift heap) and releases them when it goes away; pointers
/// obtained from it are valid as long as the record is.
public final class ExecutionRecord: @unchecked Sendable {
    // Unchecked because of the raw buffers; nothing is written after the initialiser.

    /// Exit code, journal, cycles and profile of the execution.
    public let report: ExecutionReport
    /// All words of the input stream (length word first), of which the execution read the first `inputWordsRead`.
    public let inputWords: [UInt32]
    /// Number of input words that were read.
    public let inputWordsRead: Int
    /// Final values of the 34 registers.
    public let finalRegisters: [UInt32]
    /// Clocks of the last access to each of the 34 registers; 0 when there was none.
    public let finalRegisterClocks: [UInt32]
    /// All memory words that were accessed, by increasing address.
    public let touchedWords: [TouchedWord]
    /// Beside the events of `Family.system`, in the same order.
    public let systemEvents: [SystemEvent]
    /// All SHA-256 compressions in order.
    public let sha256Events: [SHA256Event]

    private let buffers: EventBuffers

    init(
        report: ExecutionReport, inputWords: [UInt32], inputWordsRead: Int, finalRegisters: [UInt32], finalRegisterClocks: [UInt32],
        touchedWords: [TouchedWord], systemEvents: [SystemEvent], sha256Events: [SHA256Event], buffers: EventBuffers
    ) {
        self.report = report
        self.inputWords = inputWords
        self.inputWordsRead = inputWordsRead
        self.finalRegisters = finalRegisters
        self.finalRegisterClocks = finalRegisterClocks
        self.touchedWords = touchedWords
        self.systemEvents = systemEvents
        self.sha256Events = sha256Events
        self.buffers = buffers
    }

    /// The events of a family in the order of execution.
    public func events(of family: Family) -> UnsafeBufferPointer<InstructionEvent> {
        unsafe buffers.events(of: family)
    }
}
