// Bodies of the kernels declared in burhan_blake3.h; see kb_template.h. Section numbers are those of the BLAKE3 paper (2020).

enum { B3_CHUNK_START = 1, B3_CHUNK_END = 2, B3_PARENT = 4, B3_ROOT = 8, B3_KEYED_HASH = 16 };
enum { B3_WORDS_PER_BLOCK = 16, B3_WORDS_PER_CHUNK = 256, B3_MAXIMUM_DEPTH = 54 };

#define B3_QUARTER(a, b, c, d, x, y)                                                                                   \
    a = kb_u32_add(a, kb_u32_add(b, x));                                                                               \
    d = kb_u32_xor(d, a), d = kb_u32_rotate_right(d, 16);                                                              \
    c = kb_u32_add(c, d);                                                                                              \
    b = kb_u32_xor(b, c), b = kb_u32_rotate_right(b, 12);                                                              \
    a = kb_u32_add(a, kb_u32_add(b, y));                                                                               \
    d = kb_u32_xor(d, a), d = kb_u32_rotate_right(d, 8);                                                               \
    c = kb_u32_add(c, d);                                                                                              \
    b = kb_u32_xor(b, c), b = kb_u32_rotate_right(b, 7)

#define B3_ROUND(i0, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12, i13, i14, i15)                                 \
    B3_QUARTER(v0, v4, v8, v12, m[i0], m[i1]);                                                                         \
    B3_QUARTER(v1, v5, v9, v13, m[i2], m[i3]);                                                                         \
    B3_QUARTER(v2, v6, v10, v14, m[i4], m[i5]);                                                                        \
    B3_QUARTER(v3, v7, v11, v15, m[i6], m[i7]);                                                                        \
    B3_QUARTER(v0, v5, v10, v15, m[i8], m[i9]);                                                                        \
    B3_QUARTER(v1, v6, v11, v12, m[i10], m[i11]);                                                                      \
    B3_QUARTER(v2, v7, v8, v13, m[i12], m[i13]);                                                                       \
    B3_QUARTER(v3, v4, v9, v14, m[i14], m[i15])

/// The compression function (2.2), truncated to the chaining value, which replaces `h`.
static __attribute__((noinline)) void KB_PATH(b3_compress)(kb_vec h[8], const kb_vec m[16], uint64_t counter,
                                                           uint32_t length, uint32_t flags) {
    kb_vec v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
    kb_vec v8 = kb_broadcast(0x6a09e667), v9 = kb_broadcast(0xbb67ae85);
    kb_vec v10 = kb_broadcast(0x3c6ef372), v11 = kb_broadcast(0xa54ff53a);
    kb_vec v12 = kb_broadcast((uint32_t)counter), v13 = kb_broadcast((uint32_t)(counter >> 32));
    kb_vec v14 = kb_broadcast(length), v15 = kb_broadcast(flags);
    // Each round reads the words in the order of the permutation (2.2, table 2) applied once more.
    B3_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    B3_ROUND(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8);
    B3_ROUND(3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1);
    B3_ROUND(10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6);
    B3_ROUND(12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4);
    B3_ROUND(9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7);
    B3_ROUND(11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13);
    h[0] = kb_u32_xor(v0, v8), h[1] = kb_u32_xor(v1, v9), h[2] = kb_u32_xor(v2, v10), h[3] = kb_u32_xor(v3, v11);
    h[4] = kb_u32_xor(v4, v12), h[5] = kb_u32_xor(v5, v13), h[6] = kb_u32_xor(v6, v14), h[7] = kb_u32_xor(v7, v15);
}

KB_INLINE void KB_PATH(b3_start)(kb_vec h[8], const uint32_t key[8]) {
    for (int k = 0; k < 8; k++) h[k] = kb_broadcast(key[k]);
}

/// Cuts digests to 26 bytes.
KB_INLINE void KB_PATH(b3_cut)(kb_vec h[8]) {
    h[6] = kb_u32_and(h[6], kb_broadcast(0xffff));
    h[7] = kb_zero();
}

