#ifndef BURHAN_BN254_LANES_H
#define BURHAN_BN254_LANES_H
// The portable path: one lane of four 64-bit words, always reduced. Same names as bn254_lanes_ifma.h, where the comments are.
#include "bn254_words.h"

#define BN_AVAILABLE 1
#define BN_LANES 1
#define BN_PATH(name) name##_scalar
#define BN_BEGIN
#define BN_END

typedef bn_words bn_vec;
typedef unsigned bn_mask;

BN_INLINE bn_vec bv_mul(bn_vec a, bn_vec b, const bn_modulus *p) { return bn_mul(a, b, p); }
BN_INLINE bn_vec bv_sqr(bn_vec a, const bn_modulus *p) { return bn_mul(a, a, p); }
BN_INLINE bn_vec bv_dot(bn_vec a, bn_vec b, bn_vec c, bn_vec d, const bn_modulus *p) { return bn_add(bn_mul(a, b, p), bn_mul(c, d, p), p); }
BN_INLINE bn_vec bv_add(bn_vec a, bn_vec b, const bn_modulus *p) { return bn_add(a, b, p); }
BN_INLINE bn_vec bv_sub(bn_vec a, bn_vec b, int k, const bn_modulus *p) {
    (void)k;
    return bn_sub(a, b, p);
}
BN_INLINE bn_vec bv_zero(void) { return (bn_vec){{0, 0, 0, 0}}; }
BN_INLINE bn_vec bv_one(const bn_modulus *p) { return bn_one(p); }
BN_INLINE bn_vec bv_neg(bn_vec a, int k, const bn_modulus *p) { return bv_sub(bv_zero(), a, k, p); }
BN_INLINE bn_vec bv_reduce(bn_vec a, const bn_modulus *p) {
    (void)p;
    return a;
}
BN_INLINE bn_vec bv_select(bn_mask mask, bn_vec a, bn_vec b) { return mask ? b : a; }
BN_INLINE bn_mask bv_maybe_zero(bn_vec a, const bn_modulus *p) {
    (void)p;
    return bn_is_zero(a);
}
BN_INLINE bn_mask bv_is_zero(bn_vec a, const bn_modulus *p) {
    (void)p;
    return bn_is_zero(a);
}
BN_INLINE bn_vec bv_broadcast(bn_words a, const bn_modulus *p) {
    (void)p;
    return a;
}
BN_INLINE void bv_canonical(bn_words out[BN_LANES], bn_vec a, const bn_modulus *p) {
    (void)p;
    out[0] = a;
}
BN_INLINE bn_vec bv_from_canonical(const bn_words in[BN_LANES], const bn_modulus *p) {
    (void)p;
    return in[0];
}
BN_INLINE bn_vec bv_load_first(const uint8_t *const from[BN_LANES], int is_key) {
    (void)is_key;
    return bn_load(from[0]);
}
BN_INLINE bn_mask bv_load_pair(const uint8_t *const from[BN_LANES], size_t offset, int is_key, bn_vec *a, bn_vec *b) {
    (void)is_key;
    *a = bn_load(from[0] + offset);
    *b = bn_load(from[0] + offset + 32);
    return bn_is_zero(*a) && bn_is_zero(*b);
}
BN_INLINE void bv_store_pair(uint8_t *const to[BN_LANES], size_t offset, bn_vec a, bn_vec b) {
    bn_store(to[0] + offset, a);
    bn_store(to[0] + offset + 32, b);
}
BN_INLINE bn_vec bv_load_block(const uint8_t *from) { return bn_load(from); }
BN_INLINE void bv_store_block(uint8_t *to, bn_vec a) { bn_store(to, a); }
BN_INLINE bn_vec bv_broadcast_stored(const uint8_t *from) { return bn_load(from); }
BN_INLINE bn_words bv_stored(bn_words a, const bn_modulus *p) {
    (void)p;
    return a;
}
BN_INLINE void bv_transpose_lanes(bn_vec v[BN_LANES]) { (void)v; }
BN_INLINE void bv_plain(bn_words out[BN_LANES], bn_vec a, const bn_modulus *p) { out[0] = bn_mul(a, (bn_words){{1, 0, 0, 0}}, p); }
#endif
