import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// One table's preprocessed columns, extended once and reused by every commitment that holds them.
public struct PreprocessedTable: Sendable {
    let chip: Int
    let rows: ExtendedColumns
    /// The columns on the rows, Montgomery words.
    let values: Columns

    /// Extends a chip's preprocessed trace (canonical values).
    public init(chip: Int, _ trace: Trace, parameters: StarkParameters, threads: Int) {
        let parallel = Parallel(threads: threads)
        let logRows = trace.rows.trailingZeroBitCount
        let values = Columns(log: logRows, width: trace.width)
        parallel(trace.width) { column in
            unsafe burhan_kb_to_montgomery(values[column], trace.column(column), trace.rows)
        }
        let logDomain = parameters.logEvaluationDomain(logRows: logRows)
        self.chip = chip
        self.values = values
        rows = unsafe ExtendedColumns(
            width: trace.width, logRows: logRows, logDomain: logDomain, masks: Words(0), maskLength: 0,
            nextColumns: logDomain == logRows + 1 ? [] : nil, parallel: parallel
        ) { unsafe UnsafePointer(values[$0]) }
    }
}

/// The commitment to all preprocessed columns of an image, those that all images share among them; made once for all its proofs.
public struct PreprocessedCommitment: Sendable {
    /// In chip order.
    let tables: [PreprocessedTable]
    let tree: CommittedTree?
    public let root: Digest
    let parameters: StarkParameters

    /// Commits to the given tables. Cost: linear in their extended words.
    public init(_ tables: [PreprocessedTable], parameters: StarkParameters, threads: Int) {
        self.parameters = parameters
        let ordered = tables.sorted { $0.chip < $1.chip }
        self.tables = ordered
        let groups = PreprocessedLayout(
            ordered.enumerated().map { (table: $0, logRows: $1.rows.logRows, width: $1.rows.width) }, parameters
        ).groups
        let classes = Set(groups.map(\.logClass)).sorted(by: >).map { log in
            CommittedTree.Class(
                log: log,
                blocks: groups.filter { $0.logClass == log }.map { group in
                    PackedColumns(
                        logPacking: group.logPacking, logDomain: group.logDomain,
                        group.columns.map { (ordered[$0.table].rows.domain, $0.column) })
                })
        }
        tree = classes.isEmpty ? nil : CommittedTree(classes, parallel: Parallel(threads: threads))
        root = tree?.root ?? Digest()
    }

    func table(ofChip chip: Int) -> PreprocessedTable? { tables.first { $0.chip == chip } }
}
