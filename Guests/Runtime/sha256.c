// SHA-256 (FIPS 180-4): message blocks to words, and the compression function for machines without the system call.
#include "CGuest.h"

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2).
static const uint32_t round_constants[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
};

static inline uint32_t rotate_right(uint32_t x, unsigned count) { return x >> count | x << (32 - count); }

static inline uint32_t small_sigma(uint32_t x, unsigned first, unsigned second, unsigned shift) {
    return rotate_right(x, first) ^ rotate_right(x, second) ^ x >> shift;
}

static inline uint32_t large_sigma(uint32_t x, unsigned first, unsigned second, unsigned third) {
    return rotate_right(x, first) ^ rotate_right(x, second) ^ rotate_right(x, third);
}

void burhan_sha256_compress_software(uint32_t *state, const uint32_t *block) {
    uint32_t schedule[64];
    for (unsigned t = 0; t < 16; t++) {
        schedule[t] = block[t];
    }
    for (unsigned t = 16; t < 64; t++) {
        schedule[t] = small_sigma(schedule[t - 2], 17, 19, 10) + schedule[t - 7] + small_sigma(schedule[t - 15], 7, 18, 3)
            + schedule[t - 16];
    }
    // v[(i - t) mod 8] is the working variable number i (a = 0 ... h = 7) in round t: nothing moves, the names do.
    uint32_t v[8];
    for (unsigned i = 0; i < 8; i++) {
        v[i] = state[i];
    }
    for (unsigned t = 0; t < 64; t++) {
        uint32_t a = v[(0 - t) & 7], b = v[(1 - t) & 7], c = v[(2 - t) & 7];
        uint32_t e = v[(4 - t) & 7], f = v[(5 - t) & 7], g = v[(6 - t) & 7], h = v[(7 - t) & 7];
        uint32_t choice = g ^ (e & (f ^ g));
        uint32_t majority = (a & b) | (c & (a | b));
        uint32_t sum = h + large_sigma(e, 6, 11, 25) + choice + round_constants[t] + schedule[t];
        v[(3 - t) & 7] += sum;
        v[(7 - t) & 7] = sum + large_sigma(a, 2, 13, 22) + majority;
    }
    for (unsigned i = 0; i < 8; i++) {
        state[i] += v[i];
    }
}

void burhan_sha256_absorb(uint32_t *state, uint32_t *block, const uint8_t *message, size_t count) {
    const uint8_t *end = message + 64 * count;
    while (message != end) {
        uint32_t *word = block, *block_end = block + 16;
        if (((uintptr_t)message & 3) == 0) {
            for (const uint32_t *source = (const uint32_t *)message; word != block_end; word += 4, source += 4) {
                uint32_t a = source[0], b = source[1], c = source[2], d = source[3];
                word[0] = __builtin_bswap32(a), word[1] = __builtin_bswap32(b);
                word[2] = __builtin_bswap32(c), word[3] = __builtin_bswap32(d);
            }
            message += 64;
        } else {
            for (; word != block_end; word++, message += 4) {
                *word = (uint32_t)message[0] << 24 | (uint32_t)message[1] << 16 | (uint32_t)message[2] << 8 | message[3];
            }
        }
        burhan_sha256_compress(state, block);
    }
}
