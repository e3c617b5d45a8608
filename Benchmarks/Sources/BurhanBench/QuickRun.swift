import Foundation
import ZKVM

/// The few figures that matter, as one line of JSON; meant to be run before and after every change that claims speed.
enum QuickRun {
    static func run() throws(BenchmarkError) {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let age = try Child.proof("rule-age-verification", threads: cores, repeats: 15)
        let fibonacci = try Child.proof("fibonacci-16", threads: cores, repeats: 15, comparesHiding: true)
        let mixed = try Child.proof("mixed-18", threads: cores, repeats: 5)
        let long = try Child.proof("fibonacci-20", threads: cores, repeats: 1)
        let execution = try Child.execution("mixed-25", repeats: 7)
        var figures = Figures()
        figures.add("fib16_khz", fibonacci.kilohertz)
        figures.add("fib20_khz", long.kilohertz)
        figures.add("mixed18_khz", mixed.kilohertz)
        figures.add("age_proof_s", age.seconds)
        figures.add("age_first_proof_s", age.firstSeconds)
        figures.add("age_peak_mb", age.peakMegabytes)
        figures.add("fib16_peak_mb", fibonacci.peakMegabytes)
        figures.add("zk_cost_ratio", fibonacci.costOfHiding ?? .nan)
        figures.add("verify_ms", age.verifyMilliseconds)
        figures.add("proof_kb", Double(age.receiptBytes) / 1000)
        figures.add("executor_mhz", execution.megahertz)
        figures.add("cells_per_cpu_s", fibonacci.cellsPerCPUSecond)
        // Of the mixed load; of the fibonacci program fewer.
        figures.add("cells_per_instruction", mixed.cellsPerInstruction)
        figures.add("worst_ordinary_chip_cells", Double(OrdinaryChips.worst(mixed.tables)?.cellsPerRow ?? 0))
        figures.add("fib20_bytes_per_cycle", long.peakBytesPerCycle)
        figures.add("image_id_ms", age.imageMilliseconds)
        figures.add("security_bits", age.securityBits)
        let groth16 = try Child.groth16("chain12", threads: cores, repeats: 5)
        figures.add("groth16_chain12_cpu_s", groth16.cpuSeconds)
        figures.add("groth16_verify_ms", groth16.verifyMilliseconds)
        figures.add("fq_mul_ns", groth16.multiplicationNanoseconds)
        figures.add("cores", Double(cores))
        figures.note("cpu", MachineDescription.current.kernels)
        print(figures.json)
    }
}
