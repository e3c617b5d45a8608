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

void burhan_bn254_g1_multiples BN_MULTIPLES { CHOOSE(burhan_bn254_g1_multiples, out, points, scalars, count); }
void burhan_bn254_g2_multiples BN_MULTIPLES { CHOOSE(burhan_bn254_g2_multiples, out, points, scalars, count); }

// Groups of 64 elements must fit.
static int suits_lanes(unsigned log) { return log >= 6 && burhan_bn254_is_vectorised(); }

size_t burhan_bn254_table_size(unsigned log) {
    size_t n = (size_t)1 << log, scalar = burhan_bn254_table_size_scalar(n);
#if defined(__x86_64__)
    if (suits_lanes(log)) return BN_TABLE_HEADER + burhan_bn254_table_size_ifma(n);
#endif
    return BN_TABLE_HEADER + scalar;
}

void burhan_bn254_fill_table(uint8_t *table, unsigned log, const uint8_t *root) {
    table[0] = (uint8_t)suits_lanes(log);
    table[1] = (uint8_t)log;
#if defined(__x86_64__)
    if (table[0]) {
        burhan_bn254_fill_table_ifma(table, log, root);
        return;
    }
#endif
    burhan_bn254_fill_table_scalar(table, log, root);
}

void burhan_bn254_coset_values(uint8_t *data, const uint8_t *table) {
    size_t n = (size_t)1 << table[1];
#if defined(__x86_64__)
    if (table[0]) {
        burhan_bn254_coset_values_ifma(data, table, n);
        return;
    }
#endif
    burhan_bn254_coset_values_scalar(data, table, n);
}

void burhan_bn254_quotient(
    uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *c, const uint8_t *table, size_t first, size_t end) {
    size_t n = (size_t)1 << table[1];
#if defined(__x86_64__)
    if (table[0]) {
        burhan_bn254_quotient_ifma(out, a, b, c, n, first, end);
        return;
    }
#endif
    burhan_bn254_quotient_scalar(out, a, b, c, n, first, end);
}
