import RISCV
import ShippedGuests
import ZKVM

/// `burhan bench`
enum BenchCommand: Command {
    static let path = ["bench"]
    static let summary = "estimate, then measure how fast this machine executes, proves and verifies a program"
    static let details = """
        Tells what a proof will take (from the cycles and from a calibration of this machine), makes it, and compares. Without GUEST.elf a
        fibonacci program is measured. `make bench` in the sources measures at length.
        For a guest --input is read so: \(ByteSource.explanation).
        """
    static let guest = Positional("GUEST.elf", isRequired: false, help: "a static rv32im executable (default: fibonacci)")
    static let positionals = [guest]
    static let logCycles = Option("log-cycles", "N", .integer(10...22), help: "log2 of the cycles of the fibonacci program (default: 16)")
    static let options: [any OptionDescription] = [
        ExecuteCommand.input, ExecuteCommand.cycles, logCycles, ProveCommand.threads, CommonOptions.json, CommonOptions.progress,
        CommonOptions.quiet,
    ]
    static let examples = [
        Example("burhan bench", "executes and proves a fibonacci program of about 65,000 cycles"),
        Example("burhan bench guest.elf --input @private.bin", "the same for a program of yours"),
        Example("burhan bench --log-cycles 20 --threads 1 --json", "a million cycles on one thread, for scripts"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let threads = arguments[ProveCommand.threads] ?? ProveOptions.allCores
        let (name, program, input) = try subject(arguments)
        let limits = ExecutionLimits(maximumCycles: arguments[ExecuteCommand.cycles] ?? ExecutionLimits.largestCycleCount)
        let (report, executionSeconds) = try execute(program, input, limits, name)
        let estimate = try EstimateReport(program, report, threads: threads)
        if !arguments[CommonOptions.json] {
            let machine = MachineDescription.current
            terminal.print("machine    \(machine.processor), \(machine.cores) cores, \(machine.kernels)")
            terminal.print("executed   \(Quantity.count(report.cycles)) cycles in \(Quantity.duration(.seconds(executionSeconds)))")
            terminal.print(estimate.text + "\n")
        }
        let progress = ProgressLine(arguments, terminal)
        var measurement = BenchMeasurement(
            machine: .current, executor_mhz: Double(report.cycles) / max(executionSeconds, 1e-9) / 1e6, estimate: estimate)
        do throws(ProveError) {
            try measurement.prove(program, input: input, options: ProveOptions(limits: limits, threads: threads), progress)
        } catch {
            progress.clear()
            throw error.commandError(name)
        }
        progress.clear()
        if arguments[CommonOptions.json] {
            try terminal.printJSON(measurement)
        } else {
            terminal.print(measurement.text)
        }
        return .success
    }

    /// The program to measure, with its input.
    private static func subject(_ arguments: Arguments) throws -> (name: String, program: Program, input: [UInt8]) {
        if let path = arguments[guest] {
            try arguments.refuse(logCycles, "is for the fibonacci program; \(path) runs as long as its input makes it")
            return (path, try GuestFile.program(at: path), try arguments[ExecuteCommand.input]?.bytes() ?? [])
        }
        try arguments.refuse(ExecuteCommand.input, "is for a guest program; give GUEST.elf")
        let program = try GuestFile.program(ShippedGuest.fibonacci.elf, at: "the fibonacci guest of this program")
        // Two cycles a step; the rest is for the guest's beginning and end.
        let steps = UInt32(1 << (arguments[logCycles] ?? 16)) / 2 - 128
        return ("fibonacci", program, [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: steps >> $0) })
    }

    /// Executes until a tenth of a second has passed, at least twice; the fastest run counts.
    private static func execute(
        _ program: Program, _ input: [UInt8], _ limits: ExecutionLimits, _ name: String
    ) throws(CommandError) -> (report: ExecutionReport, seconds: Double) {
        let clock = ContinuousClock()
        let begin = clock.now
        var best = Double.infinity
        do throws(ProgramFault) {
            while true {
                let start = clock.now
                let report = try Machine.run(program, input: input, limits: limits)
                let isFirst = best == .infinity
                best = min(best, Quantity.seconds(clock.now - start))
                if !isFirst && clock.now - begin > .milliseconds(100) { return (report, best) }
            }
        } catch {
            throw .programFault("\(name): \(error)")
        }
    }
}
