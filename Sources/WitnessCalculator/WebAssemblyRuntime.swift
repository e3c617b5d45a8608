import CWasmtime
import Glibc

/// Where the WebAssembly runtime's shared library is.
///
/// The path comes from the caller's configuration or the environment variable `BURHAN_WASMTIME`, else from well-known places where
/// `scripts/setup` puts it.
public enum WebAssemblyRuntime {
    /// Version of the runtime that the host is written for.
    public static let version = BURHAN_WASMTIME_VERSION
    public static let environmentVariable = "BURHAN_WASMTIME"
    public static let wellKnownPaths = ["/usr/local/lib/burhan/libwasmtime.so", "/usr/lib/burhan/libwasmtime.so"]

    /// The path of the library.
    ///
    /// - Throws: `runtimeMissing`, with the places that were looked at and what to do.
    public static func locate(configured: String? = nil) throws(WitnessCalculatorError) -> String {
        let fromEnvironment = unsafe getenv(environmentVariable).map { unsafe String(cString: $0) }
        if let path = configured ?? fromEnvironment {
            guard unsafe access(path, R_OK) == 0 else {
                throw .runtimeMissing(reason: "\(path) cannot be read; it should be Wasmtime's shared library, version \(version)")
            }
            return path
        }
        if let path = wellKnownPaths.first(where: { unsafe access($0, R_OK) == 0 }) { return path }
        throw .runtimeMissing(
            reason: """
                no Wasmtime at \(wellKnownPaths.joined(separator: " or ")). Run scripts/setup, or set \(environmentVariable) to the path \
                of its shared library, version \(version)
                """)
    }

    /// Loads the library into this process.
    static func load(_ path: String) throws(WitnessCalculatorError) {
        var text = [CChar](repeating: 0, count: BURHAN_WASM_TEXT)
        guard unsafe burhan_wasm_load(path, &text) == BURHAN_WASM_OK else {
            throw .runtimeMissing(reason: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
    }

    /// Translates WebAssembly's text format into a module, for tests. The library must be readable at `path`.
    package static func module(fromText source: String, libraryPath path: String) throws(WitnessCalculatorError) -> [UInt8] {
        try load(path)
        var text = [CChar](repeating: 0, count: BURHAN_WASM_TEXT)
        var start: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard unsafe burhan_wasm_from_text(source, source.utf8.count, &start, &count, &text) == BURHAN_WASM_OK else {
            throw .invalidModule(reason: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        defer { unsafe free(start) }
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }
}
