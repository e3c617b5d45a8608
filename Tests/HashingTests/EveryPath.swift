import CKernels

/// Runs `body` once on each vector path this processor has, the portable one first.
func onEveryPath(_ body: (_ path: String) -> Void) {
    for path in [BURHAN_PATH_SCALAR, BURHAN_PATH_AVX2, BURHAN_PATH_AVX512] where burhan_force_path_on_this_thread(Int32(path)) == 0 {
        body(unsafe String(cString: burhan_cpu_path()))
    }
    _ = burhan_force_path_on_this_thread(Int32(BURHAN_PATH_AUTOMATIC))
}
