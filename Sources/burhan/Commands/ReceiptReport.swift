import StarkVerifier
import ZKVM

/// What `burhan inspect` reports, as text and as JSON.
struct ReceiptReport: Encodable {
    struct TableShape: Encodable {
        var table: String
        var rows: Int
    }

    struct Term: Encodable {
        var term: String
        var bits: Double
    }

    struct Sizes: Encodable {
        var receipt: Int
        var journal: Int
        var seal: Int
    }

    var format_version: UInt8
    var image_id: String
    var exit_code: UInt32
    var journal: String
    var sizes: Sizes
    var parameter_set: UInt8
    var zero_knowledge: Bool
    var parameters: [String: Int]
    var tables: [TableShape]
    var soundness: [Term]
    var soundness_bits: Double
    var hash_bits: Double

    init(_ receipt: Receipt, _ header: ProofHeader) {
        let security = SecurityReport(ProofSystem.system, header)
        let names = ProofSystem.chipNames
        let set = header.parameters
        format_version = Receipt.version
        image_id = receipt.claimedImageID.description
        exit_code = receipt.exitCode
        journal = receipt.journal.hexadecimal
        sizes = Sizes(receipt: receipt.encoded().count, journal: receipt.journal.count, seal: receipt.seal.count)
        parameter_set = set.identifier
        zero_knowledge = set.isHiding
        parameters = [
            "queries": set.queries, "fold": 1 << set.foldLog, "final_domain": 1 << set.finalLog, "mask_coefficients": set.maskLength,
            "salt_bits": 32 * set.saltWords, "grinding_logup": set.logUpGrinding, "grinding_constraints": set.constraintGrinding,
            "grinding_point": set.pointGrinding, "grinding_batch": set.batchGrinding, "grinding_fold": set.foldGrinding,
            "grinding_queries": set.queryGrinding,
        ]
        tables = header.shapes.map { TableShape(table: names[$0.chip], rows: $0.rows) }
        soundness = zip(SecurityReport.Term.allCases, security.terms).map { Term(term: "\($0)", bits: $1) }
        soundness_bits = security.bits
        hash_bits = SecurityReport.hashBits
    }

    var text: String {
        var shapes = TextTable(["table", "rows", "log2"])
        for table in tables { shapes.add([table.table, Quantity.count(table.rows), "\(table.rows.trailingZeroBitCount)"]) }
        var terms = TextTable(["term", "bits"])
        for term in soundness { terms.add([term.term, Quantity.decimal(term.bits, 2)]) }
        terms.add(["all together", Quantity.decimal(soundness_bits, 2)])
        terms.add(["hash collisions", Quantity.decimal(hash_bits, 2)])
        var numbers = TextTable(["parameter", "value"])
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) { numbers.add([name, "\(value)"]) }
        return """
            receipt format  \(format_version)
            image ID        \(image_id)
            exit code       \(exit_code)
            journal         \(journal.isEmpty ? "(empty)" : "0x" + journal)
            size            \(Quantity.bytes(sizes.receipt)): journal \(Quantity.bytes(sizes.journal)), seal \(Quantity.bytes(sizes.seal))
            parameter set   \(parameter_set)\(zero_knowledge ? ", zero knowledge" : ", NOT zero knowledge: for measurements only")

            \(numbers.text)

            \(shapes.text)

            \(terms.text)
            """
    }
}
