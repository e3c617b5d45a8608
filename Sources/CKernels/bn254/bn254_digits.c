// Scalars as signed digits, sorted by bucket.
#include "burhan_bn254.h"
#include <string.h>

/// The number of significant bits of 32 bytes, little-endian.
static unsigned significant_bits(const uint8_t *scalar) {
    uint64_t words[4];
    memcpy(words, scalar, 32);
    for (int i = 3; i >= 0; i--)
        if (words[i]) return (unsigned)(64 * i + 64 - __builtin_clzll(words[i]));
    return 0;
}

/// The class of a scalar: 0 for the widest. A scalar of class k has digits in windows that begin below `limits[k]` bits only.
static unsigned class_of(unsigned bits, unsigned width) { return bits < width ? 3 : bits < 64 ? 2 : bits < 128 ? 1 : 0; }

void burhan_bn254_sort_scalars(
    uint32_t *order, size_t counts[4], const uint8_t *scalars, const uint32_t *indices, size_t count, unsigned width) {
    size_t sizes[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        unsigned bits = significant_bits(scalars + 32 * (size_t)(indices ? indices[i] : i));
        if (bits) sizes[class_of(bits, width)]++;
    }
    size_t place[4] = {0, sizes[0], sizes[0] + sizes[1], sizes[0] + sizes[1] + sizes[2]};
    for (size_t i = 0; i < count; i++) {
        uint32_t index = indices ? indices[i] : (uint32_t)i;
        unsigned bits = significant_bits(scalars + 32 * (size_t)index);
        if (bits) order[place[class_of(bits, width)]++] = index;
    }
    memcpy(counts, sizes, sizeof sizes);
}

size_t burhan_bn254_sort_digits(
    uint32_t *entries, uint32_t *offsets, uint32_t *digits, const uint8_t *scalars, const uint32_t *order, size_t count, unsigned width,
    unsigned window) {
    const size_t buckets = (size_t)1 << (width - 1);
    const unsigned windows = (255 + width - 1) / width, position = width * window, word = position / 64, shift = position % 64;
    // Half of every window added beforehand makes the digits from the windows of the sum, less that half.
    uint64_t halves[6] = {0, 0, 0, 0, 0, 0};
    for (unsigned w = 0; w < windows; w++) halves[(w * width + width - 1) / 64] |= 1ull << ((w * width + width - 1) % 64);
    memset(offsets, 0, (buckets + 1) * sizeof *offsets);
    for (size_t i = 0; i < count; i++) {
        uint64_t s[6] = {0, 0, 0, 0, 0, 0};
        memcpy(s, scalars + 32 * (size_t)order[i], 32);
        unsigned long long carry = 0;
        for (int k = 0; k < 5; k++) s[k] = __builtin_addcll(s[k], halves[k], carry, &carry);
        uint64_t bits = s[word] >> shift;
        if (shift) bits |= s[word + 1] << (64 - shift);
        int32_t digit = (int32_t)(bits & ((1u << width) - 1)) - (int32_t)buckets;
        uint32_t negative = digit < 0, magnitude = (uint32_t)(negative ? -digit : digit);
        digits[i] = magnitude << 1 | negative;
        offsets[magnitude]++;
    }
    // offsets[m] counts magnitude m; magnitude 0 adds nothing. Bucket b has magnitude b + 1.
    uint32_t total = 0;
    offsets[0] = 0;
    for (size_t m = 1; m <= buckets; m++) {
        uint32_t size = offsets[m];
        offsets[m] = total;
        total += size;
    }
    // Now offsets[m] is where bucket m - 1 begins; writing moves it to the bucket's end, which is where bucket m begins.
    for (size_t i = 0; i < count; i++) {
        uint32_t magnitude = digits[i] >> 1;
        if (magnitude) entries[offsets[magnitude]++] = order[i] << 1 | (digits[i] & 1);
    }
    return total;
}
