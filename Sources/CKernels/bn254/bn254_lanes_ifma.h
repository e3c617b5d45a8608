#ifndef BURHAN_BN254_LANES_H
#define BURHAN_BN254_LANES_H
// The AVX-512 IFMA path: eight lanes, five limbs of 52 bits, Montgomery form for R = 2^260.
//
// Values are not reduced: limbs are below 2^52, values below 84 p (2^260 is 84.6 p), and every user keeps count. A product of values below
// a p and b p is below (a b / 84.6 + 1) p. See Gueron, Krasnov, "Accelerating big integer arithmetic using Intel IFMA extensions" (ARITH 2016).
#include "bn254_words.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define BN_AVAILABLE 1
#define BN_LANES 8
#define BN_PATH(name) name##_ifma
#define BN_BEGIN                                                                                                       \
    _Pragma("clang attribute push(__attribute__((target(\"avx2,bmi2,adx,avx512f,avx512bw,avx512vl,avx512dq,avx512ifma,avx512vbmi2\"))), apply_to = function)")
#define BN_END _Pragma("clang attribute pop")

BN_BEGIN
typedef struct { __m512i l[5]; } bn_vec;
typedef __mmask8 bn_mask;

BN_INLINE __m512i bv_word(uint64_t a) { return _mm512_set1_epi64((long long)a); }
#define BV_LIMB bv_word(0xfffffffffffffull)

/// Brings limbs into 0 ..< 2^52 by signed carries; the value is at least 0 and below 2^260.
BN_INLINE bn_vec bv_carry(bn_vec a) {
    for (int i = 0; i < 4; i++) {
        a.l[i + 1] = _mm512_add_epi64(a.l[i + 1], _mm512_srai_epi64(a.l[i], 52));
        a.l[i] = _mm512_and_si512(a.l[i], BV_LIMB);
    }
    return a;
}

/// sum += a b, in columns.
BN_INLINE void bv_accumulate(__m512i sum[10], bn_vec a, bn_vec b) {
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) sum[i + j] = _mm512_madd52lo_epu64(sum[i + j], a.l[j], b.l[i]);
        for (int j = 0; j < 5; j++) sum[i + j + 1] = _mm512_madd52hi_epu64(sum[i + j + 1], a.l[j], b.l[i]);
    }
}

/// sum / 2^260 mod p, below (sum / 2^260) + p.
BN_INLINE bn_vec bv_montgomery(__m512i sum[10], const bn_modulus *p) {
    __m512i negated = bv_word((0 - p->limb_inverse) & 0xfffffffffffffull), zero = _mm512_setzero_si512();
    for (int i = 0; i < 5; i++) {
        __m512i m = _mm512_madd52lo_epu64(zero, sum[i], negated);
        for (int j = 0; j < 5; j++) sum[i + j] = _mm512_madd52lo_epu64(sum[i + j], m, bv_word(p->limbs[j]));
        sum[i + 1] = _mm512_add_epi64(sum[i + 1], _mm512_srli_epi64(sum[i], 52));
        for (int j = 0; j < 5; j++) sum[i + j + 1] = _mm512_madd52hi_epu64(sum[i + j + 1], m, bv_word(p->limbs[j]));
    }
    bn_vec result = {{sum[5], sum[6], sum[7], sum[8], sum[9]}};
    return bv_carry(result);
}

BN_INLINE bn_vec bv_mul(bn_vec a, bn_vec b, const bn_modulus *p) {
    __m512i sum[10];
    for (int i = 0; i < 10; i++) sum[i] = _mm512_setzero_si512();
    bv_accumulate(sum, a, b);
    return bv_montgomery(sum, p);
}

BN_INLINE bn_vec bv_sqr(bn_vec a, const bn_modulus *p) { return bv_mul(a, a, p); }

