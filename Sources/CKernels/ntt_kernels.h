// Bodies of the transforms declared in burhan_ntt.h; see ntt_butterflies.h. Depth first, so that blocks stay in the nearest cache.

/// Transforms too small for a group, one element at a time.
static void KB_PATH(forward_small)(uint32_t *data, const kb_ntt_table *table, unsigned log, size_t block) {
    for (unsigned level = 0; level < log; level++) {
        size_t half = (size_t)1 << (log - 1 - level);
        for (size_t j = 0; j < (size_t)1 << level; j++) {
            uint32_t t = table->layers[log - 1 - level][(block << level) + j], *u = data + 2 * half * j, *v = u + half;
            for (size_t k = 0; k < half; k++) {
                uint32_t product = kb1_mul(v[k], t);
                v[k] = kb1_sub(u[k], product);
                u[k] = kb1_add(u[k], product);
            }
        }
    }
}

static void KB_PATH(inverse_small)(uint32_t *data, const kb_ntt_table *table, unsigned log) {
    for (unsigned level = log; level-- > 0;) {
        size_t half = (size_t)1 << (log - 1 - level);
        for (size_t j = 0; j < (size_t)1 << level; j++) {
            uint32_t t = table->layers[log - 1 - level][j], *u = data + 2 * half * j, *v = u + half;
            for (size_t k = 0; k < half; k++) {
                uint32_t sum = kb1_add(u[k], v[k]);
                v[k] = kb1_mul(kb1_sub(u[k], v[k]), t);
                u[k] = sum;
            }
        }
    }
}

#if KB_LANES > 1
/// All layers of one group of L^2 elements: the upper half across vectors, the lower half across vectors after a transposition.
KB_INLINE void KB_PATH(forward_group)(uint32_t *out, const uint32_t *in, const kb_ntt_table *table, size_t group) {
    kb_vec t[KB_LANES], x[KB_LANES];
    KB_PATH(block_factors)(t, table, KB_GROUP_LOG, KB_LOG_LANES, group);
    for (int k = 0; k < KB_LANES; k++) x[k] = kb_load(in + k * KB_LANES);
    KB_PATH(butterflies)(x, KB_LOG_LANES, t);
    kb_transpose(x);
    const uint32_t *factors = table->bottom + group * KB_LANES * (KB_LANES - 1);
    for (int k = 0; k < KB_LANES - 1; k++) t[k] = kb_load(factors + k * KB_LANES);
    KB_PATH(butterflies)(x, KB_LOG_LANES, t);
    kb_transpose(x);
    for (int k = 0; k < KB_LANES; k++) kb_store(out + k * KB_LANES, x[k]);
}

KB_INLINE void KB_PATH(inverse_group)(uint32_t *data, const kb_ntt_table *table, size_t group) {
    kb_vec t[KB_LANES], x[KB_LANES];
    for (int k = 0; k < KB_LANES; k++) x[k] = kb_load(data + k * KB_LANES);
    kb_transpose(x);
    const uint32_t *factors = table->bottom + group * KB_LANES * (KB_LANES - 1);
    for (int k = 0; k < KB_LANES - 1; k++) t[k] = kb_load(factors + k * KB_LANES);
    KB_PATH(inverse_butterflies)(x, KB_LOG_LANES, t, NULL);
    kb_transpose(x);
    KB_PATH(block_factors)(t, table, KB_GROUP_LOG, KB_LOG_LANES, group);
    KB_PATH(inverse_butterflies)(x, KB_LOG_LANES, t, NULL);
    for (int k = 0; k < KB_LANES; k++) kb_store(data + k * KB_LANES, x[k]);
}

/// The layers inside blocks of length L of an inverse transform, from values in natural order: the gathering of bit-reversed rows,
/// L columns at a time, is the transposition. See burhan_ntt_natural_table.
static void KB_PATH(inverse_from_natural)(uint32_t *out, const uint32_t *in, const uint32_t *factors, unsigned log) {
    unsigned log_groups = log - KB_GROUP_LOG;
    size_t stride = (size_t)1 << (log - KB_LOG_LANES);
    for (size_t m = 0; m < (size_t)1 << log_groups; m++, factors += KB_LANES * (KB_LANES - 1)) {
        kb_vec t[KB_LANES], x[KB_LANES];
        for (unsigned a = 0; a < KB_LANES; a++) x[kb1_reverse_bits(a, KB_LOG_LANES)] = kb_load(in + a * stride + m * KB_LANES);
        for (int k = 0; k < KB_LANES - 1; k++) t[k] = kb_load(factors + k * KB_LANES);
        KB_PATH(inverse_butterflies)(x, KB_LOG_LANES, t, NULL);
        kb_transpose(x);
        uint32_t *target = out + kb1_reverse_bits(m, log_groups) * KB_LANES;
        for (unsigned b = 0; b < KB_LANES; b++) kb_store(target + kb1_reverse_bits(b, KB_LOG_LANES) * stride, x[b]);
    }
}
#endif

