#ifndef BURHAN_CKERNELS_H
#define BURHAN_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

/// Vector paths, in order of preference.
enum { BURHAN_PATH_AUTOMATIC = -1, BURHAN_PATH_SCALAR = 0, BURHAN_PATH_AVX2 = 1, BURHAN_PATH_AVX512 = 2 };

/// Name of the path in force: "scalar", "avx2" or "avx512".
const char *burhan_cpu_path(void);
/// Number of the path in force.
int burhan_current_path(void);
/// Forces a path (tests, benchmarks); -1 and no change when this processor lacks it.
int burhan_force_path(int path);
/// The same for the calling thread only; -1 returns it to the path of all threads.
int burhan_force_path_on_this_thread(int path);

#include "burhan_field.h"
#include "burhan_memory.h"
#include "burhan_ntt.h"
#include "burhan_air.h"
#include "burhan_blake3.h"
#include "burhan_bn254.h"
#endif
