import RISCV
import Rules
import ShippedGuests

/// A program with an input, to execute and to prove.
struct Workload {
    let name: String
    let program: Program
    let input: [UInt8]

    /// - Parameter name: `fibonacci-N` (as many steps as fit into 2^N cycles, N in 10...25), `mixed-N` (as many rounds of every family of
    ///   instructions as fit, N in 15...25), or `rule-` and the name of a rule template (on its sample inputs).
    init(_ name: String) throws(BenchmarkError) {
        if let log = Self.log(name, after: "mixed-", 15...25) {
            self = try Self.mixed(name, cycles: 1 << log)
        } else if let log = Self.log(name, after: "fibonacci-", 10...25) {
            let fixed = try Workload(name, guest: .fibonacci, words: [2]).cycles()
            // Two steps take four cycles.
            try self.init(name, guest: .fibonacci, words: [UInt32((1 << log) - fixed) / 2 & ~1])
        } else if name.hasPrefix("rule-"), let template = RuleTemplates[String(name.dropFirst(5))] {
            try self.init(name, template)
        } else {
            throw .unknownWorkload(name)
        }
    }

    private static func log(_ name: String, after prefix: String, _ range: ClosedRange<Int>) -> Int? {
        guard name.hasPrefix(prefix), let log = Int(name.dropFirst(prefix.count)), range.contains(log) else { return nil }
        return log
    }

    /// The mixed guest with nearly as many rounds as fit into `cycles`: a round's branches depend on its data, so the number is searched for.
    private static func mixed(_ name: String, cycles: Int) throws(BenchmarkError) -> Workload {
        let start = try Workload(name, guest: .mixed, words: [0, 1]).cycles()
        var rounds = (cycles - start) / 100
        for _ in 0..<4 {
            let found = try Workload(name, guest: .mixed, words: [UInt32(rounds), 1]).cycles()
            rounds = rounds * (cycles - start) / max(found - start, 1)
        }
        while true {
            let workload = try Workload(name, guest: .mixed, words: [UInt32(rounds), 1])
            if try workload.cycles() <= cycles { return workload }
            rounds -= 1
        }
    }

    private init(_ name: String, guest: ShippedGuest, words: [UInt32]) throws(BenchmarkError) {
        self.name = name
        do throws(ELFError) { program = try Program(elf: guest.elf) } catch { throw .workload(name, reason: "\(error)") }
        input = words.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }

    private init(_ name: String, _ template: RuleTemplate) throws(BenchmarkError) {
        self.name = name
        let sample = JSONParser.parse(Array(template.inputsText.utf8), limits: .inputs).value ?? .null
        var scope: String?
        if case .string(let text)? = sample["scope"] { scope = text }
        do throws(RulesError) {
            let rule = try RuleDocument.parse(Array(template.documentText.utf8)).get()
            let options = RuleInputs.Options(scope: scope, salt: rule.usesSalt ? [UInt8](repeating: 7, count: 32) : nil)
            program = try CompiledRule(rule).program()
            input = try RuleInputs.encode(
                rule, privateInputs: sample["private_inputs"] ?? .null, publicParams: sample["public_params"] ?? .object([]),
                options: options
            ).bytes
        } catch {
            throw .workload(name, reason: "\(error)")
        }
    }

    /// The cycles that the workload takes.
    func cycles() throws(BenchmarkError) -> Int {
        do throws(ProgramFault) { return try Machine.run(program, input: input).cycles } catch { throw .workload(name, reason: "\(error)") }
    }
}
