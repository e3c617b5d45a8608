// Butterflies on arrays of vectors and one pass of several layers; see ntt_tables.h for the factors and kb_template.h for the pattern.
// Everything here is inlined with a constant number of layers, so that the arrays become registers.

#if KB_LOG_LANES > 3
#define KB_MAXIMUM_RADIX 4
#else
#define KB_MAXIMUM_RADIX 3
#endif
#define KB_GROUP_LOG (2 * KB_LOG_LANES) // elements of one group: L vectors

/// layers log2(size) of them from the coarsest down: pairs (u, v) become (u + t v, u - t v).
KB_INLINE void KB_PATH(butterflies)(kb_vec *x, int log_size, const kb_vec *t) {
#pragma clang loop unroll(full)
    for (int d = 0; d < log_size; d++) {
        int half = 1 << (log_size - 1 - d);
#pragma clang loop unroll(full)
        for (int j = 0; j < 1 << d; j++)
#pragma clang loop unroll(full)
            for (int k = 0; k < half; k++) {
                kb_vec *u = x + 2 * half * j + k, *v = u + half;
                kb_vec product = kb_mul(*v, t[(1 << d) - 1 + j]);
                *v = kb_sub(*u, product);
                *u = kb_add(*u, product);
            }
    }
}

/// The reverse, without the halving: pairs (u, v) become (u + v, (u - v) / t), from the finest layer up. In the coarsest layer the
/// sums are multiplied by *scale as well, unless it is null.
KB_INLINE void KB_PATH(inverse_butterflies)(kb_vec *x, int log_size, const kb_vec *t, const kb_vec *scale) {
#pragma clang loop unroll(full)
    for (int d = log_size - 1; d >= 0; d--) {
        int half = 1 << (log_size - 1 - d);
#pragma clang loop unroll(full)
        for (int j = 0; j < 1 << d; j++)
#pragma clang loop unroll(full)
            for (int k = 0; k < half; k++) {
                kb_vec *u = x + 2 * half * j + k, *v = u + half;
                kb_vec sum = kb_add(*u, *v);
                *v = kb_mul(kb_sub(*u, *v), t[(1 << d) - 1 + j]);
                *u = d == 0 && scale ? kb_mul(sum, *scale) : sum;
            }
    }
}

/// Factors of `radix` layers for block i of length 2^log, each in all lanes.
KB_INLINE void KB_PATH(block_factors)(kb_vec *t, const kb_ntt_table *table, unsigned log, int radix, size_t i) {
    for (int d = 0; d < radix; d++)
        for (int j = 0; j < 1 << d; j++)
            t[(1 << d) - 1 + j] = kb_broadcast(table->layers[log - 1 - (unsigned)d][(i << d) + (size_t)j]);
}

/// `radix` layers over block i of length 2^log, 2^(log - radix) >= KB_LANES.
KB_INLINE void KB_PATH(forward_pass)(uint32_t *out, const uint32_t *in, const kb_ntt_table *table, unsigned log, int radix,
                                     size_t i) {
    size_t stride = (size_t)1 << (log - (unsigned)radix);
    kb_vec t[1 << KB_MAXIMUM_RADIX], x[1 << KB_MAXIMUM_RADIX];
    KB_PATH(block_factors)(t, table, log, radix, i);
    for (size_t offset = 0; offset < stride; offset += KB_LANES) {
#pragma clang loop unroll(full)
        for (int k = 0; k < 1 << radix; k++) x[k] = kb_load(in + offset + (size_t)k * stride);
        KB_PATH(butterflies)(x, radix, t);
#pragma clang loop unroll(full)
        for (int k = 0; k < 1 << radix; k++) kb_store(out + offset + (size_t)k * stride, x[k]);
    }
}

KB_INLINE void KB_PATH(inverse_pass)(uint32_t *data, const kb_ntt_table *table, unsigned log, int radix, size_t i,
                                     const uint32_t *scale) {
    size_t stride = (size_t)1 << (log - (unsigned)radix);
    kb_vec t[1 << KB_MAXIMUM_RADIX], x[1 << KB_MAXIMUM_RADIX], factor = kb_broadcast(scale ? *scale : 0);
    KB_PATH(block_factors)(t, table, log, radix, i);
    if (scale) t[0] = kb_mul(t[0], factor);
    for (size_t offset = 0; offset < stride; offset += KB_LANES) {
#pragma clang loop unroll(full)
        for (int k = 0; k < 1 << radix; k++) x[k] = kb_load(data + offset + (size_t)k * stride);
        KB_PATH(inverse_butterflies)(x, radix, t, scale ? &factor : NULL);
#pragma clang loop unroll(full)
        for (int k = 0; k < 1 << radix; k++) kb_store(data + offset + (size_t)k * stride, x[k]);
    }
}

/// Number of layers that the next pass takes when `layers` are left: 4, 4, ..., and never a lone last one if it can be helped.
KB_INLINE int KB_PATH(next_radix)(unsigned layers) {
    if (layers <= KB_MAXIMUM_RADIX) return (int)layers;
    return layers == KB_MAXIMUM_RADIX + 1 ? KB_MAXIMUM_RADIX - 1 : KB_MAXIMUM_RADIX;
}
