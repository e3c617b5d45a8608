#ifndef BURHAN_KB_VECTOR_H
#define BURHAN_KB_VECTOR_H
// The portable path: one lane. Same names as kb_avx2.h and kb_avx512.h; see kb_template.h for how a kernel body uses them.
#include "kb_common.h"

#define KB_AVAILABLE 1
#define KB_LANES 1
#define KB_LOG_LANES 0
#define KB_PATH(name) name##_scalar
#define KB_BEGIN
#define KB_END

typedef uint32_t kb_vec;
typedef struct { uint64_t sum; } kb_wide;

KB_INLINE kb_vec kb_load(const uint32_t *p) { return *p; }
KB_INLINE void kb_store(uint32_t *p, kb_vec a) { *p = a; }
KB_INLINE kb_vec kb_broadcast(uint32_t a) { return a; }
KB_INLINE kb_vec kb_zero(void) { return 0; }
KB_INLINE kb_vec kb_add(kb_vec a, kb_vec b) { return kb1_add(a, b); }
KB_INLINE kb_vec kb_sub(kb_vec a, kb_vec b) { return kb1_sub(a, b); }
KB_INLINE kb_vec kb_mul(kb_vec a, kb_vec b) { return kb1_mul(a, b); }
KB_INLINE kb_vec kb_select_zero(kb_vec a, kb_vec ifZero, kb_vec otherwise) { return a == 0 ? ifZero : otherwise; }

KB_INLINE kb_wide kb_wide_mul(kb_vec a, kb_vec b) { return (kb_wide){(uint64_t)a * b}; }
KB_INLINE kb_wide kb_wide_add(kb_wide a, kb_wide b) { return (kb_wide){a.sum + b.sum}; }
KB_INLINE kb_vec kb_wide_reduce(kb_wide a) {
    uint32_t high = (uint32_t)(a.sum >> 32), lowered = high - KB_P;
    return kb1_reduce((uint64_t)(lowered < high ? lowered : high) << 32 | (uint32_t)a.sum);
}

KB_INLINE kb_vec kb_u32_add(kb_vec a, kb_vec b) { return a + b; }
KB_INLINE kb_vec kb_u32_and(kb_vec a, kb_vec b) { return a & b; }
KB_INLINE kb_vec kb_u32_xor(kb_vec a, kb_vec b) { return a ^ b; }
#define kb_u32_rotate_right(a, n) ((kb_vec)((a) >> (n) | (a) << (32 - (n))))
KB_INLINE void kb_transpose(kb_vec rows[KB_LANES]) { (void)rows; }

#include "kb_ext4.h"
#endif
