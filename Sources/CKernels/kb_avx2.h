#ifndef BURHAN_KB_VECTOR_H
#define BURHAN_KB_VECTOR_H
// The AVX2 path: eight lanes. Same names as kb_scalar.h and kb_avx512.h; see kb_template.h for how a kernel body uses them.
#include "kb_common.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define KB_AVAILABLE 1
#define KB_LANES 8
#define KB_LOG_LANES 3
#define KB_PATH(name) name##_avx2
#define KB_BEGIN _Pragma("clang attribute push(__attribute__((target(\"avx2\"))), apply_to = function)")
#define KB_END _Pragma("clang attribute pop")

KB_BEGIN
typedef __m256i kb_vec;
/// Sums of at most four products, even and odd lanes apart.
typedef struct { __m256i even, odd; } kb_wide;

KB_INLINE kb_vec kb_load(const uint32_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
KB_INLINE void kb_store(uint32_t *p, kb_vec a) { _mm256_storeu_si256((__m256i *)p, a); }
KB_INLINE kb_vec kb_broadcast(uint32_t a) { return _mm256_set1_epi32((int)a); }
KB_INLINE kb_vec kb_zero(void) { return _mm256_setzero_si256(); }

KB_INLINE kb_vec kb_add(kb_vec a, kb_vec b) {
    kb_vec sum = _mm256_add_epi32(a, b);
    return _mm256_min_epu32(sum, _mm256_sub_epi32(sum, kb_broadcast(KB_P)));
}

KB_INLINE kb_vec kb_sub(kb_vec a, kb_vec b) {
    kb_vec difference = _mm256_sub_epi32(a, b);
    return _mm256_min_epu32(difference, _mm256_add_epi32(difference, kb_broadcast(KB_P)));
}

KB_INLINE kb_vec kb_odd_lanes(kb_vec a) {
    return _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(a)));
}

/// Montgomery reduction of 64-bit lanes below 2^32 p.
KB_INLINE kb_vec kb_reduce_lanes(__m256i even, __m256i odd) {
    kb_vec inverse = kb_broadcast(KB_P_INVERSE), p = kb_broadcast(KB_P);
    even = _mm256_sub_epi64(even, _mm256_mul_epu32(_mm256_mul_epu32(even, inverse), p));
    odd = _mm256_sub_epi64(odd, _mm256_mul_epu32(_mm256_mul_epu32(odd, inverse), p));
    kb_vec difference = _mm256_blend_epi32(kb_odd_lanes(even), odd, 0xaa);
    return _mm256_min_epu32(difference, _mm256_add_epi32(difference, p));
}

KB_INLINE kb_wide kb_wide_mul(kb_vec a, kb_vec b) {
    return (kb_wide){_mm256_mul_epu32(a, b), _mm256_mul_epu32(kb_odd_lanes(a), kb_odd_lanes(b))};
}

KB_INLINE kb_wide kb_wide_add(kb_wide a, kb_wide b) {
    return (kb_wide){_mm256_add_epi64(a.even, b.even), _mm256_add_epi64(a.odd, b.odd)};
}

KB_INLINE kb_vec kb_wide_reduce(kb_wide a) {
    // A sum of four products has a high word below 2p; lower it below p first. min_epu32 leaves the low words alone.
    __m256i p = _mm256_set1_epi64x((long long)((uint64_t)KB_P << 32));
    __m256i even = _mm256_min_epu32(a.even, _mm256_sub_epi32(a.even, p));
    __m256i odd = _mm256_min_epu32(a.odd, _mm256_sub_epi32(a.odd, p));
    return kb_reduce_lanes(even, odd);
}

KB_INLINE kb_vec kb_mul(kb_vec a, kb_vec b) {
    kb_wide product = kb_wide_mul(a, b);
    return kb_reduce_lanes(product.even, product.odd);
}

KB_INLINE kb_vec kb_select_zero(kb_vec a, kb_vec ifZero, kb_vec otherwise) {
    return _mm256_blendv_epi8(otherwise, ifZero, _mm256_cmpeq_epi32(a, kb_zero()));
}

KB_INLINE kb_vec kb_u32_add(kb_vec a, kb_vec b) { return _mm256_add_epi32(a, b); }
KB_INLINE kb_vec kb_u32_and(kb_vec a, kb_vec b) { return _mm256_and_si256(a, b); }
KB_INLINE kb_vec kb_u32_xor(kb_vec a, kb_vec b) { return _mm256_xor_si256(a, b); }
#define kb_u32_rotate_right(a, n) _mm256_or_si256(_mm256_srli_epi32(a, n), _mm256_slli_epi32(a, 32 - (n)))

/// Transposes the 8 x 8 matrix whose rows are the given vectors.
KB_INLINE void kb_transpose(kb_vec rows[KB_LANES]) {
    kb_vec a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        a[i] = _mm256_unpacklo_epi32(rows[i], rows[i + 1]);
        a[i + 1] = _mm256_unpackhi_epi32(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        b[i] = _mm256_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm256_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm256_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm256_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        rows[i] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x20);
        rows[i + 4] = _mm256_permute2x128_si256(b[i], b[i + 4], 0x31);
    }
}

#include "kb_ext4.h"
KB_END
#endif
#endif
