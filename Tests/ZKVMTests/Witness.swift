import RISCV
import StarkProver
import StarkVerifier
import ZKVM

/// The tables of one execution and what the verifier adds, to be checked exactly or tampered with.
struct Witness {
    static let p: UInt64 = 0x7F00_0001

    let program: Program
    let record: ExecutionRecord
    var tables: [Table]
    var contributions: [PublicContribution]

    init(_ program: Program, input: [UInt8] = []) throws {
        self.program = program
        record = try Machine.record(program, input: input, limits: ExecutionLimits(maximumCycles: 1 << 20))
        tables = ExecutionTables.build(ImageTables(program), record)
        contributions = RISCVMachine.publicContributions(
            entry: program.entry, imageEnd: program.imageEnd, exitCode: record.report.exitCode,
            journalStream: record.report.journalStream)
    }

    init(_ code: Assembler, input: [UInt8] = []) throws {
        try self.init(code.program(), input: input)
    }

    /// Everything that is wrong with the tables, up to a limit.
    func violations(limit: Int = 10) -> [TraceViolation] {
        TraceChecker().violations(tables, contributions: contributions, limit: limit)
    }

    /// What is wrong, in short: "chip: label" or "bus name", each once.
    func complaints() -> Set<String> {
        Set(
            violations(limit: .max).map { violation in
                switch violation {
                case .constraint(let chip, let label, _): "\(chip): \(label)"
                case .unbalanced(let bus, _, _): "bus \(bus)"
                case .notCanonical(let chip, let column, _): "\(chip): \(column) not canonical"
                }
            })
    }
}

extension Witness {
    func table(_ chip: String) -> Table {
        guard let table = tables.first(where: { $0.chip.name == chip }) else { preconditionFailure("no table \(chip)") }
        return table
    }

    /// A cell by names.
    subscript(_ chip: String, _ column: String, _ row: Int) -> UInt32 {
        get { table(chip).main[row, index(chip, column)] }
        nonmutating set { table(chip).main[row, index(chip, column)] = newValue }
    }

    private func index(_ chip: String, _ column: String) -> Int {
        guard let index = table(chip).chip.columnNames.firstIndex(of: column) else { preconditionFailure("no \(column) in \(chip)") }
        return index
    }

    /// The first row of a chip that executes the instruction at an address.
    func row(_ chip: String, at pc: UInt32) -> Int {
        let main = table(chip).main
        guard let row = (0..<main.rows).first(where: { main[$0, index(chip, "pc")] == pc }) else {
            preconditionFailure("\(chip) has no row for \(pc)")
        }
        return row
    }

    /// Sets a word's limbs in `…Low` and `…High`.
    func setWord(_ chip: String, _ name: String, _ row: Int, _ value: UInt32) {
        self[chip, "\(name)Low", row] = value & 0xFFFF
        self[chip, "\(name)High", row] = value >> 16
    }

    /// Sets four bytes `…0` to `…3`.
    func setBytes(_ chip: String, _ name: String, _ row: Int, _ value: UInt32) {
        for index in 0..<4 { self[chip, "\(name)\(index)", row] = value >> UInt32(8 * index) & 0xFF }
    }

    /// Sets what a register holds at the end.
    func setFinal(register: Int, _ value: UInt32) {
        setWord("initialMemory", "final", register, value)
    }

    /// Sets an access's previous clock and its gap as the chip wants it.
    func setAccess(_ chip: String, _ name: String, _ row: Int, previous: UInt32, now: UInt32) {
        self[chip, "\(name)Clock", row] = previous
        self[chip, "\(name)Gap", row] = previous < now ? (now - previous - 1) >> 13 : 0
    }

    /// Does what a cheating prover would: counts the look-ups of the tampered tables anew, wherever the tables have the tuple.
    func recountLookups() {
        for violation in violations(limit: .max) {
            guard case .unbalanced(let bus, let tuple, let excess) = violation else { continue }
            switch bus {
            case "range" where tuple[0] < 1 << 16: lower("lookup", "rangeCount", Int(tuple[0]), by: excess)
            case "bytes" where tuple[0] < 256 && tuple[1] < 256:
                lower("lookup", "bytesCount", Int(tuple[0] + 256 * tuple[1]), by: excess)
            case "and" where tuple[0] < 256 && tuple[1] < 256 && tuple[2] == tuple[0] & tuple[1]:
                lower("lookup", "andCount", Int(tuple[0] + 256 * tuple[1]), by: excess)
            case "program":
                let table = self.table("program")
                guard let columns = table.preprocessed else { continue }
                let row = (0..<columns.rows).first { row in tuple.indices.allSatisfy { columns[row, $0] == tuple[$0] } }
                if let row { lower("program", "count", row, by: excess) }
            default: continue
            }
        }
    }

    private func lower(_ chip: String, _ column: String, _ row: Int, by excess: UInt32) {
        self[chip, column, row] = UInt32((UInt64(self[chip, column, row]) + Self.p - UInt64(excess)) % Self.p)
    }

    /// a / b modulo p.
    static func quotient(_ a: Int, _ b: Int) -> UInt32 {
        var (result, base, exponent) = (reduced(a), reduced(b), p - 2)
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * base % p }
            base = base * base % p
            exponent >>= 1
        }
        return UInt32(result)
    }

    private static func reduced(_ value: Int) -> UInt64 { UInt64((value % Int(p) + Int(p)) % Int(p)) }

    /// A number modulo p.
    static func element(_ value: Int) -> UInt32 { UInt32(reduced(value)) }
}