/// a b + c d with one reduction.
BN_INLINE bn_vec bv_dot(bn_vec a, bn_vec b, bn_vec c, bn_vec d, const bn_modulus *p) {
    __m512i sum[10];
    for (int i = 0; i < 10; i++) sum[i] = _mm512_setzero_si512();
    bv_accumulate(sum, a, b);
    bv_accumulate(sum, c, d);
    return bv_montgomery(sum, p);
}

BN_INLINE bn_vec bv_add(bn_vec a, bn_vec b, const bn_modulus *p) {
    (void)p;
    for (int i = 0; i < 5; i++) a.l[i] = _mm512_add_epi64(a.l[i], b.l[i]);
    return bv_carry(a);
}

/// a - b + k p, for b at most k p.
BN_INLINE bn_vec bv_sub(bn_vec a, bn_vec b, int k, const bn_modulus *p) {
    for (int i = 0; i < 5; i++)
        a.l[i] = _mm512_add_epi64(_mm512_sub_epi64(a.l[i], b.l[i]), bv_word(p->limbs[i] * (uint64_t)k));
    return bv_carry(a);
}

BN_INLINE bn_vec bv_zero(void) {
    bn_vec a;
    for (int i = 0; i < 5; i++) a.l[i] = _mm512_setzero_si512();
    return a;
}

BN_INLINE bn_vec bv_one(const bn_modulus *p) {
    bn_vec a;
    for (int i = 0; i < 5; i++) a.l[i] = bv_word(p->one_limbs[i]);
    return a;
}

/// k p - a, for a at most k p.
BN_INLINE bn_vec bv_neg(bn_vec a, int k, const bn_modulus *p) { return bv_sub(bv_zero(), a, k, p); }

/// The same residue below 1.7 p.
BN_INLINE bn_vec bv_reduce(bn_vec a, const bn_modulus *p) {
    // 84 / 2^52 is a little less than 2^208 / p: the quotient is never too large and misses less than 1.7.
    __m512i zero = _mm512_setzero_si512(), quotient = _mm512_madd52hi_epu64(zero, a.l[4], bv_word(84));
    for (int i = 0; i < 5; i++) {
        __m512i part = i == 0 ? zero : _mm512_madd52hi_epu64(zero, quotient, bv_word(p->limbs[i == 0 ? 0 : i - 1]));
        a.l[i] = _mm512_sub_epi64(a.l[i], _mm512_madd52lo_epu64(part, quotient, bv_word(p->limbs[i])));
    }
    return bv_carry(a);
}

/// b in the lanes of the mask, a in the others.
BN_INLINE bn_vec bv_select(bn_mask mask, bn_vec a, bn_vec b) {
    for (int i = 0; i < 5; i++) a.l[i] = _mm512_mask_mov_epi64(a.l[i], mask, b.l[i]);
    return a;
}

/// Lanes that hold a multiple of p below 128 p; other values get in with probability 2^-45.
BN_INLINE bn_mask bv_maybe_zero(bn_vec a, const bn_modulus *p) {
    __m512i multiple = _mm512_madd52lo_epu64(_mm512_setzero_si512(), a.l[0], bv_word(p->limb_inverse));
    return _mm512_cmplt_epu64_mask(multiple, bv_word(128));
}

/// Four words of each lane.
BN_INLINE void bv_words(__m512i words[4], bn_vec a) {
    words[0] = _mm512_or_si512(a.l[0], _mm512_slli_epi64(a.l[1], 52));
    words[1] = _mm512_or_si512(_mm512_srli_epi64(a.l[1], 12), _mm512_slli_epi64(a.l[2], 40));
    words[2] = _mm512_or_si512(_mm512_srli_epi64(a.l[2], 24), _mm512_slli_epi64(a.l[3], 28));
    words[3] = _mm512_or_si512(_mm512_srli_epi64(a.l[3], 36), _mm512_slli_epi64(a.l[4], 16));
}

