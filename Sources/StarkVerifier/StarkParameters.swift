/// The numbers that fix a proof's format, soundness and hiding.
///
/// Every value is part of the transcript. Each set reaches 100 proven bits for every shape of the machine; `SecurityReport` computes the exact
/// figure for the tables of a proof.
public struct StarkParameters: Sendable, Equatable {
    /// How far from a codeword the analysis of the low-degree test reaches.
    public enum DecodingRegime: Sendable, Equatable {
        /// Half the distance: at most one codeword is near.
        case unique
        /// Up to 1 − √ρ·(1 + 1/(2m)), the Johnson bound but for the multiplicity m ≥ 3: a short list of codewords is near.
        case list(multiplicity: Int)
    }

    /// Number in receipts. 1 is the standard set; 2 is the same without hiding, for measuring its cost; 3 makes shorter proofs more slowly.
    public let identifier: UInt8
    /// log2 of the evaluation domain's points for each row of a large table.
    public let blowUpLog: Int
    public let regime: DecodingRegime
    /// FRI queries, each opening one row of every commitment and one coset of every layer.
    public let queries: Int
    /// log2 of the largest FRI folding factor.
    public let foldLog: Int
    /// log2 of the domain at which FRI stops and sends its polynomial.
    public let finalLog: Int
    /// log2 of the domains on which packed columns are committed to, besides the largest; ascending, from `finalLog`.
    public let classLogs: [Int]
    /// Proof-of-work bits before the LogUp challenges, the constraint challenge, the out-of-domain point, the batching challenge, each FRI
    /// layer and the queries.
    public let logUpGrinding: Int
    public let constraintGrinding: Int
    public let pointGrinding: Int
    public let batchGrinding: Int
    public let foldGrinding: Int
    public let queryGrinding: Int
    /// Whether columns are masked, leaves salted and the batch hidden by a random polynomial.
    public let isHiding: Bool

    public static let standard = StarkParameters(identifier: 1, isHiding: true)
    public static let withoutHiding = StarkParameters(identifier: 2, isHiding: false)
    /// Proofs of less than half the size for about four times the work and memory.
    public static let compact = StarkParameters(compactWithIdentifier: 3)

    private init(identifier: UInt8, isHiding: Bool) {
        self.identifier = identifier
        self.isHiding = isHiding
        blowUpLog = 1
        regime = .unique
        queries = 190
        foldLog = 4
        finalLog = 11
        classLogs = [11, 14, 17, 21]
        logUpGrinding = 18
        constraintGrinding = 4
        pointGrinding = 8
        batchGrinding = 18
        foldGrinding = 8
        queryGrinding = 23
    }

    private init(compactWithIdentifier identifier: UInt8) {
        self.identifier = identifier
        isHiding = true
        blowUpLog = 3
        regime = .list(multiplicity: 3)
        queries = 62
        foldLog = 4
        finalLog = 11
        classLogs = [11, 15, 19, 23]
        logUpGrinding = 16
        constraintGrinding = 8
        pointGrinding = 12
        batchGrinding = 22
        foldGrinding = 18
        queryGrinding = 24
    }

    /// The set with this number, or nil.
    public init?(identifier: UInt8) {
        switch identifier {
        case 1: self = .standard
        case 2: self = .withoutHiding
        case 3: self = .compact
        default: return nil
        }
    }

    /// Coefficients of the masking polynomial of a LogUp column, and of a main column in a table that reads some column in the next row.
    ///
    /// A query reveals a column at one point x, and through the quotient also its value at the next row's point when a constraint reads it
    /// there; the out-of-domain openings at z and at the next point reveal 4 base-field values each.
    public var maskLength: Int { mainMaskLength(readsNext: true) }

    /// Coefficients of the masking polynomial of a table's main columns.
    ///
    /// - Parameter readsNext: whether a constraint reads a main column in the next row.
    public func mainMaskLength(readsNext: Bool) -> Int { isHiding ? (readsNext ? 2 : 1) * (queries + 4) : 0 }

    /// Coefficients of the polynomial that moves between the two quotient chunks: one value a query and 4 for the opening at z.
    public var quotientMaskLength: Int { isHiding ? queries + 4 : 0 }

