#ifndef BURHAN_KB_VECTOR_H
#define BURHAN_KB_VECTOR_H
// The AVX-512 path: sixteen lanes. Same names as kb_scalar.h and kb_avx2.h; see kb_template.h for how a kernel body uses them.
#include "kb_common.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define KB_AVAILABLE 1
#define KB_LANES 16
#define KB_LOG_LANES 4
#define KB_PATH(name) name##_avx512
#define KB_BEGIN _Pragma("clang attribute push(__attribute__((target(\"avx2,avx512f,avx512bw,avx512vl,avx512dq\"))), apply_to = function)")
#define KB_END _Pragma("clang attribute pop")

KB_BEGIN
typedef __m512i kb_vec;
/// Sums of at most four products, even and odd lanes apart.
typedef struct { __m512i even, odd; } kb_wide;

KB_INLINE kb_vec kb_load(const uint32_t *p) { return _mm512_loadu_si512((const void *)p); }
KB_INLINE void kb_store(uint32_t *p, kb_vec a) { _mm512_storeu_si512((void *)p, a); }
KB_INLINE kb_vec kb_broadcast(uint32_t a) { return _mm512_set1_epi32((int)a); }
KB_INLINE kb_vec kb_zero(void) { return _mm512_setzero_si512(); }

KB_INLINE kb_vec kb_add(kb_vec a, kb_vec b) {
    kb_vec sum = _mm512_add_epi32(a, b);
    return _mm512_min_epu32(sum, _mm512_sub_epi32(sum, kb_broadcast(KB_P)));
}

KB_INLINE kb_vec kb_sub(kb_vec a, kb_vec b) {
    kb_vec difference = _mm512_sub_epi32(a, b);
    return _mm512_min_epu32(difference, _mm512_add_epi32(difference, kb_broadcast(KB_P)));
}

KB_INLINE kb_vec kb_odd_lanes(kb_vec a) { return _mm512_srli_epi64(a, 32); }

/// Montgomery reduction of 64-bit lanes below 2^32 p.
KB_INLINE kb_vec kb_reduce_lanes(__m512i even, __m512i odd) {
    kb_vec inverse = kb_broadcast(KB_P_INVERSE), p = kb_broadcast(KB_P);
    even = _mm512_sub_epi64(even, _mm512_mul_epu32(_mm512_mul_epu32(even, inverse), p));
    odd = _mm512_sub_epi64(odd, _mm512_mul_epu32(_mm512_mul_epu32(odd, inverse), p));
    kb_vec difference = _mm512_castps_si512(
        _mm512_mask_movehdup_ps(_mm512_castsi512_ps(odd), 0x5555, _mm512_castsi512_ps(even)));
    return _mm512_min_epu32(difference, _mm512_add_epi32(difference, p));
}

KB_INLINE kb_wide kb_wide_mul(kb_vec a, kb_vec b) {
    return (kb_wide){_mm512_mul_epu32(a, b), _mm512_mul_epu32(kb_odd_lanes(a), kb_odd_lanes(b))};
}

KB_INLINE kb_wide kb_wide_add(kb_wide a, kb_wide b) {
    return (kb_wide){_mm512_add_epi64(a.even, b.even), _mm512_add_epi64(a.odd, b.odd)};
}

KB_INLINE kb_vec kb_wide_reduce(kb_wide a) {
    // A sum of four products has a high word below 2p; lower it below p first. min_epu32 leaves the low words alone.
    __m512i p = _mm512_set1_epi64((long long)((uint64_t)KB_P << 32));
    __m512i even = _mm512_min_epu32(a.even, _mm512_sub_epi32(a.even, p));
    __m512i odd = _mm512_min_epu32(a.odd, _mm512_sub_epi32(a.odd, p));
    return kb_reduce_lanes(even, odd);
}

KB_INLINE kb_vec kb_mul(kb_vec a, kb_vec b) {
    kb_wide product = kb_wide_mul(a, b);
    return kb_reduce_lanes(product.even, product.odd);
}

KB_INLINE kb_vec kb_select_zero(kb_vec a, kb_vec ifZero, kb_vec otherwise) {
    return _mm512_mask_mov_epi32(otherwise, _mm512_testn_epi32_mask(a, a), ifZero);
}

KB_INLINE kb_vec kb_u32_add(kb_vec a, kb_vec b) { return _mm512_add_epi32(a, b); }
KB_INLINE kb_vec kb_u32_and(kb_vec a, kb_vec b) { return _mm512_and_si512(a, b); }
KB_INLINE kb_vec kb_u32_xor(kb_vec a, kb_vec b) { return _mm512_xor_si512(a, b); }
#define kb_u32_rotate_right(a, n) _mm512_ror_epi32(a, n)

/// Transposes the 16 x 16 matrix whose rows are the given vectors.
KB_INLINE void kb_transpose(kb_vec rows[KB_LANES]) {
    kb_vec a[16], b[16];
    for (int i = 0; i < 16; i += 2) {
        a[i] = _mm512_unpacklo_epi32(rows[i], rows[i + 1]);
        a[i + 1] = _mm512_unpackhi_epi32(rows[i], rows[i + 1]);
    }
    // b[4g + c]: in 128-bit group k, column 4k + c of rows 4g ... 4g + 3.
    for (int i = 0; i < 16; i += 4) {
        b[i] = _mm512_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm512_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm512_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int c = 0; c < 4; c++) {
        kb_vec low0 = _mm512_shuffle_i32x4(b[c], b[4 + c], 0x88), high0 = _mm512_shuffle_i32x4(b[c], b[4 + c], 0xdd);
        kb_vec low1 = _mm512_shuffle_i32x4(b[8 + c], b[12 + c], 0x88), high1 = _mm512_shuffle_i32x4(b[8 + c], b[12 + c], 0xdd);
        rows[c] = _mm512_shuffle_i32x4(low0, low1, 0x88);
        rows[8 + c] = _mm512_shuffle_i32x4(low0, low1, 0xdd);
        rows[4 + c] = _mm512_shuffle_i32x4(high0, high1, 0x88);
        rows[12 + c] = _mm512_shuffle_i32x4(high0, high1, 0xdd);
    }
}

#include "kb_ext4.h"
KB_END
#endif
#endif
