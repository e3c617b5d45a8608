import CKernels

/// Runs `body` once on each vector path this processor has, the portable one first.
func onEveryPath(_ body: (_ path: String) -> Void) {
    for path in [BURHAN_PATH_SCALAR, BURHAN_PATH_AVX2, BURHAN_PATH_AVX512] where burhan_force_path_on_this_thread(Int32(path)) == 0 {
        body(unsafe String(cString: burhan_cpu_path()))
    }
    _ = burhan_force_path_on_this_thread(Int32(BURHAN_PATH_AUTOMATIC))
}

/// Four columns of one extension-field array, in the form the kernels take.
struct ExtensionColumns {
    var columns: [[UInt32]]

    init(count: Int) { columns = Array(repeating: Array(repeating: 0, count: count), count: 4) }

    mutating func withMutablePointers<R>(_ body: (UnsafePointer<UnsafeMutablePointer<UInt32>?>) -> R) -> R {
        let count = columns[0].count
        var flat = columns.flatMap { $0 }
        let result = unsafe flat.withUnsafeMutableBufferPointer { buffer in
            let pointers: [UnsafeMutablePointer<UInt32>?] = unsafe (0..<4).map { k in
                unsafe buffer.baseAddress.map { unsafe $0 + k * count }
            }
            return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
        }
        columns = (0..<4).map { Array(flat[$0 * count..<($0 + 1) * count]) }
        return result
    }

    func withPointers<R>(_ body: (UnsafePointer<UnsafePointer<UInt32>?>) -> R) -> R {
        let count = columns[0].count
        let flat = columns.flatMap { $0 }
        return unsafe flat.withUnsafeBufferPointer { buffer in
            let pointers: [UnsafePointer<UInt32>?] = unsafe (0..<4).map { k in unsafe buffer.baseAddress.map { unsafe $0 + k * count } }
            return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
        }
    }
}
