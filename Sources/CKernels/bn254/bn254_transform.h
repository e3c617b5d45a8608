// From the values of a polynomial on the domain <w> of size n to its values on the coset g <w>, g a square root of w, in BN254's scalar field.
// Included between BN_BEGIN and BN_END.
//
// Decimation in frequency leaves the coefficients in bit-reversed order, each is multiplied in place, and decimation in time takes them from
// there: no reordering. Both use the same table, that of powers of w; so the first transform computes the coefficients with negated indices,
// which the factors allow for, and the second the values with negated indices, which `quotient` allows for.
//
// Data lie in blocks of BN_LANES elements, each block word by word. Steps inside blocks are done on BN_LANES blocks transposed.
//
// A table holds, after a header of BN_TABLE_HEADER bytes, n elements: at h ..< 2 h, h a power of two, the first h powers of the root of
// order 2 h. Then follow the factors of the coefficients: one for every BN_LANES^2 positions, and BN_LANES^2 for positions in such a group; these
// twice, first for the group at the beginning.

#define TRANSFORM_GROUP ((size_t)BN_LANES * BN_LANES)
#define BLOCK_BYTES ((size_t)BN_LANES * 32)

BN_INLINE const uint8_t *fr_roots(const uint8_t *table) { return table + BN_TABLE_HEADER; }
BN_INLINE const uint8_t *fr_factors(const uint8_t *table, size_t n) { return table + BN_TABLE_HEADER + 32 * n; }
BN_INLINE const uint8_t *fr_inner_factors(const uint8_t *table, size_t n) { return fr_factors(table, n) + 32 * (n / TRANSFORM_GROUP); }

/// Bytes of a table, without its header.
static size_t fr_table_size(size_t n) { return 32 * (n + n / TRANSFORM_GROUP + 2 * TRANSFORM_GROUP); }

static size_t fr_reverse(size_t value, unsigned bits) { return bits == 0 ? 0 : (size_t)(__builtin_bitreverse64(value) >> (64 - bits)); }

/// Where element `position` of an array of blocks has its words: the first, and the distance to the next.
BN_INLINE void fr_store_element(uint8_t *array, size_t position, bn_words a) {
    uint8_t *block = array + position / BN_LANES * BLOCK_BYTES + position % BN_LANES * 8;
    for (int i = 0; i < 4; i++) memcpy(block + (size_t)i * BN_LANES * 8, &a.w[i], 8);
}

/// Fills a table for n = 2^log from `root`, a primitive 2n-th root of unity, in Montgomery form for 2^256.
static void fr_fill_table(uint8_t *table, unsigned log, bn_words root) {
    const bn_modulus *p = &BN_R;
    size_t n = (size_t)1 << log, groups = n / TRANSFORM_GROUP;
    uint8_t *roots = (uint8_t *)(uintptr_t)fr_roots(table), *factors = (uint8_t *)(uintptr_t)fr_factors(table, n);
    uint8_t *inner = (uint8_t *)(uintptr_t)fr_inner_factors(table, n);
    bn_words w = bn_mul(root, root, p), power = bn_one(p);
    for (size_t h = n / 2; h > 0; h /= 2, w = bn_mul(w, w, p)) {
        power = bn_one(p);
        for (size_t j = 0; j < h; j++, power = bn_mul(power, w, p)) {
            bn_words stored = bv_stored(power, p);
            if (h >= BN_LANES) fr_store_element(roots + 32 * h, j, stored);
            else bn_store(roots + 32 * (h + j), stored);
        }
    }
    // The coefficient of index -k stands at the bit-reversed position of k: its factor is root^(n - k) / n = -root^-k / n, for k = 0 it is 1 / n.
    bn_words inverse_root = bn_inverse(root, p), inverse_n = bn_one(p);
    bn_words half = bn_inverse(bn_add(bn_one(p), bn_one(p), p), p);
    for (unsigned i = 0; i < log; i++) inverse_n = bn_mul(inverse_n, half, p);
    unsigned inner_log = 0;
    while (((size_t)1 << inner_log) < TRANSFORM_GROUP) inner_log++;
    power = bn_sub((bn_words){{0, 0, 0, 0}}, inverse_n, p);
    for (size_t k = 0; k < groups; k++, power = bn_mul(power, inverse_root, p))
        bn_store(factors + 32 * fr_reverse(k, log - inner_log), bv_stored(power, p));
    bn_words step = inverse_root;
    for (unsigned i = inner_log; i < log; i++) step = bn_mul(step, step, p);
    power = bn_one(p);
    for (size_t k = 0; k < TRANSFORM_GROUP; k++, power = bn_mul(power, step, p)) {
        size_t position = fr_reverse(k, inner_log);
        // Transposed: vector position % BN_LANES, lane position / BN_LANES.
        size_t place = position % BN_LANES * BN_LANES + position / BN_LANES;
        fr_store_element(inner, place, bv_stored(k == 0 ? bn_sub((bn_words){{0, 0, 0, 0}}, power, p) : power, p));
        fr_store_element(inner + 32 * TRANSFORM_GROUP, place, bv_stored(power, p));
    }
}

