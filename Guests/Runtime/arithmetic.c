// 64-bit arithmetic that the compiler calls on a 32-bit machine with multiply and divide instructions.
#include <stdint.h>

typedef struct {
    uint64_t quotient, remainder;
} Division;

static inline uint32_t high(uint64_t x) { return (uint32_t)(x >> 32); }
static inline uint32_t low(uint64_t x) { return (uint32_t)x; }

// Number of leading zero bits of a non-zero word.
static inline unsigned leading_zeros(uint32_t x) {
    unsigned count = 0;
    if (x < 0x10000u) count += 16, x <<= 16;
    if (x < 0x1000000u) count += 8, x <<= 8;
    if (x < 0x10000000u) count += 4, x <<= 4;
    if (x < 0x40000000u) count += 2, x <<= 2;
    if (x < 0x80000000u) count += 1;
    return count;
}

// One digit of the quotient in base 2^16: (rest, next) / divisor for a divisor with its top bit set and rest < divisor.
// The estimate from the divisor's upper half is at most two too large (Knuth, TAOCP vol. 2, 4.3.1, theorem B).
static inline uint32_t digit(uint32_t *rest, uint32_t next, uint32_t divisor) {
    uint32_t upper = divisor >> 16, lower = divisor & 0xFFFF;
    uint32_t estimate = *rest / upper;
    uint32_t left = *rest - estimate * upper;
    uint32_t product = estimate * lower;
    while (left < 0x10000u && (estimate > 0xFFFFu || product > (left << 16 | next))) {
        estimate--;
        product -= lower;
        left += upper;
    }
    *rest = (*rest << 16 | next) - estimate * divisor;
    return estimate;
}

// (n1, n0) / d for n1 < d: quotient below 2^32.
static inline uint32_t divide_words(uint32_t n1, uint32_t n0, uint32_t d, uint32_t *remainder) {
    unsigned shift = leading_zeros(d);
    if (shift != 0) {
        n1 = n1 << shift | n0 >> (32 - shift);
        n0 <<= shift;
        d <<= shift;
    }
    uint32_t upper = digit(&n1, n0 >> 16, d);
    uint32_t lower = digit(&n1, n0 & 0xFFFF, d);
    *remainder = n1 >> shift;
    return upper << 16 | lower;
}

// Division by zero cannot reach this function from Swift, which traps first; C leaves it undefined. The hardware's answer is given: all ones.
static inline Division divide(uint64_t n, uint64_t d) {
    if (high(d) == 0) {
        uint32_t divisor = low(d);
        if (high(n) == 0) {
            return (Division){low(n) / divisor, low(n) % divisor};
        }
        if (divisor == 0) {
            return (Division){~0ull, n};
        }
        uint32_t upper = high(n) / divisor;
        uint32_t rest = high(n) % divisor;
        uint32_t remainder;
        uint32_t lower = divide_words(rest, low(n), divisor, &remainder);
        return (Division){(uint64_t)upper << 32 | lower, remainder};
    }
    // The divisor has two words, so the quotient has one: estimate it from the divisor's top 32 bits, at most one too large
    // after halving the numerator (the quotient digit stays below 2^32), then correct.
    unsigned shift = leading_zeros(high(d));
    if (shift == 0) {
        // The quotient is 0 or 1.
        return n >= d ? (Division){1, n - d} : (Division){0, n};
    }
    uint32_t top = (uint32_t)(d << shift >> 32), ignored;
    uint32_t estimate = divide_words(high(n) >> 1, (uint32_t)(n >> 1), top, &ignored) >> (31 - shift);
    if (estimate != 0) {
        estimate--;
    }
    uint64_t remainder = n - (uint64_t)estimate * low(d) - ((uint64_t)(estimate * high(d)) << 32);
    if (remainder >= d) {
        estimate++;
        remainder -= d;
    }
    return (Division){estimate, remainder};
}

uint64_t __udivdi3(uint64_t n, uint64_t d) { return divide(n, d).quotient; }

uint64_t __umoddi3(uint64_t n, uint64_t d) { return divide(n, d).remainder; }

static inline uint64_t magnitude(int64_t x) { return x < 0 ? 0 - (uint64_t)x : (uint64_t)x; }

int64_t __divdi3(int64_t n, int64_t d) {
    uint64_t quotient = __udivdi3(magnitude(n), magnitude(d));
    return (int64_t)((n ^ d) < 0 ? 0 - quotient : quotient);
}

int64_t __moddi3(int64_t n, int64_t d) {
    uint64_t remainder = __umoddi3(magnitude(n), magnitude(d));
    return (int64_t)(n < 0 ? 0 - remainder : remainder);
}

// The functions below work on words, so that the compiler does not turn them into calls of themselves.
static inline uint64_t join(uint32_t upper, uint32_t lower) { return (uint64_t)upper << 32 | lower; }

uint64_t __muldi3(uint64_t a, uint64_t b) {
    uint32_t upper, a0 = low(a), b0 = low(b);
    __asm__("mulhu %0, %1, %2" : "=r"(upper) : "r"(a0), "r"(b0));
    return join(upper + high(a) * b0 + a0 * high(b), a0 * b0);
}

uint64_t __ashldi3(uint64_t x, int count) {
    if (count == 0) return x;
    if (count >= 32) return join(low(x) << (count - 32), 0);
    return join(high(x) << count | low(x) >> (32 - count), low(x) << count);
}

uint64_t __lshrdi3(uint64_t x, int count) {
    if (count == 0) return x;
    if (count >= 32) return join(0, high(x) >> (count - 32));
    return join(high(x) >> count, low(x) >> count | high(x) << (32 - count));
}

int64_t __ashrdi3(int64_t x, int count) {
    int32_t upper = (int32_t)high((uint64_t)x);
    if (count == 0) return x;
    if (count >= 32) return (int64_t)join((uint32_t)(upper >> 31), (uint32_t)(upper >> (count - 32)));
    return (int64_t)join((uint32_t)(upper >> count), low((uint64_t)x) >> count | (uint32_t)upper << (32 - count));
}

int __clzsi2(uint32_t x) { return (int)leading_zeros(x); }

int __clzdi2(uint64_t x) { return (int)(high(x) != 0 ? leading_zeros(high(x)) : 32 + leading_zeros(low(x))); }

int __ctzsi2(uint32_t x) { return 31 - (int)leading_zeros(x & (0 - x)); }

int __ctzdi2(uint64_t x) { return low(x) != 0 ? __ctzsi2(low(x)) : 32 + __ctzsi2(high(x)); }

int __popcountsi2(uint32_t x) {
    int count = 0;
    for (; x != 0; x &= x - 1) {
        count++;
    }
    return count;
}

int __popcountdi2(uint64_t x) { return __popcountsi2(low(x)) + __popcountsi2(high(x)); }
