#include "cpu_path.h"

BURHAN_DISPATCH(void, burhan_b3_hash_rows,
                (uint32_t *out, const uint32_t *const *columns, size_t width, size_t first, size_t count, const uint32_t key[8],
                 int cut),
                (out, columns, width, first, count, key, cut))
BURHAN_DISPATCH(void, burhan_b3_compress_pairs, (uint32_t *out, const uint32_t *digests, size_t count, const uint32_t key[8]),
                (out, digests, count, key))
BURHAN_DISPATCH(void, burhan_b3_inject,
                (uint32_t *out, const uint32_t *nodes, const uint32_t *rows, size_t count, const uint32_t key[8]),
                (out, nodes, rows, count, key))
BURHAN_DISPATCH(int, burhan_b3_grind,
                (uint64_t *nonce, const uint32_t state[8], unsigned bits, uint64_t start, uint64_t count, const uint32_t key[8]),
                (nonce, state, bits, start, count, key))