/// One step of the first transform on the vectors of a group; `is_across` tells whether the roots differ from lane to lane (before the
/// transposition) or from vector to vector.
BN_INLINE void fr_step_down(bn_vec v[BN_LANES], const uint8_t *roots, int s, int is_across) {
    const bn_modulus *p = &BN_R;
    for (int start = 0; start < BN_LANES; start += 2 * s)
        for (int j = start; j < start + s; j++) {
            size_t k = (size_t)(j - start);
            bn_vec difference = bv_sub(v[j], v[j + s], 2, p);
            v[j] = bv_reduce(bv_add(v[j], v[j + s], p), p);
            if (is_across) v[j + s] = bv_mul(difference, bv_load_block(roots + ((size_t)s + k) * BLOCK_BYTES), p);
            else v[j + s] = k == 0 ? bv_reduce(difference, p) : bv_mul(difference, bv_broadcast_stored(roots + 32 * ((size_t)s + k)), p);
        }
}

/// One step of the second transform.
BN_INLINE void fr_step_up(bn_vec v[BN_LANES], const uint8_t *roots, int s, int is_across) {
    const bn_modulus *p = &BN_R;
    for (int start = 0; start < BN_LANES; start += 2 * s)
        for (int j = start; j < start + s; j++) {
            size_t k = (size_t)(j - start);
            bn_vec other = v[j + s];
            if (is_across) other = bv_mul(other, bv_load_block(roots + ((size_t)s + k) * BLOCK_BYTES), p);
            else if (k > 0) other = bv_mul(other, bv_broadcast_stored(roots + 32 * ((size_t)s + k)), p);
            v[j + s] = bv_reduce(bv_sub(v[j], other, 2, p), p);
            v[j] = bv_reduce(bv_add(v[j], other, p), p);
        }
}

/// The innermost steps of both transforms and the factors between them, on group `group`.
static void fr_group(uint8_t *data, const uint8_t *table, size_t n, size_t group) {
    const bn_modulus *p = &BN_R;
    const uint8_t *roots = fr_roots(table), *inner = fr_inner_factors(table, n) + (group > 0 ? 32 * TRANSFORM_GROUP : 0);
    bn_vec v[BN_LANES];
    for (int i = 0; i < BN_LANES; i++) v[i] = bv_load_block(data + (size_t)i * BLOCK_BYTES);
    for (int s = BN_LANES / 2; s > 0; s /= 2) fr_step_down(v, roots, s, 1);
    bv_transpose_lanes(v);
    for (int s = BN_LANES / 2; s > 0; s /= 2) fr_step_down(v, roots, s, 0);
    bn_vec factor = bv_broadcast_stored(fr_factors(table, n) + 32 * group);
    for (int i = 0; i < BN_LANES; i++) v[i] = bv_mul(bv_mul(v[i], bv_load_block(inner + (size_t)i * BLOCK_BYTES), p), factor, p);
    for (int s = 1; s < BN_LANES; s *= 2) fr_step_up(v, roots, s, 0);
    bv_transpose_lanes(v);
    for (int s = 1; s < BN_LANES; s *= 2) fr_step_up(v, roots, s, 1);
    for (int i = 0; i < BN_LANES; i++) bv_store_block(data + (size_t)i * BLOCK_BYTES, v[i]);
}

