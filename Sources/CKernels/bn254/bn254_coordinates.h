// Coordinates of the two groups in lanes: Fq for g1_, Fq2 = Fq[u] / (u^2 + 1) for g2_. Included between BN_BEGIN and BN_END.
//
// `k` bounds what is negated: the second factor of a product, the root of a square and the subtrahend of a difference are at most k q.

typedef bn_vec g1_field;
typedef struct { bn_vec c0, c1; } g2_field;

BN_INLINE g1_field g1_mul(g1_field a, g1_field b, int k) {
    (void)k;
    return bv_mul(a, b, &BN_Q);
}
BN_INLINE g2_field g2_mul(g2_field a, g2_field b, int k) {
    bn_vec minus = bv_neg(b.c1, k, &BN_Q);
    return (g2_field){bv_dot(a.c0, b.c0, a.c1, minus, &BN_Q), bv_dot(a.c0, b.c1, a.c1, b.c0, &BN_Q)};
}
BN_INLINE g1_field g1_sqr(g1_field a, int k) {
    (void)k;
    return bv_sqr(a, &BN_Q);
}
BN_INLINE g2_field g2_sqr(g2_field a, int k) {
    bn_vec sum = bv_add(a.c0, a.c1, &BN_Q), difference = bv_sub(a.c0, a.c1, k, &BN_Q);
    return (g2_field){bv_mul(sum, difference, &BN_Q), bv_mul(bv_add(a.c0, a.c0, &BN_Q), a.c1, &BN_Q)};
}
BN_INLINE g1_field g1_add(g1_field a, g1_field b) { return bv_add(a, b, &BN_Q); }
BN_INLINE g2_field g2_add(g2_field a, g2_field b) { return (g2_field){g1_add(a.c0, b.c0), g1_add(a.c1, b.c1)}; }
BN_INLINE g1_field g1_sub(g1_field a, g1_field b, int k) { return bv_sub(a, b, k, &BN_Q); }
BN_INLINE g2_field g2_sub(g2_field a, g2_field b, int k) { return (g2_field){g1_sub(a.c0, b.c0, k), g1_sub(a.c1, b.c1, k)}; }
BN_INLINE g1_field g1_neg(g1_field a, int k) { return bv_neg(a, k, &BN_Q); }
BN_INLINE g2_field g2_neg(g2_field a, int k) { return (g2_field){g1_neg(a.c0, k), g1_neg(a.c1, k)}; }
BN_INLINE g1_field g1_reduce(g1_field a) { return bv_reduce(a, &BN_Q); }
BN_INLINE g2_field g2_reduce(g2_field a) { return (g2_field){g1_reduce(a.c0), g1_reduce(a.c1)}; }
BN_INLINE g1_field g1_select(bn_mask m, g1_field a, g1_field b) { return bv_select(m, a, b); }
BN_INLINE g2_field g2_select(bn_mask m, g2_field a, g2_field b) {
    return (g2_field){bv_select(m, a.c0, b.c0), bv_select(m, a.c1, b.c1)};
}
BN_INLINE g1_field g1_zero(void) { return bv_zero(); }
BN_INLINE g2_field g2_zero(void) { return (g2_field){bv_zero(), bv_zero()}; }
BN_INLINE g1_field g1_one(void) { return bv_one(&BN_Q); }
BN_INLINE g2_field g2_one(void) { return (g2_field){bv_one(&BN_Q), bv_zero()}; }
BN_INLINE bn_mask g1_maybe_zero(g1_field a) { return bv_maybe_zero(a, &BN_Q); }
BN_INLINE bn_mask g2_maybe_zero(g2_field a) { return bv_maybe_zero(a.c0, &BN_Q) & bv_maybe_zero(a.c1, &BN_Q); }
BN_INLINE bn_mask g1_is_zero(g1_field a) { return bv_is_zero(a, &BN_Q); }
BN_INLINE bn_mask g2_is_zero(g2_field a) { return bv_is_zero(a.c0, &BN_Q) & bv_is_zero(a.c1, &BN_Q); }

