import RISCV
import StarkVerifier

/// What a proof of an execution will take, said before it is made.
///
/// Cells and proof size follow from the tables; memory from what the prover keeps of them; the time from a calibration of this machine.
public struct ProvingEstimate: Sendable {
    public let shape: ProofShape
    /// Expected bytes of the receipt: the proof with the journal and the image's header.
    public let receiptBytes: Int
    /// Expected highest resident memory of a process that makes the proof, in bytes.
    public let peakBytes: Int
    /// The same with a memory limit that makes the prover compute columns again instead of keeping them.
    public let leastPeakBytes: Int
    /// Expected wall-clock seconds; nil without a calibration.
    public let seconds: Double?

    /// The time is expected within these factors of `seconds`, on a machine that is as busy as it was when it was calibrated.
    public static let errorBand = 0.75...1.35

    /// `errorBand` around the expected seconds.
    public var secondsRange: ClosedRange<Double>? {
        seconds.map { $0 * Self.errorBand.lowerBound...$0 * Self.errorBand.upperBound }
    }

    /// - Parameters:
    ///   - report: of an execution of `program` on the input that is to be proven.
    ///   - calibration: of this machine for the number of threads that will be used; nil to leave the time open.
    public init(
        _ program: Program, _ report: ExecutionReport, parameters: StarkParameters = .standard, calibration: MachineCalibration?
    ) {
        let shape = ProofShape(program, report, parameters: parameters)
        self.shape = shape
        receiptBytes = Int(ProofSize(shape).expectedBytes) + Receipt.bytesBeforeSeal(journal: report.journal.count)
        peakBytes = Self.peakBytes(shape)
        leastPeakBytes = min(peakBytes, Self.peakBytes(shape, storesExtensions: false))
        seconds = calibration?.seconds(for: shape)
    }

    /// Memory of a process before it proves, and what the tables common to all proofs take.
    private static let baseBytes = 80_000_000

    /// Bytes per committed cell of columns that come and go: values on the rows, coefficients, what the allocator has not given back. Measured.
    private static let passingBytesPerCell = 1

    /// The prover keeps at its peak: the record of the execution, all columns on their domains (or their coefficients and a part of the values), three
    /// Merkle trees without their lowest levels, the leaves' salts, and for each class of domains a codeword.
    static func peakBytes(_ shape: ProofShape, storesExtensions: Bool = true) -> Int {
        let layout = shape.layout
        var words = ProofLayout.quotientColumns << layout.quotientLogDomain
        for (table, logDomain) in zip(shape.tables, layout.logDomains) {
            let extended = table.cellsPerRow << logDomain
            words += storesExtensions ? extended : table.cells + extended / 4
        }
        var trees = 0
        for tree in ProofLayout.Tree.allCases where tree.isSecret {
            for heightClass in layout.classes(of: tree).prefix(1) {
                trees += (8 + 4 * shape.parameters.saltWords) << heightClass.logDomain
            }
        }
        let codewords = layout.classes.reduce(0) { $0 + 2 * 16 << $1.logDomain }
        return baseBytes + 60 * shape.cycles + 4 * words + passingBytesPerCell * shape.committedCells + trees + codewords
    }
}

extension Receipt {
    /// Bytes of a receipt besides its seal.
    static func bytesBeforeSeal(journal: Int) -> Int { magic.count + 1 + ImageHeader.byteCount + 4 + 1 + 4 + journal + 4 }
}
