import CSandbox
import Glibc

/// The process that runs a calculator's foreign code, confined before the first byte of it is compiled.
///
/// It reads one request from standard input and writes one answer to standard output. What it keeps: memory up to its limit, processor time
/// up to its limit, its two descriptors. What it loses for good: files, sockets, other processes and threads, the environment. What the
/// sandbox does not stop: use of the processor within the limit, and reading its own address space, where the request's inputs are.
public enum WitnessWorker {
    /// The word on the command line that starts a worker.
    public static let word = "witness-worker"

    /// Writable memory of the process beside linear memory: the runtime, compiled code, the request and the answer.
    private static let overhead: UInt64 = 512 << 20

    /// Serves one request and ends the process.
    public static func run() -> Never {
        burhan_sandbox_die_with_parent()
        let answer: CalculationAnswer
        if let request = CalculationRequest(readAll(0)) {
            do throws(WitnessCalculatorError) {
                answer = .witness(try calculate(request))
            } catch {
                answer = .failure(error)
            }
        } else {
            answer = .failure(.workerFailed(reason: "it got no request"))
        }
        writeAll(answer.bytes, 1)
        _exit(0)
    }

    private static func calculate(_ request: CalculationRequest) throws(WitnessCalculatorError) -> [UInt8] {
        try WebAssemblyRuntime.load(request.libraryPath)
        let (tripled, overflow) = request.memoryLimit.multipliedReportingOverflow(by: 3)
        guard !overflow, tripled < UInt64.max / 2, request.seconds < UInt64.max / 2 else {
            throw .workerFailed(reason: "its limits are out of range")
        }
        guard
            burhan_sandbox_limit(tripled + overhead, request.memoryLimit + overhead, request.seconds + 1) == BURHAN_SANDBOX_OK,
            burhan_sandbox_enter() == BURHAN_SANDBOX_OK
        else { throw .workerFailed(reason: "this kernel cannot confine it (resource limits and seccomp filters are needed)") }
        return try CircomModule.calculate(request.module, request.inputs, memoryLimit: request.memoryLimit)
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count > 0 {
                result.append(contentsOf: chunk[..<count])
            } else if count == 0 || errno != EINTR {
                return result
            }
        }
    }

    private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) {
        DescriptorOutput.write(bytes, to: descriptor)
    }
}

/// Writing whole arrays to a descriptor.
enum DescriptorOutput {
    /// False if the system took less than all bytes.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        unsafe bytes.withUnsafeBytes { all in
            var rest = unsafe all[...]
            while unsafe !rest.isEmpty {
                let piece = unsafe UnsafeRawBufferPointer(rebasing: rest)
                let count = unsafe Glibc.write(descriptor, piece.baseAddress, piece.count)
                if count > 0 {
                    unsafe rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }
}
