import RISCV
import Rules
import ShippedGuests

/// A program with an input, to execute and to prove.
struct Workload {
    let name: String
    let program: Program
    let input: [UInt8]

    /// - Parameter name: `fibonacci-N` (as many steps as fit into 2^N cycles, N in 10...25), `mixed` (every family of instructions, about 40
    ///   million cycles), or `rule-` and the name of a rule template (on its sample inputs).
    init(_ name: String) throws(BenchmarkError) {
        if name == "mixed" {
            try self.init(name, guest: .mixed, words: [1_000_000, 1])
        } else if name.hasPrefix("fibonacci-"), let log = Int(name.dropFirst(10)), (10...25).contains(log) {
            let fixed = try Workload(name, guest: .fibonacci, words: [2]).cycles()
            // Two steps take four cycles.
            try self.init(name, guest: .fibonacci, words: [UInt32((1 << log) - fixed) / 2 & ~1])
        } else if name.hasPrefix("rule-"), let template = RuleTemplates[String(name.dropFirst(5))] {
            try self.init(name, template)
        } else {
            throw .unknownWorkload(name)
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
