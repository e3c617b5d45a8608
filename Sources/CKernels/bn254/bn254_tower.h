#ifndef BURHAN_BN254_TOWER_H
#define BURHAN_BN254_TOWER_H
// The fields above Fq: Fq2 = Fq[u] / (u^2 + 1), Fq6 = Fq2[v] / (v^3 - 9 - u), Fq12 = Fq6[w] / (w^2 - v). Elements are reduced, in the layout of
// the Swift types: coefficients from the lowest on.
#include "bn254_words.h"

typedef bn_words fq;
typedef struct { fq c0, c1; } fq2;
typedef struct { fq2 c0, c1, c2; } fq6;
typedef struct { fq6 c0, c1; } fq12;
typedef struct { uint64_t w[8]; } fq_wide;

#define FQ_OUTLINE static __attribute__((noinline, unused))

BN_INLINE fq fq_add(fq a, fq b) { return bn_add(a, b, &BN_Q); }
BN_INLINE fq fq_sub(fq a, fq b) { return bn_sub(a, b, &BN_Q); }
BN_INLINE fq fq_mul(fq a, fq b) { return bn_mul(a, b, &BN_Q); }
BN_INLINE fq fq_sqr(fq a) { return bn_mul(a, a, &BN_Q); }
BN_INLINE fq fq_zero(void) { return (fq){{0, 0, 0, 0}}; }

/// a + b without reduction: below 2^255.
BN_INLINE fq fq_add_lazily(fq a, fq b) {
    fq sum;
    bn_add_words(sum.w, a.w, b.w);
    return sum;
}

/// a / 2.
BN_INLINE fq fq_halve(fq a) {
    uint64_t odd = -(a.w[0] & 1);
    uint64_t masked[4] = {BN_Q.words[0] & odd, BN_Q.words[1] & odd, BN_Q.words[2] & odd, BN_Q.words[3] & odd};
    bn_add_words(a.w, a.w, masked);
    return (fq){{a.w[0] >> 1 | a.w[1] << 63, a.w[1] >> 1 | a.w[2] << 63, a.w[2] >> 1 | a.w[3] << 63, a.w[3] >> 1}};
}

/// The integer a b.
BN_INLINE fq_wide fq_wide_mul(fq a, fq b) {
    typedef unsigned __int128 wide;
    fq_wide t = {{0, 0, 0, 0, 0, 0, 0, 0}};
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 4; j++) {
            wide s = (wide)a.w[j] * b.w[i] + t.w[i + j] + carry;
            t.w[i + j] = (uint64_t)s;
            carry = (uint64_t)(s >> 64);
        }
        t.w[i + 4] = carry;
    }
    return t;
}

/// a - b mod 2^512 and the borrow.
BN_INLINE uint64_t fq_wide_sub(fq_wide *out, fq_wide a, fq_wide b) {
    unsigned long long borrow = 0;
    for (int i = 0; i < 8; i++) out->w[i] = __builtin_subcll(a.w[i], b.w[i], borrow, &borrow);
    return borrow;
}

/// t / 2^256 mod q, for t below q 2^256.
BN_INLINE fq fq_wide_reduce(fq_wide t) {
    typedef unsigned __int128 wide;
    uint64_t over = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t m = t.w[i] * BN_Q.negated_inverse, carry = 0;
        for (int j = 0; j < 4; j++) {
            wide s = (wide)m * BN_Q.words[j] + t.w[i + j] + carry;
            t.w[i + j] = (uint64_t)s;
            carry = (uint64_t)(s >> 64);
        }
        wide s = (wide)t.w[i + 4] + carry + over;
        t.w[i + 4] = (uint64_t)s;
        over = (uint64_t)(s >> 64);
    }
    return bn_reduce_once((fq){{t.w[4], t.w[5], t.w[6], t.w[7]}}, &BN_Q);
}