    /// The first quotient chunk holds the coefficients below the rows of the tallest table + this.
    public var chunkExcess: Int { (3 * maskLength + 1) / 2 }

    /// Words of salt in each leaf of the commitments that depend on the witness (128 bits).
    public var saltWords: Int { isHiding ? 4 : 0 }

    /// Every committed polynomial's degree is below domain · 65 / (64 · 2^blowUpLog).
    public static let rateNumerator = 65
    /// log2 of the rate's denominator.
    public var rateDenominatorLog: Int { 6 + blowUpLog }
    public var rate: Double { Double(Self.rateNumerator) / Double(1 << rateDenominatorLog) }

    /// Degree bound (exclusive) of a codeword on a domain of 2^logDomain points.
    public func degreeBound(logDomain: Int) -> Int {
        // 64 bits also where Int has 32.
        Int((UInt64(Self.rateNumerator) << UInt64(logDomain)) >> UInt64(rateDenominatorLog))
    }

    /// log2 of the domain on which a table of 2^logRows rows is committed to: the smallest whose degree bound holds the masked columns.
    /// Not so small, either, that the quotient's division would add visibly to the rate (`SecurityReport`).
    public func logDomain(logRows: Int) -> Int {
        logDomain(atLeast: max(logRows + blowUpLog, finalLog - 1), holding: 1 << logRows + maskLength)
    }

    /// log2 of the domain on which the prover evaluates the columns: as many points as the table's quotient has coefficients, at least those
    /// committed to. Twice the rows may lack a few; the prover gets the rest from a small coset.
    package func logEvaluationDomain(logRows: Int, readsNext: Bool = true) -> Int {
        var log = logDomain(logRows: logRows)
        while log > logRows + 1 && 1 << log < quotientCoefficients(rows: 1 << logRows, readsNext: readsNext) { log += 1 }
        return log
    }

    /// Coefficients, at most, of the quotient of a table's constraints: these have degree 3, and at most one factor is a LogUp column.
    package func quotientCoefficients(rows: Int, readsNext: Bool) -> Int {
        2 * rows + maskLength + 2 * mainMaskLength(readsNext: readsNext)
    }

    /// log2 of the smallest domain of at least 2^least points whose degree bound holds `coefficients`.
    func logDomain(atLeast least: Int, holding coefficients: Int) -> Int {
        var log = least
        while degreeBound(logDomain: log) < coefficients { log += 1 }
        return log
    }

    /// log2 of a table's rows.
    public static let logRowsRange = 5...21
    /// log2 of the largest domain, the field's two-adicity.
    public static let maximumDomainLog = 24
    /// Tables in one proof.
    public static let maximumTables = 120
    /// Bytes of one proof; larger ones are refused unread.
    public static let maximumProofBytes = 64 << 20

    /// The canonical bytes, absorbed into the transcript.
    public func encoded() -> [UInt8] {
        let multiplicity: Int
        switch regime {
        case .unique: multiplicity = 0
        case .list(let value): multiplicity = value
        }
        let numbers =
            [
                Int(identifier), blowUpLog, multiplicity, queries, foldLog, finalLog, logUpGrinding, constraintGrinding, pointGrinding,
                batchGrinding, foldGrinding, queryGrinding, isHiding ? 1 : 0, maskLength, mainMaskLength(readsNext: false),
                quotientMaskLength, chunkExcess, saltWords,
                Self.rateNumerator, rateDenominatorLog, classLogs.count,
            ] + classLogs
        var bytes: [UInt8] = []
        for number in numbers { for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) } }
        return bytes
    }

    /// How many halvings each FRI layer makes, from the largest domain down to `finalLog`, stopping at every domain where columns join.
    public func foldSchedule(from top: Int, joining logs: [Int]) -> [Int] {
        var schedule: [Int] = []
        var current = top
        while current > finalLog {
            var stop = finalLog
            for log in logs where log < current && log > stop { stop = log }
            let step = min(foldLog, current - stop)
            schedule.append(step)
            current -= step
        }
        return schedule
    }
}
