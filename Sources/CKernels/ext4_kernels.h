// Bodies of the extension-field kernels declared in burhan_field.h; see kb_template.h.

/// Columns copied into a vector-sized block, short tails padded with zeros.
KB_INLINE kb_vec KB_PATH(load_part)(const uint32_t *p, size_t count) {
    uint32_t block[KB_LANES] = {0};
    for (size_t i = 0; i < count; i++) block[i] = p[i];
    return kb_load(block);
}

KB_INLINE void KB_PATH(store_part)(uint32_t *p, kb_vec a, size_t count) {
    uint32_t block[KB_LANES];
    kb_store(block, a);
    for (size_t i = 0; i < count; i++) p[i] = block[i];
}

KB_INLINE kb_ext4 KB_PATH(ext4_load_part)(const uint32_t *const columns[4], size_t i, size_t count) {
    if (count == KB_LANES) return kb_ext4_load(columns, i);
    kb_ext4 result;
    for (int k = 0; k < 4; k++) result.c[k] = KB_PATH(load_part)(columns[k] + i, count);
    return result;
}

KB_INLINE void KB_PATH(ext4_store_part)(uint32_t *const columns[4], size_t i, kb_ext4 a, size_t count) {
    if (count == KB_LANES) return kb_ext4_store(columns, i, a);
    for (int k = 0; k < 4; k++) KB_PATH(store_part)(columns[k] + i, a.c[k], count);
}

#define KB_FOR_PARTS(n)                                                                                                \
    for (size_t i = 0, count; i < (n) && (count = (n) - i < KB_LANES ? (n) - i : KB_LANES); i += KB_LANES)

void KB_PATH(burhan_kb_ext4_mul)(uint32_t *const out[4], const uint32_t *const a[4], const uint32_t *const b[4], size_t n) {
    KB_FOR_PARTS(n) {
        kb_ext4 product = kb_ext4_mul(KB_PATH(ext4_load_part)(a, i, count), KB_PATH(ext4_load_part)(b, i, count));
        KB_PATH(ext4_store_part)(out, i, product, count);
    }
}

void KB_PATH(burhan_kb_ext4_add_scaled_base)(uint32_t *const out[4], const uint32_t *in, const uint32_t factor[4], size_t n) {
    kb_ext4 f = kb_ext4_broadcast(factor);
    size_t i = 0;
    for (; i + KB_LANES <= n; i += KB_LANES) {
        kb_vec a = kb_load(in + i);
        for (int k = 0; k < 4; k++) kb_store(out[k] + i, kb_add(kb_load(out[k] + i), kb_mul(a, f.c[k])));
    }
    for (; i < n; i++)
        for (int k = 0; k < 4; k++) out[k][i] = kb1_add(out[k][i], kb1_mul(in[i], factor[k]));
}

void KB_PATH(burhan_kb_ext4_dot_base)(uint32_t out[4], const uint32_t *base, const uint32_t *const ext[4], size_t n) {
    kb_vec sum[4] = {kb_zero(), kb_zero(), kb_zero(), kb_zero()};
    size_t i = 0;
    for (; i + 4 * KB_LANES <= n; i += 4 * KB_LANES)
        for (int k = 0; k < 4; k++) {
#define KB_TERM(j) kb_wide_mul(kb_load(base + i + (j) * KB_LANES), kb_load(ext[k] + i + (j) * KB_LANES))
            kb_wide four = kb_wide_add(kb_wide_add(KB_TERM(0), KB_TERM(1)), kb_wide_add(KB_TERM(2), KB_TERM(3)));
            sum[k] = kb_add(sum[k], kb_wide_reduce(four));
#undef KB_TERM
        }
    for (int k = 0; k < 4; k++) {
        uint32_t lanes[KB_LANES], total = 0;
        kb_store(lanes, sum[k]);
        for (int lane = 0; lane < KB_LANES; lane++) total = kb1_add(total, lanes[lane]);
        for (size_t j = i; j < n; j++) total = kb1_add(total, kb1_mul(base[j], ext[k][j]));
        out[k] = total;
    }
}

void KB_PATH(burhan_kb_ext4_powers)(uint32_t *const out[4], const uint32_t first[4], const uint32_t ratio[4], size_t n) {
    // Every lane starts at first * ratio^lane and steps by ratio^KB_LANES.
    uint32_t start[4][KB_LANES];
    kb_ext4 step = kb_ext4_broadcast(ratio), power = kb_ext4_broadcast(first), current = power;
    for (int lane = 0; lane < KB_LANES; lane++) {
        for (int k = 0; k < 4; k++) {
            uint32_t lanes[KB_LANES];
            kb_store(lanes, current.c[k]);
            start[k][lane] = lanes[0];
        }
        current = kb_ext4_mul(current, step);
    }
    for (int lane = 1; lane < KB_LANES; lane <<= 1) step = kb_ext4_mul(step, step);
    for (int k = 0; k < 4; k++) power.c[k] = kb_load(start[k]);
    KB_FOR_PARTS(n) {
        KB_PATH(ext4_store_part)(out, i, power, count);
        power = kb_ext4_mul(power, step);
    }
}

void KB_PATH(burhan_kb_ext4_batch_inverse)(uint32_t *const out[4], const uint32_t *const in[4], size_t n) {
    // With y = x^2, y^2 = 3: a = A + B x, a (A - B x) = A^2 - y B^2 = u + v y, (u + v y)(u - v y) = u^2 - 3 v^2 in the base field.
    enum { block = 32 };
    uint32_t norms[block * KB_LANES];
    for (size_t start = 0; start < n; start += block * KB_LANES) {
        size_t size = n - start < block * KB_LANES ? n - start : block * KB_LANES;
        for (int pass = 0; pass < 2; pass++) {
            KB_FOR_PARTS(size) {
                kb_ext4 a = KB_PATH(ext4_load_part)(in, start + i, count);
                kb_vec u = kb_sub(kb_add(kb_mul(a.c[0], a.c[0]), kb_triple(kb_mul(a.c[2], a.c[2]))),
                                  kb_triple(kb_mul(kb_add(a.c[1], a.c[1]), a.c[3])));
                kb_vec v = kb_sub(kb_mul(kb_add(a.c[0], a.c[0]), a.c[2]),
                                  kb_add(kb_mul(a.c[1], a.c[1]), kb_triple(kb_mul(a.c[3], a.c[3]))));
                if (pass == 0) {
                    kb_store(norms + i, kb_sub(kb_mul(u, u), kb_triple(kb_mul(v, v))));
                    continue;
                }
                kb_vec inverse = kb_load(norms + i);
                kb_vec s = kb_mul(u, inverse), t = kb_neg(kb_mul(v, inverse)), t3 = kb_triple(t);
                // (A - B x)(s + t y).
                kb_ext4 result = {{
                    kb_add(kb_mul(a.c[0], s), kb_mul(a.c[2], t3)),
                    kb_neg(kb_add(kb_mul(a.c[1], s), kb_mul(a.c[3], t3))),
                    kb_add(kb_mul(a.c[0], t), kb_mul(a.c[2], s)),
                    kb_neg(kb_add(kb_mul(a.c[1], t), kb_mul(a.c[3], s))),
                }};
                KB_PATH(ext4_store_part)(out, start + i, result, count);
            }
            if (pass == 0) KB_PATH(burhan_kb_batch_inverse)(norms, norms, size);
        }
    }
}