/// Writes the digests of the first `count` lanes.
KB_INLINE void KB_PATH(b3_store)(uint32_t *out, const kb_vec h[8], size_t count) {
#if KB_LANES == 1
    (void)count;
    for (int k = 0; k < 8; k++) out[k] = h[k];
#else
    kb_vec rows[KB_LANES];
    for (int k = 0; k < KB_LANES; k++) rows[k] = k < 8 ? h[k] : kb_zero();
    kb_transpose(rows);
    for (size_t lane = 0; lane < count; lane++) {
        uint32_t digest[KB_LANES];
        kb_store(digest, rows[lane]);
        __builtin_memcpy(out + 8 * lane, digest, 32);
    }
#endif
}

/// Loads 16 message words for each of the first `count` lanes; those of lane i start at words[16 i].
KB_INLINE void KB_PATH(b3_load)(kb_vec m[16], const uint32_t *words, size_t count) {
#if KB_LANES == 1
    (void)count;
    for (int k = 0; k < 16; k++) m[k] = words[k];
#else
    for (int half = 0; half < 16; half += KB_LANES) {
        for (size_t lane = 0; lane < KB_LANES; lane++)
            m[half + (int)lane] = lane < count ? kb_load(words + 16 * lane + half) : kb_zero();
        kb_transpose(m + half);
    }
#endif
}

/// Keyed hash of rows row ..< row + count, count <= KB_LANES: chunks (2.4), then the tree of chunks (2.1). The rows `ahead` further
/// on are asked for meanwhile.
KB_INLINE void KB_PATH(b3_hash_group)(uint32_t *out, const uint32_t *const *columns, size_t width, size_t row, size_t count,
                                      size_t ahead, const uint32_t key[8], int cut) {
    size_t chunks = width <= B3_WORDS_PER_CHUNK ? 1 : (width + B3_WORDS_PER_CHUNK - 1) / B3_WORDS_PER_CHUNK, depth = 0;
    kb_vec stack[8 * B3_MAXIMUM_DEPTH], h[8], m[16];
    for (size_t chunk = 0; chunk < chunks; chunk++) {
        size_t word = chunk * B3_WORDS_PER_CHUNK;
        size_t end = width - word < B3_WORDS_PER_CHUNK ? width : word + B3_WORDS_PER_CHUNK;
        uint32_t flags = B3_KEYED_HASH | B3_CHUNK_START;
        KB_PATH(b3_start)(h, key);
        do {
            size_t used = end - word < B3_WORDS_PER_BLOCK ? end - word : B3_WORDS_PER_BLOCK;
            for (size_t k = 0; k < B3_WORDS_PER_BLOCK; k++) {
                if (k >= used) m[k] = kb_zero();
                else if (count == KB_LANES) m[k] = kb_load(columns[word + k] + row);
                else m[k] = KB_PATH(load_part)(columns[word + k] + row, count);
                if (k < used) __builtin_prefetch(columns[word + k] + row + ahead);
            }
            word += used;
            if (word == end) flags |= B3_CHUNK_END | (chunks == 1 ? B3_ROOT : 0);
            KB_PATH(b3_compress)(h, m, chunk, (uint32_t)(4 * used), flags);
            flags = B3_KEYED_HASH;
        } while (word < end);
        // A finished subtree of two equal halves is merged at once; after the last chunk everything is, the root last.
        int last = chunk + 1 == chunks;
        for (size_t finished = chunk + 1; depth > 0 && (last || !(finished & 1)); finished >>= 1) {
            depth--;
            for (int k = 0; k < 8; k++) m[k] = stack[8 * depth + (size_t)k], m[8 + k] = h[k];
            KB_PATH(b3_start)(h, key);
            KB_PATH(b3_compress)(h, m, 0, 64, B3_KEYED_HASH | B3_PARENT | (last && depth == 0 ? B3_ROOT : 0));
        }
        for (int k = 0; k < 8; k++) stack[8 * depth + (size_t)k] = h[k];
        depth++;
    }
    if (cut) KB_PATH(b3_cut)(h);
    KB_PATH(b3_store)(out, h, count);
}