/// The product with 3 b: 9 in G1, 9 / (9 + u) in G2, for values below 9 q; below 1.7 q in G1 and 4 q in G2.
BN_INLINE g1_field g1_mul_3b(g1_field a) {
    g1_field twice = g1_add(a, a), four = g1_add(twice, twice);
    return g1_reduce(g1_add(g1_add(four, four), a));
}
BN_INLINE g2_field g2_mul_3b(g2_field a) {
    // 9 / (9 + u) = (81 - 9 u) / 82.
    const bn_words c0 = {{0x3baa927cb62e0d6a, 0xd71e7c52d1b664fd, 0x03873e63d95d4664, 0x0e75b5b1082ab8f4}}, c1 = {{0xaab7c6667596fe35, 0x31d21a78bb6a27ba, 0x85dd7297680401ff, 0x03c52d6adf39a7e9}};
    return g2_mul(a, (g2_field){bv_broadcast(c0, &BN_Q), bv_broadcast(c1, &BN_Q)}, 2);
}

/// Inverses of all lanes, one inversion for all; lanes must not hold zero. Below 1.7 q.
static inline __attribute__((unused)) g1_field g1_inverse(g1_field a) {
    bn_words lanes[BN_LANES], before[BN_LANES];
    bv_canonical(lanes, a, &BN_Q);
    bn_words product = lanes[0];
    for (int i = 1; i < BN_LANES; i++) {
        before[i] = product;
        product = bn_mul(product, lanes[i], &BN_Q);
    }
    bn_words inverse = bn_inverse(product, &BN_Q);
    for (int i = BN_LANES - 1; i > 0; i--) {
        bn_words next = bn_mul(inverse, lanes[i], &BN_Q);
        lanes[i] = bn_mul(inverse, before[i], &BN_Q);
        inverse = next;
    }
    lanes[0] = inverse;
    return bv_from_canonical(lanes, &BN_Q);
}
static inline __attribute__((unused)) g2_field g2_inverse(g2_field a) {
    // 1 / (a0 + a1 u) = (a0 - a1 u) / (a0^2 + a1^2).
    a = g2_reduce(a);
    g1_field norm = g1_inverse(bv_dot(a.c0, a.c0, a.c1, a.c1, &BN_Q));
    return (g2_field){bv_mul(a.c0, norm, &BN_Q), bv_mul(bv_neg(a.c1, 2, &BN_Q), norm, &BN_Q)};
}

/// Reads x, or x and y, of a point for each lane. Coordinates of a key's points are below 16 q, others below 2 q.
BN_INLINE g1_field g1_load_x(const uint8_t *const from[BN_LANES], int is_key) {
    bn_vec x, y;
    bv_load_pair(from, 0, is_key, &x, &y);
    return x;
}
BN_INLINE g2_field g2_load_x(const uint8_t *const from[BN_LANES], int is_key) {
    g2_field x;
    bv_load_pair(from, 0, is_key, &x.c0, &x.c1);
    return x;
}
BN_INLINE bn_mask g1_load(const uint8_t *const from[BN_LANES], int is_key, g1_field *x, g1_field *y) {
    return bv_load_pair(from, 0, is_key, x, y);
}
BN_INLINE bn_mask g2_load(const uint8_t *const from[BN_LANES], int is_key, g2_field *x, g2_field *y) {
    bn_mask zero = bv_load_pair(from, 0, is_key, &x->c0, &x->c1);
    return zero & bv_load_pair(from, 64, is_key, &y->c0, &y->c1);
}
BN_INLINE void g1_store(uint8_t *const to[BN_LANES], g1_field x, g1_field y) { bv_store_pair(to, 0, x, y); }
BN_INLINE void g2_store(uint8_t *const to[BN_LANES], g2_field x, g2_field y) {
    bv_store_pair(to, 0, x.c0, x.c1);
    bv_store_pair(to, 64, y.c0, y.c1);
}
/// Writes each lane's value, reduced and in Montgomery form for 2^256, `stride` bytes apart.
static inline __attribute__((unused)) void g1_export(uint8_t *to, size_t stride, g1_field a) {
    bn_words lanes[BN_LANES];
    bv_canonical(lanes, a, &BN_Q);
    for (int i = 0; i < BN_LANES; i++) bn_store(to + (size_t)i * stride, lanes[i]);
}
static inline __attribute__((unused)) void g2_export(uint8_t *to, size_t stride, g2_field a) {
    g1_export(to, stride, a.c0);
    g1_export(to + 32, stride, a.c1);
}
