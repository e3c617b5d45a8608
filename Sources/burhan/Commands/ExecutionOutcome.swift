import RISCV

/// What `burhan execute` reports of an execution, as text and as JSON.
struct ExecutionOutcome: Encodable {
    struct FamilyShare: Encodable {
        var family: String
        var cycles: Int
    }

    struct ProfileLine: Encodable, Equatable {
        var symbol: String
        var cycles: Int
    }

    var exitCode: UInt32
    /// The journal's bytes in hexadecimal digits.
    var journal: String
    var cycles: Int
    var families: [FamilyShare]
    var profile: [ProfileLine]
    var pages: Int
    var seconds: Double
    var megahertz: Double
    /// What a proof would take; nil if it was not asked for.
    var proof: EstimateReport?
    private var printableJournal: String?

    private enum CodingKeys: String, CodingKey {
        case exitCode = "exit_code"
        case journal, cycles, families, profile, pages, seconds, megahertz
        case proof = "estimate"
    }

    init(_ report: ExecutionReport, of program: Program, duration: Duration, top: Int) {
        exitCode = report.exitCode
        journal = report.journal.hexadecimal
        cycles = report.cycles
        families = Family.allCases.map { FamilyShare(family: "\($0)", cycles: report.cycles(of: $0)) }
        profile = Profile(program, report).entries.prefix(top).map {
            ProfileLine(symbol: $0.name ?? "(no symbol)", cycles: $0.cycles)
        }
        pages = report.touchedPages
        seconds = Quantity.seconds(duration)
        megahertz = Double(report.cycles) / max(seconds, 1e-9) / 1e6
        printableJournal = Self.printable(report.journal)
    }

    /// The journal as text if it is one that a terminal can show.
    private static func printable(_ bytes: [UInt8]) -> String? {
        guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        return text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } ? text : nil
    }

    var text: String {
        var lines = [
            "exit code  \(exitCode)",
            "journal    \(journal.isEmpty ? "(empty)" : "0x" + journal)",
        ]
        if let printableJournal { lines.append("           \"\(printableJournal)\"") }
        lines.append(
            "cycles     \(Quantity.count(cycles)) in \(Quantity.decimal(seconds * 1000, 1)) ms (\(Quantity.decimal(megahertz, 1)) MHz), "
                + "\(Quantity.count(pages)) pages of 4 KiB")
        if let proof { lines += ["", proof.text] }
        lines += ["", share("family", families.filter { $0.cycles > 0 }.map { ($0.family, $0.cycles) })]
        if !profile.isEmpty { lines += ["", share("symbol", profile.map { ($0.symbol, $0.cycles) })] }
        return lines.joined(separator: "\n")
    }

    private func share(_ title: String, _ rows: [(String, Int)]) -> String {
        var table = TextTable([title, "cycles", "%"])
        for (name, count) in rows {
            table.add([name, Quantity.count(count), Quantity.decimal(100 * Double(count) / Double(max(cycles, 1)), 1)])
        }
        return table.text
    }
}