/// The limbs of words, as they are or, for what is in Montgomery form for 2^256, times sixteen: the form for 2^260.
BN_INLINE bn_vec bv_limbs(const __m512i words[4], int is_key) {
    bn_vec a;
    if (is_key) {
        a.l[0] = _mm512_slli_epi64(words[0], 4);
        a.l[1] = _mm512_shrdi_epi64(words[0], words[1], 48);
        a.l[2] = _mm512_shrdi_epi64(words[1], words[2], 36);
        a.l[3] = _mm512_shrdi_epi64(words[2], words[3], 24);
        a.l[4] = _mm512_srli_epi64(words[3], 12);
    } else {
        a.l[0] = words[0];
        a.l[1] = _mm512_shrdi_epi64(words[0], words[1], 52);
        a.l[2] = _mm512_shrdi_epi64(words[1], words[2], 40);
        a.l[3] = _mm512_shrdi_epi64(words[2], words[3], 28);
        a.l[4] = _mm512_srli_epi64(words[3], 16);
    }
    for (int i = 0; i < 4; i++) a.l[i] = _mm512_and_si512(a.l[i], BV_LIMB);
    return a;
}

/// Each lane reduced below p, as a number in Montgomery form for 2^256.
BN_INLINE void bv_canonical(bn_words out[BN_LANES], bn_vec a, const bn_modulus *p) {
    // The product with 2^256 divides the form for 2^260 by sixteen.
    bn_vec factor = bv_zero();
    factor.l[4] = bv_word(1ull << 48);
    a = bv_reduce(bv_mul(a, factor, p), p);
    __m512i words[4];
    bv_words(words, a);
    uint64_t columns[4][8];
    for (int i = 0; i < 4; i++) _mm512_storeu_si512(columns[i], words[i]);
    for (int lane = 0; lane < BN_LANES; lane++) {
        bn_words one_lane = {{columns[0][lane], columns[1][lane], columns[2][lane], columns[3][lane]}};
        out[lane] = bn_reduce_once(one_lane, p);
    }
}

/// Lanes from numbers in Montgomery form for 2^256; below 1.7 p.
BN_INLINE bn_vec bv_from_canonical(const bn_words in[BN_LANES], const bn_modulus *p) {
    uint64_t columns[4][8];
    for (int lane = 0; lane < BN_LANES; lane++)
        for (int i = 0; i < 4; i++) columns[i][lane] = in[lane].w[i];
    __m512i words[4];
    for (int i = 0; i < 4; i++) words[i] = _mm512_loadu_si512(columns[i]);
    return bv_reduce(bv_limbs(words, 1), p);
}

BN_INLINE bn_vec bv_broadcast(bn_words a, const bn_modulus *p) {
    __m512i words[4];
    for (int i = 0; i < 4; i++) words[i] = bv_word(a.w[i]);
    return bv_reduce(bv_limbs(words, 1), p);
}

/// Lanes that hold zero, exactly. Slow.
BN_INLINE bn_mask bv_is_zero(bn_vec a, const bn_modulus *p) {
    bn_words lanes[BN_LANES];
    bv_canonical(lanes, a, p);
    bn_mask mask = 0;
    for (int lane = 0; lane < BN_LANES; lane++) mask |= (bn_mask)(bn_is_zero(lanes[lane]) << lane);
    return mask;
}

/// Transposes an 8 x 8 matrix of words.
BN_INLINE void bv_transpose(__m512i r[8]) {
    __m512i t[8], u[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
    }
    for (int i = 0; i < 2; i++) {
        u[i] = _mm512_shuffle_i64x2(t[i], t[i + 2], 0x88);
        u[i + 2] = _mm512_shuffle_i64x2(t[i], t[i + 2], 0xdd);
        u[i + 4] = _mm512_shuffle_i64x2(t[i + 4], t[i + 6], 0x88);
        u[i + 6] = _mm512_shuffle_i64x2(t[i + 4], t[i + 6], 0xdd);
    }
    for (int i = 0; i < 4; i++) {
        r[i] = _mm512_shuffle_i64x2(u[i], u[i + 4], 0x88);
        r[i + 4] = _mm512_shuffle_i64x2(u[i], u[i + 4], 0xdd);
    }
}

