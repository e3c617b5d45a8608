/// The numbers that fix a proof's format, soundness and hiding.
///
/// Every value is part of the transcript. `standard` reaches 100 proven bits in the unique-decoding regime; `SecurityReport` computes the
/// exact figure for the tables of a proof.
public struct StarkParameters: Sendable, Equatable {
    /// Number in receipts. 1 is the standard set; 2 is the same without hiding, for measuring its cost.
    public let identifier: UInt8
    /// FRI queries, each opening one row of every table and one coset of every layer.
    public let queries: Int
    /// log2 of the largest FRI folding factor.
    public let foldLog: Int
    /// log2 of the domain at which FRI stops and sends its polynomial.
    public let finalLog: Int
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

    private init(identifier: UInt8, isHiding: Bool) {
        self.identifier = identifier
        self.isHiding = isHiding
        queries = 210
        foldLog = 3
        finalLog = 9
        logUpGrinding = 16
        constraintGrinding = 4
        pointGrinding = 8
        batchGrinding = 16
        foldGrinding = 8
        queryGrinding = 20
    }

    /// The set with this number, or nil.
    public init?(identifier: UInt8) {
        switch identifier {
        case 1: self = .standard
        case 2: self = .withoutHiding
        default: return nil
        }
    }

    /// Coefficients of the masking polynomial of a trace or LogUp column.
    ///
    /// A query reveals a column at one point x, and through the quotient also its value at the next row's point when a constraint reads it
    /// there; the out-of-domain openings at z and at the next point reveal 4 base-field values each.
    public var maskLength: Int { isHiding ? 2 * queries + 8 : 0 }

    /// Coefficients of the polynomial that moves between the two quotient chunks: one value a query and 4 for the opening at z.
    public var quotientMaskLength: Int { isHiding ? queries + 4 : 0 }

    /// The first quotient chunk holds the coefficients below rows + this.
    public var chunkExcess: Int { (3 * maskLength + 1) / 2 }

    /// Words of salt in each leaf of a secret commitment (128 bits).
    public var saltWords: Int { isHiding ? 4 : 0 }

    /// Every committed polynomial's degree is below domain · 17/32.
    public static let rateNumerator = 17
    public static let rateDenominator = 32

    /// Degree bound (exclusive) of a codeword on a domain of 2^logDomain points.
    public static func degreeBound(logDomain: Int) -> Int { (rateNumerator << logDomain) / rateDenominator }

    /// log2 of the evaluation domain for a table of 2^logRows rows: the smallest whose degree bound holds the masked polynomials.
    public func logDomain(logRows: Int) -> Int {
        let needed = (1 << logRows) + chunkExcess + quotientMaskLength
        var log = max(logRows + 1, finalLog)
        while Self.degreeBound(logDomain: log) < needed { log += 1 }
        return log
    }

    /// log2 of a table's rows.
    public static let logRowsRange = 5...21
    /// Tables in one proof.
    public static let maximumTables = 120
    /// Bytes of one proof; larger ones are refused unread.
    public static let maximumProofBytes = 64 << 20

    /// The canonical bytes, absorbed into the transcript.
    public func encoded() -> [UInt8] {
        let numbers = [
            Int(identifier), queries, foldLog, finalLog, logUpGrinding, constraintGrinding, pointGrinding, batchGrinding, foldGrinding,
            queryGrinding, isHiding ? 1 : 0, maskLength, quotientMaskLength, chunkExcess, saltWords, Self.rateNumerator,
            Self.rateDenominator,
        ]
        var bytes: [UInt8] = []
        for number in numbers { for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) } }
        return bytes
    }

    /// How many halvings each FRI layer makes, from the largest domain down to `finalLog`, stopping at every domain where tables join.
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
