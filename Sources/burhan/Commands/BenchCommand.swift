import RISCV
import ShippedGuests
import ZKVM

/// `burhan bench`
enum BenchCommand: Command {
    static let path = ["bench"]
    static let summary = "measure how fast this machine executes, proves and verifies"
    static let details = "A first impression in seconds; `make bench` in the sources measures at length."
    static let logCycles = Option("log-cycles", "N", .integer(10...22), help: "log2 of the cycles to prove (default: 16)")
    static let options: [any OptionDescription] = [logCycles, ProveCommand.threads, CommonOptions.json]
    static let examples = [
        Example("burhan bench", "executes and proves a fibonacci program of about 65,000 cycles"),
        Example("burhan bench --log-cycles 20 --threads 1 --json", "a million cycles on one thread, for scripts"),
    ]

    private struct Result: Encodable {
        var cycles: Int
        var threads: Int
        var executor_mhz: Double
        var prove_seconds: Double
        var prove_khz: Double
        var receipt_bytes: Int
        var verify_ms: Double
    }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let threads = arguments[ProveCommand.threads] ?? ProveOptions.allCores
        let program: Program
        do throws(ELFError) { program = try Program(elf: ShippedGuest.fibonacci.elf) } catch {
            throw CommandError.system("the fibonacci guest of this program is not usable: \(error)")
        }
        // Two cycles a step; the rest is for the guest's beginning and end.
        let steps = UInt32(1 << (arguments[logCycles] ?? 16)) / 2 - 128
        let result: Result
        do throws(ProveError) {
            result = try measure(program, steps: steps, threads: threads)
        } catch {
            throw error.commandError("fibonacci")
        }
        if arguments[CommonOptions.json] {
            try terminal.printJSON(result)
        } else {
            terminal.print(
                """
                executed  \(Quantity.count(result.cycles)) cycles at \(Quantity.decimal(result.executor_mhz, 0)) MHz
                proven    in \(Quantity.decimal(result.prove_seconds, 2)) s on \(result.threads) threads: \
                \(Quantity.decimal(result.prove_khz, 0)) kHz
                verified  in \(Quantity.decimal(result.verify_ms, 1)) ms, receipt \(Quantity.bytes(result.receipt_bytes))
                """)
        }
        return .success
    }

    private static func measure(_ program: Program, steps: UInt32, threads: Int) throws(ProveError) -> Result {
        let input = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: steps >> $0) }
        let clock = ContinuousClock()
        // Many times the steps, so that the time is long enough to measure.
        let long = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: UInt32(10_000_000) >> $0) }
        var start = clock.now
        let cycles: Int
        do throws(ProgramFault) { cycles = try Machine.run(program, input: long).cycles } catch { throw .fault(error) }
        let execution = Quantity.seconds(clock.now - start)
        let image = Image(program, threads: threads)
        // Once before, so that the tables common to all proofs are there.
        _ = try Prover.prove(image, input: [1, 0, 0, 0], options: ProveOptions(threads: threads))
        start = clock.now
        let proof = try Prover.prove(image, input: input, options: ProveOptions(threads: threads))
        let proving = Quantity.seconds(clock.now - start)
        start = clock.now
        let verdict = proof.receipt.verify(imageID: image.id)
        let verifying = Quantity.seconds(clock.now - start)
        if case .rejected(let reason) = verdict { throw .selfCheckFailed("\(reason)") }
        return Result(
            cycles: proof.statistics.cycles, threads: threads, executor_mhz: Double(cycles) / execution / 1e6, prove_seconds: proving,
            prove_khz: Double(proof.statistics.cycles) / proving / 1000, receipt_bytes: proof.receipt.encoded().count,
            verify_ms: verifying * 1000)
    }
}
