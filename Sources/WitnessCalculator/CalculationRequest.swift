import Circuits
import FiniteFields

/// What the worker process is asked to do, as bytes: counts and sizes as 64-bit words, least significant byte first.
package struct CalculationRequest: Equatable {
    var libraryPath: String
    /// Bytes of linear memory.
    var memoryLimit: UInt64
    /// Processor time.
    var seconds: UInt64
    var module: [UInt8]
    var inputs: [CircuitInput]

    private static let mark: UInt64 = 0x3152_574E_4852_5542  // "BURHNWR1"

    package var bytes: [UInt8] {
        var writer = MessageWriter()
        writer.append(Self.mark)
        writer.append(libraryPath)
        writer.append(memoryLimit)
        writer.append(seconds)
        writer.append(module)
        writer.append(UInt64(inputs.count))
        for input in inputs {
            writer.append(input.name)
            writer.append(input.values.flatMap(\.littleEndianBytes))
        }
        return writer.bytes
    }

    package init(libraryPath: String, memoryLimit: UInt64, seconds: UInt64, module: [UInt8], inputs: [CircuitInput]) {
        self.libraryPath = libraryPath
        self.memoryLimit = memoryLimit
        self.seconds = seconds
        self.module = module
        self.inputs = inputs
    }

    /// Nil unless the bytes are exactly one request.
    package init?(_ bytes: [UInt8]) {
        var reader = MessageReader(bytes)
        guard reader.word() == Self.mark, let path = reader.text(), let memory = reader.word(), let seconds = reader.word(),
            let module = reader.block(), let count = reader.word()
        else { return nil }
        var inputs: [CircuitInput] = []
        for _ in 0..<min(count, UInt64(bytes.count)) {
            guard let name = reader.text(), let block = reader.block(), block.count.isMultiple(of: 32) else { return nil }
            var values: [BN254Scalar] = []
            for start in stride(from: 0, to: block.count, by: 32) {
                guard let value = BN254Scalar(littleEndian: block[start..<start + 32]) else { return nil }
                values.append(value)
            }
            inputs.append(CircuitInput(name, values))
        }
        guard inputs.count == Int(exactly: count), reader.isAtEnd else { return nil }
        self.init(libraryPath: path, memoryLimit: memory, seconds: seconds, module: module, inputs: inputs)
    }
}

/// Writes the messages between a process and its worker.
struct MessageWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ word: UInt64) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
    }

    mutating func append(_ block: [UInt8]) {
        append(UInt64(block.count))
        bytes.append(contentsOf: block)
    }

    mutating func append(_ text: String) { append(Array(text.utf8)) }
}

/// Reads the messages between a process and its worker; total over all bytes.
struct MessageReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func word() -> UInt64? {
        guard bytes.count - at >= 8 else { return nil }
        defer { at += 8 }
        return bytes[at..<at + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func block() -> [UInt8]? {
        guard let count = word(), count <= UInt64(bytes.count - at) else { return nil }
        defer { at += Int(count) }
        return Array(bytes[at..<at + Int(count)])
    }

    mutating func text() -> String? {
        block().flatMap { String(validating: $0, as: UTF8.self) }
    }
}
