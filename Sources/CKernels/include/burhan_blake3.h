#ifndef BURHAN_BLAKE3_H
#define BURHAN_BLAKE3_H
// Keyed BLAKE3 over many short inputs at once. Keys and digests are 8 little-endian words; words are hashed as their little-endian bytes.
#include <stddef.h>
#include <stdint.h>

/// Digests of the rows first ..< first + count of a matrix given by columns: row i is columns[0][i], ..., columns[width - 1][i],
/// then, unless `salts` is null, salts[4 i] ..< salts[4 i + 4]. Digest of row i goes to out[8 i]. Any width, also 0.
void burhan_b3_hash_rows(uint32_t *out, const uint32_t *const *columns, size_t width, const uint32_t *salts, size_t first,
                         size_t count, const uint32_t key[8]);
/// out[i] = keyed hash of the 64 bytes of digests 2i and 2i + 1, i < count.
void burhan_b3_compress_pairs(uint32_t *out, const uint32_t *digests, size_t count, const uint32_t key[8]);
/// out[i] = keyed hash of digest i of `nodes` then digest i of `rows`; out may be nodes.
void burhan_b3_inject(uint32_t *out, const uint32_t *nodes, const uint32_t *rows, size_t count, const uint32_t key[8]);
/// The least nonce in start ..< start + count for which word 0 of the keyed hash of state (32 bytes) and nonce (8 bytes, little
/// endian) has its low `bits` bits zero (bits <= 32). Returns 1 and sets *nonce, or 0.
int burhan_b3_grind(uint64_t *nonce, const uint32_t state[8], unsigned bits, uint64_t start, uint64_t count,
                    const uint32_t key[8]);
#endif
