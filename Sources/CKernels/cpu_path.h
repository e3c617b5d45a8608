#ifndef BURHAN_CPU_PATH_H
#define BURHAN_CPU_PATH_H
// Choice of the vector path at run time.
#include "CKernels.h"

#if defined(__x86_64__)
#define BURHAN_DISPATCH_X86(result, name, parameters, arguments)                                                       \
    if (path == BURHAN_PATH_AVX512) return name##_avx512 arguments;                                                    \
    if (path == BURHAN_PATH_AVX2) return name##_avx2 arguments;
#else
#define BURHAN_DISPATCH_X86(result, name, parameters, arguments)
#endif

/// Defines the public function `name` as a call of the path in force.
#define BURHAN_DISPATCH(result, name, parameters, arguments)                                                           \
    result name##_scalar parameters;                                                                                   \
    result name##_avx2 parameters;                                                                                     \
    result name##_avx512 parameters;                                                                                   \
    result name parameters {                                                                                           \
        int path = burhan_current_path();                                                                              \
        (void)path;                                                                                                    \
        BURHAN_DISPATCH_X86(result, name, parameters, arguments)                                                       \
        return name##_scalar arguments;                                                                                \
    }
#endif
