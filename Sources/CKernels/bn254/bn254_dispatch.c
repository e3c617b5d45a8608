#include "burhan_bn254.h"
#include "CKernels.h"
#include "bn254_paths.h"

int burhan_bn254_is_vectorised(void) {
#if defined(__x86_64__)
    return burhan_current_path() == BURHAN_PATH_AVX512 && __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("adx");
#else
    return 0;
#endif
}

#if defined(__x86_64__)
#define CHOOSE(name, ...) (burhan_bn254_is_vectorised() ? name##_ifma(__VA_ARGS__) : name##_scalar(__VA_ARGS__))
#else
#define CHOOSE(name, ...) name##_scalar(__VA_ARGS__)
#endif

size_t burhan_bn254_g1_workspace(size_t buckets) { return CHOOSE(burhan_bn254_g1_workspace, buckets); }
size_t burhan_bn254_g2_workspace(size_t buckets) { return CHOOSE(burhan_bn254_g2_workspace, buckets); }
size_t burhan_bn254_g1_bucket_sum BN_BUCKET_SUM {
    return CHOOSE(burhan_bn254_g1_bucket_sum, out, bases, entries, offsets, buckets, memory);
}
size_t burhan_bn254_g2_bucket_sum BN_BUCKET_SUM {
    return CHOOSE(burhan_bn254_g2_bucket_sum, out, bases, entries, offsets, buckets, memory);
}
