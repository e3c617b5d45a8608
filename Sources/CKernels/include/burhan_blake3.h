#ifndef BURHAN_BLAKE3_H
#define BURHAN_BLAKE3_H
// Keyed BLAKE3 over many inputs at once, one input per lane. Keys and digests are 8 words; words are hashed as their little-endian
// bytes. A digest that is cut keeps its first 26 bytes, the others are zero. Single-threaded, reentrant; callers split ranges over threads.
#include <stddef.h>
#include <stdint.h>

/// Digests of the rows first ..< first + count of a matrix given by its columns: row i is columns[0][i], ..., columns[width - 1][i],
/// 4 * width bytes, any width, also 0 or more than one BLAKE3 chunk. The digest of row i goes to out[8 i] (i counts from row 0).
/// `cut` is 1 to cut the digests, 0 to keep them whole. A salt is given as further columns. About twice as fast on large matrices when
/// the columns are 128 words further apart than a power of two, since columns that start at equal places of their pages share cache sets.
void burhan_b3_hash_rows(uint32_t *out, const uint32_t *const *columns, size_t width, size_t first, size_t count,
                         const uint32_t key[8], int cut);
/// Digest i of `out` = keyed hash, cut, of digests 2i and 2i + 1 of `digests`, i < count. `out` may not overlap `digests`.
void burhan_b3_compress_pairs(uint32_t *out, const uint32_t *digests, size_t count, const uint32_t key[8]);
/// Digest i of `out` = keyed hash, cut, of digest i of `nodes` and digest i of `rows`, i < count. `out` may be `nodes` or `rows`.
void burhan_b3_inject(uint32_t *out, const uint32_t *nodes, const uint32_t *rows, size_t count, const uint32_t key[8]);
/// The least nonce in start ..< start + count for which word 0 of the keyed hash of `state` (32 bytes) and the nonce (8 bytes,
/// little endian) has its low `bits` bits zero, bits <= 32. Returns 1 and sets *nonce, or returns 0.
int burhan_b3_grind(uint64_t *nonce, const uint32_t state[8], unsigned bits, uint64_t start, uint64_t count,
                    const uint32_t key[8]);
#endif
