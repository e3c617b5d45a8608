#include "ntt_tables.h"
#include "kb_common.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { LANE_KINDS = 5 };

static _Atomic(const kb_ntt_table *) tables[KB_TABLE_KINDS][LANE_KINDS];
static _Atomic(const uint32_t *) natural_tables[LANE_KINDS][KB_MAXIMUM_LOG + 1];
static pthread_mutex_t building = PTHREAD_MUTEX_INITIALIZER;

static uint32_t *words(size_t count) { return aligned_alloc(64, (count * sizeof(uint32_t) + 63) & ~(size_t)63); }

/// factors[i] = first * (root of order 2^(L+1))^bitreverse_L(i) for i < 2^L, by doubling.
static void fill(uint32_t *factors, uint32_t first, unsigned log_count, int inverse) {
    factors[0] = first;
    for (unsigned k = 0; k < log_count; k++) {
        uint32_t root = kb1_two_adic_generator(k + 2);
        if (inverse) root = kb1_inverse(root);
        for (size_t i = 0; i < (size_t)1 << k; i++) factors[((size_t)1 << k) + i] = kb1_mul(factors[i], root);
    }
}

/// The L - 1 vectors of one group; blocks[lane] is the index of the lane's block of length L.
static void fill_group(uint32_t *out, const kb_ntt_table *table, unsigned log_lanes, const size_t *blocks) {
    size_t lanes = (size_t)1 << log_lanes;
    for (unsigned d = 0; d < log_lanes; d++)
        for (size_t j = 0; j < (size_t)1 << d; j++)
            for (size_t lane = 0; lane < lanes; lane++)
                *out++ = table->layers[log_lanes - 1 - d][(blocks[lane] << d) + j];
}

static const kb_ntt_table *build(int kind, unsigned log_lanes, unsigned log) {
    kb_ntt_table *table = calloc(1, sizeof *table);
    size_t n = (size_t)1 << log, lanes = (size_t)1 << log_lanes;
    uint32_t *factors = words(n), *bottom = NULL;
    int has_bottom = log_lanes > 0 && log >= 2 * log_lanes;
    if (has_bottom) bottom = words(n / lanes * (lanes - 1));
    if (!table || !factors || (has_bottom && !bottom)) {
        free(table), free(factors), free(bottom);
        return NULL;
    }
    table->log = log;
    uint32_t shift = kb1_from(kind == KB_TABLE_COSET ? KB_COSET_SHIFT : 1);
    for (unsigned k = 0; k < log; k++, shift = kb1_mul(shift, shift)) {
        // Without a shift all layers are prefixes of one array.
        size_t count = n >> (k + 1);
        if (kind == KB_TABLE_COSET || k == 0) fill(factors, shift, log - 1 - k, kind == KB_TABLE_INVERSE);
        table->layers[k] = factors;
        if (kind == KB_TABLE_COSET) factors += count;
    }
    size_t blocks[1 << (LANE_KINDS - 1)];
    for (size_t group = 0; has_bottom && group < n / (lanes * lanes); group++) {
        for (size_t lane = 0; lane < lanes; lane++) blocks[lane] = group * lanes + lane;
        fill_group(bottom + group * lanes * (lanes - 1), table, log_lanes, blocks);
    }
    table->bottom = bottom;
    return table;
}

static const uint32_t *build_natural(unsigned log_lanes, unsigned log) {
    const kb_ntt_table *inverse = burhan_ntt_table(KB_TABLE_INVERSE, log_lanes, log);
    size_t lanes = (size_t)1 << log_lanes, blocks[1 << (LANE_KINDS - 1)];
    unsigned log_groups = log - 2 * log_lanes;
    uint32_t *result = inverse ? words(((size_t)1 << log) / lanes * (lanes - 1)) : NULL;
    for (size_t m = 0; result && m < (size_t)1 << log_groups; m++) {
        size_t low = kb1_reverse_bits(m, log_groups);
        for (size_t b = 0; b < lanes; b++) blocks[b] = kb1_reverse_bits(b, log_lanes) << log_groups | low;
        fill_group(result + m * lanes * (lanes - 1), inverse, log_lanes, blocks);
    }
    return result;
}

const kb_ntt_table *burhan_ntt_table(int kind, unsigned log_lanes, unsigned log) {
    _Atomic(const kb_ntt_table *) *slot = &tables[kind][log_lanes];
    const kb_ntt_table *table = atomic_load_explicit(slot, memory_order_acquire);
    if (table && table->log >= log) return table;
    pthread_mutex_lock(&building);
    table = atomic_load_explicit(slot, memory_order_acquire);
    if (!table || table->log < log) {
        // A smaller table stays allocated, since other threads may be reading it; all of them together are at most as large.
        table = build(kind, log_lanes, log);
        if (table) atomic_store_explicit(slot, table, memory_order_release);
    }
    pthread_mutex_unlock(&building);
    return table;
}

const uint32_t *burhan_ntt_natural_table(unsigned log_lanes, unsigned log) {
    _Atomic(const uint32_t *) *slot = &natural_tables[log_lanes][log];
    const uint32_t *table = atomic_load_explicit(slot, memory_order_acquire);
    if (table) return table;
    // Threads may build the same table at once; the first one published is kept.
    const uint32_t *built = build_natural(log_lanes, log), *expected = NULL;
    if (built && !atomic_compare_exchange_strong(slot, &expected, built)) {
        free((void *)built);
        built = expected;
    }
    return built;
}
