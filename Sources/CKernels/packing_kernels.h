// Body of burhan_kb_pack (burhan_ntt.h): the last k layers of a transform of w D points, w = 2^k, for interleaved coefficients.

/// One vector of rows: w slots in, the w values of each row out.
KB_INLINE void KB_PATH(pack_rows)(uint32_t *out, const uint32_t *const *columns, unsigned k, const uint32_t *roots, const kb_vec *shifts,
                                  size_t first, size_t row) {
    size_t w = (size_t)1 << k;
    kb_vec x[1 << BURHAN_MAXIMUM_PACKING_LOG];
    for (size_t i = 0; i < w; i++) x[i] = columns[i] ? kb_load(columns[i] + (row - first)) : kb_zero();
    for (unsigned m = 1; m <= k; m++) {
        size_t blocks = (size_t)1 << (m - 1), half = w >> m;
        for (size_t block = 0; block < blocks; block++) {
            kb_vec t;
            if (m == 1) {
                t = kb_load(roots + row);
            } else {
                uint32_t gathered[KB_LANES];
                for (size_t lane = 0; lane < KB_LANES; lane++) gathered[lane] = roots[((row + lane) << (m - 1)) + block];
                t = kb_load(gathered);
            }
            t = kb_mul(t, shifts[m]);
            kb_vec *u = x + 2 * half * block, *v = u + half;
            for (size_t a = 0; a < half; a++) {
                kb_vec product = kb_mul(v[a], t);
                v[a] = kb_sub(u[a], product);
                u[a] = kb_add(u[a], product);
            }
        }
    }
    for (size_t i = 0; i < w; i++) {
        uint32_t values[KB_LANES];
        kb_store(values, x[i]);
        for (size_t lane = 0; lane < KB_LANES; lane++) out[(lane << k) + i] = values[lane];
    }
}

int KB_PATH(burhan_kb_pack)(uint32_t *out, const uint32_t *const *columns, unsigned log_packing, unsigned log_domain, size_t first,
                            size_t rows) {
    if (log_packing == 0 || log_packing > BURHAN_MAXIMUM_PACKING_LOG || log_domain + log_packing > KB_MAXIMUM_LOG) return -1;
    const kb_ntt_table *table = burhan_ntt_table(KB_TABLE_FORWARD, KB_LOG_LANES, log_domain + log_packing);
    if (!table) return -1;
    kb_vec shifts[BURHAN_MAXIMUM_PACKING_LOG + 1];
    for (unsigned m = 0; m <= log_packing; m++) shifts[m] = kb_broadcast(burhan_kb_packing_shift(m));
    for (size_t row = first; row < first + rows; row += KB_LANES)
        KB_PATH(pack_rows)(out + ((row - first) << log_packing), columns, log_packing, table->layers[0], shifts, first, row);
    return 0;
}
