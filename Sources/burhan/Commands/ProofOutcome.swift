import ZKVM

/// What `burhan prove` reports of a proof, as text and as JSON.
struct ProofOutcome: Encodable {
    struct Phase: Encodable {
        var name: String
        var seconds: Double
        var cpu_seconds: Double
    }

    /// The phases in the form that is reported.
    static func phases(_ statistics: ProveStatistics) -> [Phase] {
        statistics.phases.map { Phase(name: $0.name, seconds: $0.seconds, cpu_seconds: $0.cpuSeconds) }
    }

    var receipt: String
    var bytes: Int
    var image_id: String
    var exit_code: UInt32
    /// The journal's bytes in hexadecimal digits.
    var journal: String
    var cycles: Int
    var seconds: Double
    var committed_cells: Int
    /// Which kernels ran: avx512, avx2 or scalar.
    var kernels: String
    var phases: [Phase]

    init(_ receipt: Receipt, _ statistics: ProveStatistics, path: String, bytes: Int) {
        self.receipt = path
        self.bytes = bytes
        image_id = receipt.claimedImageID.description
        exit_code = receipt.exitCode
        journal = receipt.journal.hexadecimal
        cycles = statistics.cycles
        seconds = statistics.seconds
        committed_cells = statistics.committedCells
        kernels = MachineDescription.current.kernels
        phases = Self.phases(statistics)
    }

    /// The phases as a table with their shares of `seconds`.
    static func phaseTable(_ phases: [Phase], seconds: Double) -> String {
        var table = TextTable(["phase", "ms", "%", "cpu ms"])
        for phase in phases {
            table.add([
                phase.name, Quantity.decimal(phase.seconds * 1000, 1), Quantity.decimal(100 * phase.seconds / max(seconds, 1e-9), 1),
                Quantity.decimal(phase.cpu_seconds * 1000, 1),
            ])
        }
        return table.text
    }

    var text: String {
        """
        receipt    \(receipt) (\(Quantity.bytes(bytes)))
        image ID   \(image_id)
        exit code  \(exit_code)
        cycles     \(Quantity.count(cycles)), proven in \(Quantity.decimal(seconds, 2)) s
        kernels    \(kernels)

        \(Self.phaseTable(phases, seconds: seconds))
        """
    }
}