BN_INLINE fq2 fq2_add(fq2 a, fq2 b) { return (fq2){fq_add(a.c0, b.c0), fq_add(a.c1, b.c1)}; }
BN_INLINE fq2 fq2_sub(fq2 a, fq2 b) { return (fq2){fq_sub(a.c0, b.c0), fq_sub(a.c1, b.c1)}; }
BN_INLINE fq2 fq2_neg(fq2 a) { return (fq2){fq_sub(fq_zero(), a.c0), fq_sub(fq_zero(), a.c1)}; }
BN_INLINE fq2 fq2_double(fq2 a) { return fq2_add(a, a); }
BN_INLINE fq2 fq2_triple(fq2 a) { return fq2_add(fq2_double(a), a); }
BN_INLINE fq2 fq2_halve(fq2 a) { return (fq2){fq_halve(a.c0), fq_halve(a.c1)}; }

/// Karatsuba on integers below q 2^256 and one reduction for each coefficient (Aranha et al., Eurocrypt 2011, section 3).
FQ_OUTLINE fq2 fq2_mul(fq2 a, fq2 b) {
    fq_wide low = fq_wide_mul(a.c0, b.c0), high = fq_wide_mul(a.c1, b.c1);
    fq_wide cross = fq_wide_mul(fq_add_lazily(a.c0, a.c1), fq_add_lazily(b.c0, b.c1));
    fq_wide_sub(&cross, cross, low);
    fq_wide_sub(&cross, cross, high);
    fq_wide real;
    uint64_t mask = -fq_wide_sub(&real, low, high);
    uint64_t masked[4] = {BN_Q.words[0] & mask, BN_Q.words[1] & mask, BN_Q.words[2] & mask, BN_Q.words[3] & mask};
    bn_add_words(real.w + 4, real.w + 4, masked);
    return (fq2){fq_wide_reduce(real), fq_wide_reduce(cross)};
}

/// (a0 + a1) (a0 - a1) + 2 a0 a1 u.
FQ_OUTLINE fq2 fq2_sqr(fq2 a) {
    return (fq2){fq_mul(fq_sub(a.c0, a.c1), fq_add_lazily(a.c0, a.c1)), fq_mul(a.c1, fq_add_lazily(a.c0, a.c0))};
}

BN_INLINE fq2 fq2_mul_fq(fq2 a, fq b) { return (fq2){fq_mul(a.c0, b), fq_mul(a.c1, b)}; }

/// The product with xi = 9 + u.
BN_INLINE fq2 fq2_mul_xi(fq2 a) {
    fq2 eight = fq2_double(fq2_double(fq2_double(a)));
    fq2 nine = fq2_add(eight, a);
    return (fq2){fq_sub(nine.c0, a.c1), fq_add(nine.c1, a.c0)};
}

BN_INLINE fq6 fq6_add(fq6 a, fq6 b) { return (fq6){fq2_add(a.c0, b.c0), fq2_add(a.c1, b.c1), fq2_add(a.c2, b.c2)}; }
BN_INLINE fq6 fq6_sub(fq6 a, fq6 b) { return (fq6){fq2_sub(a.c0, b.c0), fq2_sub(a.c1, b.c1), fq2_sub(a.c2, b.c2)}; }
BN_INLINE fq6 fq6_mul_v(fq6 a) { return (fq6){fq2_mul_xi(a.c2), a.c0, a.c1}; }

FQ_OUTLINE void fq6_mul(fq6 *out, const fq6 *a, const fq6 *b) {
    fq2 v0 = fq2_mul(a->c0, b->c0), v1 = fq2_mul(a->c1, b->c1), v2 = fq2_mul(a->c2, b->c2);
    fq2 s12 = fq2_mul(fq2_add(a->c1, a->c2), fq2_add(b->c1, b->c2));
    fq2 s01 = fq2_mul(fq2_add(a->c0, a->c1), fq2_add(b->c0, b->c1));
    fq2 s02 = fq2_mul(fq2_add(a->c0, a->c2), fq2_add(b->c0, b->c2));
    out->c0 = fq2_add(fq2_mul_xi(fq2_sub(fq2_sub(s12, v1), v2)), v0);
    out->c1 = fq2_add(fq2_sub(fq2_sub(s01, v0), v1), fq2_mul_xi(v2));
    out->c2 = fq2_add(fq2_sub(fq2_sub(s02, v0), v2), v1);
}

