import CKernels
import ZKVM

/// `burhan cpu`
enum CPUCommand: Command {
    static let path = ["cpu"]
    static let summary = "show which vector instructions are used, and the machine's cores and memory"
    static let details = """
        The best kernels that the processor has are used. BURHAN_KERNELS=avx512, avx2 or scalar in the environment of any command chooses
        others; proofs are the same bit for bit.
        """
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [Example("burhan cpu", "prints avx512, avx2 or scalar, and the number of cores")]

    private struct Result: Encodable {
        var path: String
        var processor: String
        var cores: Int
        var memory_bytes: UInt64
    }

    /// Obeys `BURHAN_KERNELS`.
    ///
    /// - Throws: `UsageError.invalidVariable` for kernels that do not exist or that this processor can't run.
    static func chooseKernels(_ environment: [String: String]) throws(UsageError) {
        guard let name = environment["BURHAN_KERNELS"] else { return }
        let paths = ["scalar": BURHAN_PATH_SCALAR, "avx2": BURHAN_PATH_AVX2, "avx512": BURHAN_PATH_AVX512]
        guard let path = paths[name], burhan_force_path(Int32(path)) == 0 else {
            throw .invalidVariable("BURHAN_KERNELS", found: name, expected: "avx512, avx2 or scalar, as far as this processor has them")
        }
    }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let machine = MachineDescription.current
        let result = Result(
            path: machine.kernels, processor: machine.processor, cores: machine.cores, memory_bytes: machine.memoryBytes)
        if arguments[CommonOptions.json] {
            try terminal.printJSON(result)
        } else {
            terminal.print(
                """
                kernels    \(result.path)
                processor  \(result.processor)
                cores      \(result.cores)
                memory     \(Quantity.bytes(Int(result.memory_bytes)))
                """)
        }
        return .success
    }
}