/// Reads two elements of 32 bytes each from every pointer; the lanes where both are zero. Elements of a key become values below 16 p,
/// others are as `bv_store_pair` wrote them.
BN_INLINE bn_mask bv_load_pair(const uint8_t *const from[BN_LANES], size_t offset, int is_key, bn_vec *a, bn_vec *b) {
    __m512i r[8];
    for (int lane = 0; lane < 8; lane++) r[lane] = _mm512_loadu_si512(from[lane] + offset);
    bv_transpose(r);
    __m512i any = _mm512_or_si512(
        _mm512_or_si512(_mm512_or_si512(r[0], r[1]), _mm512_or_si512(r[2], r[3])),
        _mm512_or_si512(_mm512_or_si512(r[4], r[5]), _mm512_or_si512(r[6], r[7])));
    *a = bv_limbs(r, is_key);
    *b = bv_limbs(r + 4, is_key);
    return _mm512_testn_epi64_mask(any, any);
}

/// Writes two elements below 5 p to every pointer.
BN_INLINE void bv_store_pair(uint8_t *const to[BN_LANES], size_t offset, bn_vec a, bn_vec b) {
    __m512i r[8];
    bv_words(r, a);
    bv_words(r + 4, b);
    bv_transpose(r);
    for (int lane = 0; lane < 8; lane++) _mm512_storeu_si512(to[lane] + offset, r[lane]);
}

/// Eight values below 5 p, word by word.
BN_INLINE bn_vec bv_load_block(const uint8_t *from) {
    __m512i words[4];
    for (int i = 0; i < 4; i++) words[i] = _mm512_loadu_si512(from + 64 * i);
    return bv_limbs(words, 0);
}
BN_INLINE void bv_store_block(uint8_t *to, bn_vec a) {
    __m512i words[4];
    bv_words(words, a);
    for (int i = 0; i < 4; i++) _mm512_storeu_si512(to + 64 * i, words[i]);
}

/// A number in Montgomery form for 2^256 as one value of a block, and such a value in all lanes.
BN_INLINE bn_words bv_stored(bn_words a, const bn_modulus *p) {
    for (int i = 0; i < 4; i++) a = bn_add(a, a, p);
    return a;
}
BN_INLINE bn_vec bv_broadcast_stored(const uint8_t *from) {
    bn_words a = bn_load(from);
    __m512i words[4];
    for (int i = 0; i < 4; i++) words[i] = bv_word(a.w[i]);
    return bv_limbs(words, 0);
}

/// Lane j of vector i goes to lane i of vector j.
BN_INLINE void bv_transpose_lanes(bn_vec v[BN_LANES]) {
    for (int limb = 0; limb < 5; limb++) {
        __m512i r[8];
        for (int i = 0; i < 8; i++) r[i] = v[i].l[limb];
        bv_transpose(r);
        for (int i = 0; i < 8; i++) v[i].l[limb] = r[i];
    }
}

/// Each lane's number itself, reduced, out of Montgomery form.
BN_INLINE void bv_plain(bn_words out[BN_LANES], bn_vec a, const bn_modulus *p) {
    bn_vec one = bv_zero();
    one.l[0] = bv_word(1);
    __m512i words[4];
    bv_words(words, bv_mul(a, one, p));
    uint64_t columns[4][8];
    for (int i = 0; i < 4; i++) _mm512_storeu_si512(columns[i], words[i]);
    for (int lane = 0; lane < BN_LANES; lane++) {
        bn_words one_lane = {{columns[0][lane], columns[1][lane], columns[2][lane], columns[3][lane]}};
        out[lane] = bn_reduce_once(one_lane, p);
    }
}
BN_END
#else
#define BN_AVAILABLE 0
#endif
#endif
