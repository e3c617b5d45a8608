import CSandbox
import Circuits
import FiniteFields
import Glibc

/// Calculates witnesses with modules that circom made, each in a process of its own that ends with the calculation.
///
/// One instance of the module per calculation: circom's modules keep state and are not re-entrant. Inputs travel through anonymous memory,
/// never through a file, the command line or the environment. Blocks its thread: call it outside Swift's cooperative pool.
public struct WitnessCalculator: Sendable {
    /// What a calculation may take.
    public struct Limits: Sendable {
        /// Bytes of linear memory.
        public var memory: UInt64
        /// Seconds on the clock, and of processor time.
        public var seconds: Int

        /// The defaults are 2 GiB, the most that circom's modules use, and one minute.
        public init(memory: UInt64 = 2 << 30, seconds: Int = 60) {
            self.memory = memory
            self.seconds = seconds
        }
    }

    private let worker: String
    private let runtime: String
    private let limits: Limits

    /// - Parameters:
    ///   - worker: an executable that calls `WitnessWorker.run()` when its only argument is `WitnessWorker.word`, as `burhan` does.
    ///   - runtime: Wasmtime's shared library, see `WebAssemblyRuntime.locate`.
    public init(worker: String, runtime: String, limits: Limits = Limits()) {
        self.worker = worker
        self.runtime = runtime
        self.limits = limits
    }

    /// The values of all wires, the constant one first.
    ///
    /// - Parameters:
    ///   - module: the bytes of circom's `.wasm` file.
    ///   - isCancelled: asked ten times a second.
    public func calculate(
        module: [UInt8], inputs: [CircuitInput], isCancelled: () -> Bool = { false }
    ) throws(WitnessCalculatorError) -> [BN254Scalar] {
        let request = CalculationRequest(
            libraryPath: runtime, memoryLimit: limits.memory, seconds: UInt64(clamping: limits.seconds), module: module, inputs: inputs)
        let input = try MemoryFile()
        let output = try MemoryFile()
        guard input.fill(request.bytes) else { throw .workerFailed(reason: "no memory for its request") }
        var process: Int32 = 0
        let error = unsafe burhan_sandbox_spawn(worker, WitnessWorker.word, input.descriptor, output.descriptor, &process)
        guard error == 0 else { throw .workerFailed(reason: "\(worker) cannot be started (\(Self.text(of: error)))") }
        let status = try wait(for: process, isCancelled)
        guard let bytes = output.content(atMost: limits.memory), let answer = CalculationAnswer(bytes) else {
            throw failure(status)
        }
        switch answer {
        case .failure(let error): throw error
        case .witness(let witness): return try Self.values(of: witness)
        }
    }

    private func wait(for process: Int32, _ isCancelled: () -> Bool) throws(WitnessCalculatorError) -> Int32 {
        let deadline = ContinuousClock.now + .seconds(limits.seconds)
        var status: Int32 = 0
        while true {
            let ended = unsafe burhan_sandbox_wait(process, 100, &status)
            if ended == 1 { return status }
            let error: WitnessCalculatorError? =
                ended < 0
                ? .workerFailed(reason: "it cannot be waited for")
                : isCancelled() ? .cancelled : ContinuousClock.now >= deadline ? .timeExhausted(seconds: limits.seconds) : nil
            if let error {
                burhan_sandbox_kill(process)
                throw error
            }
        }
    }

    /// Why a process ended without an answer, from its status as waitpid(2) gives it.
    private func failure(_ status: Int32) -> WitnessCalculatorError {
        let signal = status & 0x7F
        return switch signal {
        case 0: .workerFailed(reason: "it ended with code \(status >> 8 & 0xFF) and gave no answer")
        case SIGXCPU: .timeExhausted(seconds: limits.seconds)
        default: .workerFailed(reason: "signal \(signal) ended it; it may have needed more than its limit of memory")
        }
    }

    /// Reads a witness from the worker, which is not trusted: every value is below r, and the first is one.
    private static func values(of witness: [UInt8]) throws(WitnessCalculatorError) -> [BN254Scalar] {
        guard witness.count.isMultiple(of: 32), !witness.isEmpty else { throw .malformedWitness(reason: "it has \(witness.count) bytes") }
        var values: [BN254Scalar] = []
        values.reserveCapacity(witness.count / 32)
        for start in stride(from: 0, to: witness.count, by: 32) {
            guard let value = BN254Scalar(littleEndian: witness[start..<start + 32]) else {
                throw .malformedWitness(reason: "wire \(values.count) is not below the modulus")
            }
            values.append(value)
        }
        guard values[0] == .one else { throw .malformedWitness(reason: "wire 0 is not one") }
        return values
    }

    private static func text(of error: Int32) -> String {
        unsafe strerror(error).map { unsafe String(cString: $0) } ?? "error \(error)"
    }
}

/// Anonymous memory that another process can read and write as a file.
private final class MemoryFile {
    let descriptor: Int32

    init() throws(WitnessCalculatorError) {
        descriptor = burhan_sandbox_memory_file()
        guard descriptor >= 0 else { throw .workerFailed(reason: "no memory for its messages") }
    }

    deinit { close(descriptor) }

    /// Writes the bytes and returns to the beginning.
    func fill(_ bytes: [UInt8]) -> Bool {
        DescriptorOutput.write(bytes, to: descriptor) && lseek(descriptor, 0, SEEK_SET) == 0
    }

    /// All that was written, nil if it is more than `limit` bytes and a few.
    func content(atMost limit: UInt64) -> [UInt8]? {
        let size = lseek(descriptor, 0, SEEK_END)
        guard size > 0, UInt64(size) <= limit + 4096, lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
        return unsafe Array(unsafeUninitializedCapacity: Int(size)) { buffer, count in
            while count < Int(size) {
                let piece = unsafe UnsafeMutableRawBufferPointer(buffer)[count...]
                let got = unsafe read(descriptor, UnsafeMutableRawBufferPointer(rebasing: piece).baseAddress, piece.count)
                guard got > 0 else { break }
                count += got
            }
        }
    }
}
