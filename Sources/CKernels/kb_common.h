#ifndef BURHAN_KB_COMMON_H
#define BURHAN_KB_COMMON_H
// KoalaBear arithmetic on single words, shared by every path. Values are Montgomery representatives below p, R = 2^32.
#include <stddef.h>
#include <stdint.h>

#define KB_P 0x7f000001u         // p = 2^31 - 2^24 + 1
#define KB_P_INVERSE 0x81000001u // p^-1 mod 2^32
#define KB_R 0x01fffffeu         // 2^32 mod p: the representative of one
#define KB_R2 0x17f7efe4u        // 2^64 mod p: multiplying by it enters Montgomery form
#define KB_TWO_ADICITY 24

#define KB_INLINE static inline __attribute__((always_inline, unused))

KB_INLINE uint32_t kb1_add(uint32_t a, uint32_t b) {
    uint32_t sum = a + b, reduced = sum - KB_P;
    return reduced < sum ? reduced : sum;
}

KB_INLINE uint32_t kb1_sub(uint32_t a, uint32_t b) {
    uint32_t difference = a - b, raised = difference + KB_P;
    return raised < difference ? raised : difference;
}

/// x / 2^32 mod p for x < 2^32 p.
KB_INLINE uint32_t kb1_reduce(uint64_t x) {
    uint32_t q = (uint32_t)x * KB_P_INVERSE;
    uint32_t difference = (uint32_t)(x >> 32) - (uint32_t)(((uint64_t)q * KB_P) >> 32), raised = difference + KB_P;
    return raised < difference ? raised : difference;
}

KB_INLINE uint32_t kb1_mul(uint32_t a, uint32_t b) { return kb1_reduce((uint64_t)a * b); }

static inline __attribute__((unused)) uint32_t kb1_pow(uint32_t base, uint64_t exponent) {
    uint32_t result = KB_R;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1) result = kb1_mul(result, base);
        base = kb1_mul(base, base);
    }
    return result;
}

/// a^(p-2): the inverse, and zero for zero.
static inline __attribute__((unused)) uint32_t kb1_inverse(uint32_t a) { return kb1_pow(a, KB_P - 2); }

/// Representative of a canonical value.
KB_INLINE uint32_t kb1_from(uint32_t canonical) { return kb1_mul(canonical, KB_R2); }

/// Generator of the subgroup of order 2^log, log <= 24: (3^127)^(2^(24 - log)).
static inline __attribute__((unused)) uint32_t kb1_two_adic_generator(unsigned log) {
    return kb1_pow(kb1_from(3), (uint64_t)127 << (KB_TWO_ADICITY - log));
}

/// The low `bits` bits of `value` in reverse order.
KB_INLINE size_t kb1_reverse_bits(size_t value, unsigned bits) {
    return bits == 0 ? 0 : (size_t)(__builtin_bitreverse64(value) >> (64 - bits));
}
#endif
