#include "cpu_path.h"
#include <stdatomic.h>

/// The path of all threads plus one; 0 until first asked for.
static atomic_int chosen = 0;
/// The path of this thread plus one; 0 when it follows the others.
static _Thread_local int chosen_here = 0;

static int best_path(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return BURHAN_PATH_AVX512;
    if (avx2) return BURHAN_PATH_AVX2;
#endif
    return BURHAN_PATH_SCALAR;
}

int burhan_current_path(void) {
    if (chosen_here != 0) return chosen_here - 1;
    int value = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (value == 0) {
        value = best_path() + 1;
        atomic_store_explicit(&chosen, value, memory_order_relaxed);
    }
    return value - 1;
}

int burhan_force_path(int path) {
    int best = best_path();
    if (path == BURHAN_PATH_AUTOMATIC) path = best;
    if (path < BURHAN_PATH_SCALAR || path > best) return -1;
    atomic_store_explicit(&chosen, path + 1, memory_order_relaxed);
    return 0;
}

int burhan_force_path_on_this_thread(int path) {
    if (path < BURHAN_PATH_AUTOMATIC || path > best_path()) return -1;
    chosen_here = path + 1;
    return 0;
}

const char *burhan_cpu_path(void) {
    switch (burhan_current_path()) {
    case BURHAN_PATH_AVX512: return "avx512";
    case BURHAN_PATH_AVX2: return "avx2";
    default: return "scalar";
    }
}
