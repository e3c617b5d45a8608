#ifndef BURHAN_BN254_WORDS_H
#define BURHAN_BN254_WORDS_H
// Arithmetic of BN254's two fields on four 64-bit words, least significant first, in Montgomery form for R = 2^256 and below the modulus.
// Shared by all paths.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BN_INLINE static inline __attribute__((always_inline, unused))

typedef struct { uint64_t w[4]; } bn_words;

/// A modulus below 2^254 in both radices and the constants of Montgomery arithmetic.
typedef struct {
    uint64_t words[4];         // modulus, radix 2^64
    uint64_t negated_inverse;  // -modulus^-1 mod 2^64
    uint64_t one[4];           // 2^256 mod modulus
    uint64_t square[4];        // 2^512 mod modulus
    uint64_t limbs[5];         // modulus, radix 2^52
    uint64_t limb_inverse;     // modulus^-1 mod 2^52
    uint64_t one_limbs[5];     // 2^260 mod modulus, radix 2^52
} bn_modulus;

static const bn_modulus BN_Q __attribute__((unused)) = {
    {0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029},
    0x87d20782e4866389,
    {0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d, 0x666ea36f7879462c, 0x0e0a77c19a07df2f},
    {0xf32cfc5b538afa89, 0xb5e71911d44501fb, 0x47ab1eff0a417ff6, 0x06d89f71cab8351f},
    {0x08c16d87cfd47, 0x916871ca8d3c2, 0x181585d97816a, 0xa029b85045b68, 0x30644e72e131},
    0xdf87d1b799c77,
    {0x20880f6fce4b4, 0x49baa989a8455, 0x18f014a498908, 0x724f85a9201d8, 0x1f16424e1bb7},
};

static const bn_modulus BN_R __attribute__((unused)) = {
    {0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029},
    0xc2e1f593efffffff,
    {0xac96341c4ffffffb, 0x36fc76959f60cd29, 0x666ea36f7879462e, 0x0e0a77c19a07df2f},
    {0x1bb8e645ae216da7, 0x53fe3ab1e35c59e3, 0x8c49833d53bb8085, 0x0216d0b17f4e44a5},
    {0x1f593f0000001, 0x4879b9709143e, 0x181585d2833e8, 0xa029b85045b68, 0x30644e72e131},
    0xe0a6c10000001,
    {0xb6b753fffffac, 0x380f271055b9d, 0x18f016ecef7c8, 0x724f85a9201d8, 0x1f16424e1bb7},
};

BN_INLINE bn_words bn_load(const void *from) {
    bn_words a;
    memcpy(a.w, from, 32);
    return a;
}

BN_INLINE void bn_store(void *to, bn_words a) { memcpy(to, a.w, 32); }

BN_INLINE int bn_is_zero(bn_words a) { return (a.w[0] | a.w[1] | a.w[2] | a.w[3]) == 0; }

BN_INLINE int bn_is_equal(bn_words a, bn_words b) {
    return ((a.w[0] ^ b.w[0]) | (a.w[1] ^ b.w[1]) | (a.w[2] ^ b.w[2]) | (a.w[3] ^ b.w[3])) == 0;
}

/// a - b and the borrow.
BN_INLINE uint64_t bn_subtract_words(uint64_t out[4], const uint64_t a[4], const uint64_t b[4]) {
    unsigned long long borrow = 0;
    for (int i = 0; i < 4; i++) out[i] = __builtin_subcll(a[i], b[i], borrow, &borrow);
    return borrow;
}

BN_INLINE uint64_t bn_add_words(uint64_t out[4], const uint64_t a[4], const uint64_t b[4]) {
    unsigned long long carry = 0;
    for (int i = 0; i < 4; i++) out[i] = __builtin_addcll(a[i], b[i], carry, &carry);
    return carry;
}

/// a less the modulus, unless that is negative.
BN_INLINE bn_words bn_reduce_once(bn_words a, const bn_modulus *p) {
    bn_words lowered;
    uint64_t keep = -bn_subtract_words(lowered.w, a.w, p->words);
    for (int i = 0; i < 4; i++) lowered.w[i] ^= (lowered.w[i] ^ a.w[i]) & keep;
    return lowered;
}

BN_INLINE bn_words bn_add(bn_words a, bn_words b, const bn_modulus *p) {
    bn_words sum;
    bn_add_words(sum.w, a.w, b.w);
    return bn_reduce_once(sum, p);
}

BN_INLINE bn_words bn_sub(bn_words a, bn_words b, const bn_modulus *p) {
    bn_words difference;
    uint64_t mask = -bn_subtract_words(difference.w, a.w, b.w);
    uint64_t masked[4] = {p->words[0] & mask, p->words[1] & mask, p->words[2] & mask, p->words[3] & mask};
    bn_add_words(difference.w, difference.w, masked);
    return difference;
}

/// Montgomery's product a b / 2^256; operand scanning without a fifth word, since the modulus is below 2^254 (EdMSM, eprint 2022/1400).
/// `a` must be reduced, `b` may be any four words.
BN_INLINE bn_words bn_mul(bn_words a, bn_words b, const bn_modulus *p) {
    typedef unsigned __int128 wide;
    uint64_t t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    for (int i = 0; i < 4; i++) {
        wide s = (wide)a.w[0] * b.w[i] + t0;
        uint64_t m = (uint64_t)s * p->negated_inverse;
        wide r = (wide)m * p->words[0] + (uint64_t)s;
        s = (wide)a.w[1] * b.w[i] + t1 + (uint64_t)(s >> 64);
        r = (wide)m * p->words[1] + (uint64_t)s + (uint64_t)(r >> 64);
        t0 = (uint64_t)r;
        s = (wide)a.w[2] * b.w[i] + t2 + (uint64_t)(s >> 64);
        r = (wide)m * p->words[2] + (uint64_t)s + (uint64_t)(r >> 64);
        t1 = (uint64_t)r;
        s = (wide)a.w[3] * b.w[i] + t3 + (uint64_t)(s >> 64);
        r = (wide)m * p->words[3] + (uint64_t)s + (uint64_t)(r >> 64);
        t2 = (uint64_t)r;
        t3 = (uint64_t)(s >> 64) + (uint64_t)(r >> 64);
    }
    return bn_reduce_once((bn_words){{t0, t1, t2, t3}}, p);
}

BN_INLINE bn_words bn_one(const bn_modulus *p) { return bn_load(p->one); }

/// a^(p-2): the inverse, and zero for zero.
static inline __attribute__((unused)) bn_words bn_inverse(bn_words a, const bn_modulus *p) {
    bn_words powers[16];
    powers[0] = bn_one(p);
    for (int i = 1; i < 16; i++) powers[i] = bn_mul(powers[i - 1], a, p);
    bn_words result = powers[0];
    for (int i = 63; i >= 0; i--) {
        uint64_t word = i < 16 ? p->words[0] - 2 : p->words[i / 16];
        unsigned digit = (word >> (4 * (i % 16))) & 15;
        for (int k = 0; k < 4 && i < 63; k++) result = bn_mul(result, result, p);
        if (digit) result = bn_mul(result, powers[digit], p);
    }
    return result;
}
#endif
