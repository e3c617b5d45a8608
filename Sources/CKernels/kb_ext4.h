// Vectors of quartic extension elements, F[x] / (x^4 - 3), one vector per coefficient. Included by each kb_<path>.h.

typedef struct { kb_vec c[4]; } kb_ext4;

KB_INLINE kb_vec kb_neg(kb_vec a) { return kb_sub(kb_zero(), a); }
KB_INLINE kb_vec kb_triple(kb_vec a) { return kb_add(kb_add(a, a), a); }

KB_INLINE kb_ext4 kb_ext4_load(const uint32_t *const columns[4], size_t i) {
    return (kb_ext4){{kb_load(columns[0] + i), kb_load(columns[1] + i), kb_load(columns[2] + i), kb_load(columns[3] + i)}};
}

KB_INLINE void kb_ext4_store(uint32_t *const columns[4], size_t i, kb_ext4 a) {
    for (int k = 0; k < 4; k++) kb_store(columns[k] + i, a.c[k]);
}

KB_INLINE kb_ext4 kb_ext4_broadcast(const uint32_t a[4]) {
    return (kb_ext4){{kb_broadcast(a[0]), kb_broadcast(a[1]), kb_broadcast(a[2]), kb_broadcast(a[3])}};
}

KB_INLINE kb_ext4 kb_ext4_add(kb_ext4 a, kb_ext4 b) {
    for (int k = 0; k < 4; k++) a.c[k] = kb_add(a.c[k], b.c[k]);
    return a;
}

KB_INLINE kb_ext4 kb_ext4_sub(kb_ext4 a, kb_ext4 b) {
    for (int k = 0; k < 4; k++) a.c[k] = kb_sub(a.c[k], b.c[k]);
    return a;
}

KB_INLINE kb_ext4 kb_ext4_scale(kb_ext4 a, kb_vec b) {
    for (int k = 0; k < 4; k++) a.c[k] = kb_mul(a.c[k], b);
    return a;
}

/// Sixteen products, one reduction per coefficient.
KB_INLINE kb_ext4 kb_ext4_mul(kb_ext4 a, kb_ext4 b) {
    kb_vec t1 = kb_triple(b.c[1]), t2 = kb_triple(b.c[2]), t3 = kb_triple(b.c[3]);
#define KB_SUM4(x0, x1, x2, x3)                                                                                        \
    kb_wide_reduce(kb_wide_add(kb_wide_add(kb_wide_mul(a.c[0], x0), kb_wide_mul(a.c[1], x1)),                          \
                               kb_wide_add(kb_wide_mul(a.c[2], x2), kb_wide_mul(a.c[3], x3))))
    return (kb_ext4){{
        KB_SUM4(b.c[0], t3, t2, t1),
        KB_SUM4(b.c[1], b.c[0], t3, t2),
        KB_SUM4(b.c[2], b.c[1], b.c[0], t3),
        KB_SUM4(b.c[3], b.c[2], b.c[1], b.c[0]),
    }};
#undef KB_SUM4
}