/// The product with b0 + b1 v.
FQ_OUTLINE void fq6_mul_sparse(fq6 *out, const fq6 *a, fq2 b0, fq2 b1) {
    fq2 v0 = fq2_mul(a->c0, b0), v1 = fq2_mul(a->c1, b1);
    fq2 s01 = fq2_mul(fq2_add(a->c0, a->c1), fq2_add(b0, b1));
    fq2 t0 = fq2_mul(a->c2, b1), t2 = fq2_mul(a->c2, b0);
    out->c0 = fq2_add(fq2_mul_xi(t0), v0);
    out->c1 = fq2_sub(fq2_sub(s01, v0), v1);
    out->c2 = fq2_add(t2, v1);
}

FQ_OUTLINE void fq12_mul(fq12 *out, const fq12 *a, const fq12 *b) {
    fq6 low, high, cross, sum_a = fq6_add(a->c0, a->c1), sum_b = fq6_add(b->c0, b->c1);
    fq6_mul(&low, &a->c0, &b->c0);
    fq6_mul(&high, &a->c1, &b->c1);
    fq6_mul(&cross, &sum_a, &sum_b);
    out->c0 = fq6_add(low, fq6_mul_v(high));
    out->c1 = fq6_sub(fq6_sub(cross, low), high);
}

FQ_OUTLINE void fq12_sqr(fq12 *a) {
    fq6 product, outer, sum = fq6_add(a->c0, a->c1), twisted = fq6_add(a->c0, fq6_mul_v(a->c1));
    fq6_mul(&product, &a->c0, &a->c1);
    fq6_mul(&outer, &sum, &twisted);
    a->c0 = fq6_sub(fq6_sub(outer, product), fq6_mul_v(product));
    a->c1 = fq6_add(product, product);
}

/// (a + b s)^2 in Fq4 = Fq2[s] / (s^2 - xi).
BN_INLINE void fq4_sqr(fq2 *c0, fq2 *c1, fq2 a, fq2 b) {
    fq2 aa = fq2_sqr(a), bb = fq2_sqr(b);
    *c1 = fq2_sub(fq2_sub(fq2_sqr(fq2_add(a, b)), aa), bb);
    *c0 = fq2_add(fq2_mul_xi(bb), aa);
}

BN_INLINE fq2 fq2_triple_less_twice(fq2 t, fq2 z) { return fq2_add(fq2_double(fq2_sub(t, z)), t); }
BN_INLINE fq2 fq2_triple_plus_twice(fq2 t, fq2 z) { return fq2_add(fq2_double(fq2_add(t, z)), t); }

/// The square of an element of the cyclotomic subgroup (Granger, Scott, PKC 2010, section 3.2).
FQ_OUTLINE void fq12_cyclotomic_sqr(fq12 *a) {
    fq2 a0, a1, b0, b1, d0, d1;
    fq4_sqr(&a0, &a1, a->c0.c0, a->c1.c1);
    fq4_sqr(&b0, &b1, a->c1.c0, a->c0.c2);
    fq4_sqr(&d0, &d1, a->c0.c1, a->c1.c2);
    a->c0.c0 = fq2_triple_less_twice(a0, a->c0.c0);
    a->c0.c1 = fq2_triple_less_twice(b0, a->c0.c1);
    a->c0.c2 = fq2_triple_less_twice(d0, a->c0.c2);
    a->c1.c0 = fq2_triple_plus_twice(fq2_mul_xi(d1), a->c1.c0);
    a->c1.c1 = fq2_triple_plus_twice(a1, a->c1.c1);
    a->c1.c2 = fq2_triple_plus_twice(b1, a->c1.c2);
}
#endif