void KB_PATH(burhan_b3_hash_rows)(uint32_t *out, const uint32_t *const *columns, size_t width, size_t first, size_t count,
                                  const uint32_t key[8], int cut) {
    size_t row = first, end = first + count;
    // Columns that start at the same place of their pages share a few cache sets; lines asked for early would push each other out.
    size_t ahead = width > 1 && ((uintptr_t)columns[1] - (uintptr_t)columns[0]) % 4096 == 0 ? 0 : 2 * KB_LANES;
    for (; end - row >= KB_LANES; row += KB_LANES) KB_PATH(b3_hash_group)(out + 8 * row, columns, width, row, KB_LANES, ahead, key, cut);
    if (row < end) KB_PATH(b3_hash_group)(out + 8 * row, columns, width, row, end - row, 0, key, cut);
}

/// Keyed hash of one 64-byte block per lane, cut.
KB_INLINE void KB_PATH(b3_hash_blocks)(uint32_t *out, const uint32_t *words, size_t count, const uint32_t key[8]) {
    kb_vec h[8], m[16];
    KB_PATH(b3_start)(h, key);
    KB_PATH(b3_load)(m, words, count);
    KB_PATH(b3_compress)(h, m, 0, 64, B3_KEYED_HASH | B3_CHUNK_START | B3_CHUNK_END | B3_ROOT);
    KB_PATH(b3_cut)(h);
    KB_PATH(b3_store)(out, h, count);
}

void KB_PATH(burhan_b3_compress_pairs)(uint32_t *out, const uint32_t *digests, size_t count, const uint32_t key[8]) {
    for (size_t i = 0; i < count; i += KB_LANES) {
        size_t part = count - i < KB_LANES ? count - i : KB_LANES;
        KB_PATH(b3_hash_blocks)(out + 8 * i, digests + 16 * i, part, key);
    }
}

void KB_PATH(burhan_b3_inject)(uint32_t *out, const uint32_t *nodes, const uint32_t *rows, size_t count, const uint32_t key[8]) {
    uint32_t words[16 * KB_LANES];
    for (size_t i = 0; i < count; i += KB_LANES) {
        size_t part = count - i < KB_LANES ? count - i : KB_LANES;
        for (size_t lane = 0; lane < part; lane++) {
            __builtin_memcpy(words + 16 * lane, nodes + 8 * (i + lane), 32);
            __builtin_memcpy(words + 16 * lane + 8, rows + 8 * (i + lane), 32);
        }
        KB_PATH(b3_hash_blocks)(out + 8 * i, words, part, key);
    }
}

int KB_PATH(burhan_b3_grind)(uint64_t *nonce, const uint32_t state[8], unsigned bits, uint64_t start, uint64_t count,
                             const uint32_t key[8]) {
    uint32_t mask = bits >= 32 ? UINT32_MAX : (UINT32_C(1) << bits) - 1, low[KB_LANES], high[KB_LANES], digest[KB_LANES];
    kb_vec h[8], m[16];
    for (int k = 0; k < 16; k++) m[k] = k < 8 ? kb_broadcast(state[k]) : kb_zero();
    for (uint64_t done = 0; done < count; done += KB_LANES) {
        for (uint32_t lane = 0; lane < KB_LANES; lane++) {
            uint64_t candidate = start + done + lane;
            low[lane] = (uint32_t)candidate, high[lane] = (uint32_t)(candidate >> 32);
        }
        m[8] = kb_load(low), m[9] = kb_load(high);
        KB_PATH(b3_start)(h, key);
        KB_PATH(b3_compress)(h, m, 0, 40, B3_KEYED_HASH | B3_CHUNK_START | B3_CHUNK_END | B3_ROOT);
        kb_store(digest, h[0]);
        for (uint32_t lane = 0; lane < KB_LANES && done + lane < count; lane++)
            if ((digest[lane] & mask) == 0) {
                *nonce = start + done + lane;
                return 1;
            }
    }
    return 0;
}
