// How a kernel is written once for all paths (documentation only; nothing to include).
//
// 1. Write the body in `thing_kernels.h` with the names of kb_<path>.h, every external function named KB_PATH(burhan_thing):
//        void KB_PATH(burhan_thing)(uint32_t *out, size_t n) { ... kb_load, kb_mul, KB_LANES ... }
// 2. Include the body in kernels_scalar.c, kernels_avx2.c and kernels_avx512.c, between KB_BEGIN and KB_END, under KB_AVAILABLE.
// 3. Define the public function in a `dispatch` file with BURHAN_DISPATCH (cpu_path.h), which declares the three and calls the one
//    that suits the processor or the forced path.
//
// Loops run over whole vectors (KB_LANES) and finish with the kb1_ functions of kb_common.h.