/// Both transforms of the `size` elements at `first`, depth first so that small parts stay in the cache.
static void fr_transform(uint8_t *data, const uint8_t *table, size_t n, size_t first, size_t size) {
    const bn_modulus *p = &BN_R;
    uint8_t *low = data + 32 * first;
    if (size == TRANSFORM_GROUP) {
        fr_group(low, table, n, first / TRANSFORM_GROUP);
        return;
    }
    size_t half = size / 2;
    uint8_t *high = low + 32 * half;
    const uint8_t *roots = fr_roots(table) + 32 * half;
    for (size_t at = 0; at < 32 * half; at += BLOCK_BYTES) {
        bn_vec u = bv_load_block(low + at), v = bv_load_block(high + at);
        bv_store_block(low + at, bv_reduce(bv_add(u, v, p), p));
        bv_store_block(high + at, bv_mul(bv_sub(u, v, 2, p), bv_load_block(roots + at), p));
    }
    fr_transform(data, table, n, first, half);
    fr_transform(data, table, n, first + half, half);
    for (size_t at = 0; at < 32 * half; at += BLOCK_BYTES) {
        bn_vec u = bv_reduce(bv_load_block(low + at), p), v = bv_mul(bv_load_block(high + at), bv_load_block(roots + at), p);
        bv_store_block(low + at, bv_add(u, v, p));
        bv_store_block(high + at, bv_sub(u, v, 2, p));
    }
}

static void fr_coset_values(uint8_t *data, const uint8_t *table, size_t n) {
    for (size_t at = 0; at < 32 * n; at += BLOCK_BYTES) {
        bn_words lanes[BN_LANES];
        for (int i = 0; i < BN_LANES; i++) lanes[i] = bn_load(data + at + 32 * (size_t)i);
        bv_store_block(data + at, bv_from_canonical(lanes, &BN_R));
    }
    fr_transform(data, table, n, 0, n);
}

/// out[(n - i) % n] = a[i] b[i] - c[i] for first <= i < end, as plain numbers.
static void fr_quotient(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *c, size_t n, size_t first, size_t end) {
    const bn_modulus *p = &BN_R;
    for (size_t i = first; i < end; i += BN_LANES) {
        bn_vec product = bv_mul(bv_load_block(a + 32 * i), bv_load_block(b + 32 * i), p);
        bn_words lanes[BN_LANES];
        bv_plain(lanes, bv_sub(product, bv_load_block(c + 32 * i), 4, p), p);
        for (size_t k = 0; k < BN_LANES; k++) bn_store(out + 32 * ((n - i - k) % n), lanes[k]);
    }
}

size_t BN_PATH(burhan_bn254_table_size)(size_t n) { return fr_table_size(n); }
void BN_PATH(burhan_bn254_fill_table)(uint8_t *table, unsigned log, const uint8_t *root) { fr_fill_table(table, log, bn_load(root)); }
void BN_PATH(burhan_bn254_coset_values)(uint8_t *data, const uint8_t *table, size_t n) { fr_coset_values(data, table, n); }
void BN_PATH(burhan_bn254_quotient)(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *c, size_t n, size_t first, size_t end) {
    fr_quotient(out, a, b, c, n, first, end);
}