/// Block `block` of length 2^log, log >= KB_GROUP_LOG; the first pass may go from one array to another.
static void KB_PATH(forward)(uint32_t *out, const uint32_t *in, const kb_ntt_table *table, unsigned log, size_t block) {
#if KB_LANES > 1
    if (log == KB_GROUP_LOG) return KB_PATH(forward_group)(out, in, table, block);
#else
    if (log == 0) {
        *out = *in;
        return;
    }
#endif
    int radix = KB_PATH(next_radix)(log - KB_GROUP_LOG);
    switch (radix) {
    case 1: KB_PATH(forward_pass)(out, in, table, log, 1, block); break;
    case 2: KB_PATH(forward_pass)(out, in, table, log, 2, block); break;
    case 3: KB_PATH(forward_pass)(out, in, table, log, 3, block); break;
#if KB_MAXIMUM_RADIX > 3
    default: KB_PATH(forward_pass)(out, in, table, log, 4, block); break;
#endif
    }
    if (log == (unsigned)radix) return;
    log -= (unsigned)radix;
    for (size_t j = 0; j < (size_t)1 << radix; j++)
        KB_PATH(forward)(out + (j << log), out + (j << log), table, log, (block << radix) + j);
}

/// Layers of block `block` above blocks of length 2^floor; floor KB_GROUP_LOG includes the groups, KB_LOG_LANES leaves them done.
static void KB_PATH(inverse)(uint32_t *data, const kb_ntt_table *table, unsigned log, size_t block, unsigned floor,
                             const uint32_t *scale) {
#if KB_LANES > 1
    if (log == KB_GROUP_LOG && floor == KB_GROUP_LOG) return KB_PATH(inverse_group)(data, table, block);
#endif
    if (log == floor) return;
    int radix = KB_PATH(next_radix)(log - floor);
    unsigned low = log - (unsigned)radix;
    if (low > floor || floor > KB_LOG_LANES)
        for (size_t j = 0; j < (size_t)1 << radix; j++)
            KB_PATH(inverse)(data + (j << low), table, low, (block << radix) + j, floor, NULL);
#define KB_PASS(r)                                                                                                      \
    scale ? KB_PATH(inverse_pass)(data, table, log, r, block, scale) : KB_PATH(inverse_pass)(data, table, log, r, block, NULL)
    switch (radix) {
    case 1: KB_PASS(1); break;
    case 2: KB_PASS(2); break;
    case 3: KB_PASS(3); break;
#if KB_MAXIMUM_RADIX > 3
    default: KB_PASS(4); break;
#endif
    }
#undef KB_PASS
}

int KB_PATH(burhan_ntt_forward)(uint32_t *out, const uint32_t *in, int kind, unsigned table_log, unsigned log, size_t block) {
    const kb_ntt_table *table = burhan_ntt_table(kind, KB_LOG_LANES, table_log);
    if (!table) return -1;
    if (log >= KB_GROUP_LOG) {
        KB_PATH(forward)(out, in, table, log, block);
    } else {
        if (out != in) __builtin_memcpy(out, in, sizeof(uint32_t) << log);
        KB_PATH(forward_small)(out, table, log, block);
    }
    return 0;
}

int KB_PATH(burhan_ntt_inverse)(uint32_t *data, unsigned log) {
    const kb_ntt_table *table = burhan_ntt_table(KB_TABLE_INVERSE, KB_LOG_LANES, log);
    if (!table) return -1;
    uint32_t scale = kb1_inverse(kb1_from((uint32_t)1 << log));
    if (log > KB_GROUP_LOG) {
        KB_PATH(inverse)(data, table, log, 0, KB_GROUP_LOG, &scale);
        return 0;
    }
    KB_PATH(inverse_small)(data, table, log);
    KB_PATH(burhan_kb_scale)(data, data, scale, (size_t)1 << log);
    return 0;
}

int KB_PATH(burhan_kb_bit_reverse)(uint32_t *data, unsigned log) {
    if (log > KB_MAXIMUM_LOG) return -1;
    for (size_t i = 0; i < (size_t)1 << log; i++) {
        size_t j = kb1_reverse_bits(i, log);
        if (i < j) {
            uint32_t swapped = data[i];
            data[i] = data[j], data[j] = swapped;
        }
    }
    return 0;
}

int KB_PATH(burhan_kb_intt_natural)(uint32_t *out, const uint32_t *in, unsigned log) {
#if KB_LANES > 1
    if (log > KB_GROUP_LOG && log <= KB_MAXIMUM_LOG) {
        const uint32_t *factors = burhan_ntt_natural_table(KB_LOG_LANES, log);
        const kb_ntt_table *table = burhan_ntt_table(KB_TABLE_INVERSE, KB_LOG_LANES, log);
        if (!table || !factors) return -1;
        uint32_t scale = kb1_inverse(kb1_from((uint32_t)1 << log));
        KB_PATH(inverse_from_natural)(out, in, factors, log);
        KB_PATH(inverse)(out, table, log, 0, KB_LOG_LANES, &scale);
        return 0;
    }
#endif
    if (log > KB_MAXIMUM_LOG) return -1;
    for (size_t i = 0; i < (size_t)1 << log; i++) out[kb1_reverse_bits(i, log)] = in[i];
    return KB_PATH(burhan_ntt_inverse)(out, log);
}
