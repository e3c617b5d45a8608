import CWasmtime

/// One instance of a module, for one calculation and one thread.
@safe final class WebAssemblyInstance {
    /// A function that modules may import: its module and its name.
    typealias Import = (module: StaticString, name: StaticString)

    /// What happens when the module calls an import of that number; false stops the module.
    var onImport: (_ index: Int, _ arguments: [Int32]) -> Bool = { _, _ in true }

    private var handle: OpaquePointer?
    private let memoryLimit: UInt64

    /// Compiles and starts the module.
    ///
    /// - Parameter memoryLimit: bytes of linear memory.
    init(_ module: [UInt8], imports: [Import], memoryLimit: UInt64) throws(WitnessCalculatorError) {
        self.memoryLimit = memoryLimit
        var text = [CChar](repeating: 0, count: BURHAN_WASM_TEXT)
        let names = unsafe imports.map {
            unsafe burhan_wasm_import_name(
                module: UnsafeRawPointer($0.module.utf8Start).assumingMemoryBound(to: CChar.self),
                name: UnsafeRawPointer($0.name.utf8Start).assumingMemoryBound(to: CChar.self))
        }
        let status = unsafe names.withUnsafeBufferPointer { names in
            var host = unsafe burhan_wasm_host(
                memory_limit: memoryLimit, imports: names.baseAddress, import_count: names.count,
                on_import: { context, index, arguments, count in
                    guard let context = unsafe context else { return false }
                    let instance = unsafe Unmanaged<WebAssemblyInstance>.fromOpaque(context).takeUnretainedValue()
                    let values = unsafe Array(UnsafeBufferPointer(start: arguments, count: count))
                    return instance.onImport(index, values)
                },
                context: Unmanaged.passUnretained(self).toOpaque())
            return unsafe burhan_wasm_instantiate(module, module.count, &host, &handle, &text)
        }
        switch status {
        case BURHAN_WASM_OK: break
        case BURHAN_WASM_INVALID_MODULE: throw .invalidModule(reason: Self.string(text))
        default: throw .notInstantiable(reason: Self.string(text))
        }
    }

    deinit {
        if let handle = unsafe handle { unsafe burhan_wasm_delete(handle) }
    }

    func exports(_ name: String) -> Bool {
        unsafe burhan_wasm_exports(handle, name)
    }

    /// How a call ended that did not return.
    enum Stop: Error {
        /// An import asked to stop.
        case byHost
        case fault(WitnessCalculatorError)
    }

    func call(_ name: String, _ arguments: Int32...) throws(Stop) {
        _ = try call(name, arguments, hasResult: false)
    }

    func value(of name: String, _ arguments: Int32...) throws(Stop) -> Int32 {
        try call(name, arguments, hasResult: true)
    }

    private func call(_ name: String, _ arguments: [Int32], hasResult: Bool) throws(Stop) -> Int32 {
        var text = [CChar](repeating: 0, count: BURHAN_WASM_TEXT)
        var result: Int32 = 0
        let status =
            hasResult
            ? unsafe burhan_wasm_call(handle, name, arguments, arguments.count, &result, &text)
            : unsafe burhan_wasm_call(handle, name, arguments, arguments.count, nil, &text)
        switch status {
        case BURHAN_WASM_OK: return result
        case BURHAN_WASM_STOPPED: throw .byHost
        case BURHAN_WASM_NO_EXPORT: throw .fault(.notACircomModule(export: name, reason: Self.string(text)))
        default: throw .fault(.trapped(function: name, reason: Self.string(text)))
        }
    }

    /// The words of linear memory from a byte address on, nil if they are not all there.
    func words(at address: Int32, count: Int) -> [UInt32]? {
        let start = Int(UInt32(bitPattern: address))
        return unsafe withMemory { memory in
            guard count >= 0, count <= memory.count / 4, start <= memory.count - 4 * count else { return nil }
            return (0..<count).map { unsafe UInt32(littleEndian: memory.loadUnaligned(fromByteOffset: start + 4 * $0, as: UInt32.self)) }
        }
    }

    /// The bytes of linear memory from an address on, nil if they are not all there.
    func bytes(at address: Int32, count: Int) -> [UInt8]? {
        let start = Int(UInt32(bitPattern: address))
        return unsafe withMemory { memory in
            guard count >= 0, count <= memory.count, start <= memory.count - count else { return nil }
            return unsafe Array(UnsafeRawBufferPointer(rebasing: memory[start..<start + count]))
        }
    }

    /// Writes bytes into linear memory; false if they do not fit there.
    func write(_ bytes: [UInt8], at address: Int32) -> Bool {
        let start = Int(UInt32(bitPattern: address))
        return unsafe withMemory { memory in
            guard bytes.count <= memory.count, start <= memory.count - bytes.count else { return false }
            unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + bytes.count]).copyBytes(from: bytes)
            return true
        }
    }

    /// A text that ends with a zero byte, at most 256 bytes of it.
    func text(at address: Int32) -> String {
        var address = address
        var letters: [UInt8] = []
        while letters.count < 256, let byte = bytes(at: address, count: 1)?.first, byte != 0 {
            letters.append(byte)
            address &+= 1
        }
        return String(decoding: letters, as: UTF8.self)
    }

    private func withMemory<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        var size = 0
        let start = unsafe burhan_wasm_memory(handle, &size)
        return unsafe body(UnsafeMutableRawBufferPointer(start: start, count: size))
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
