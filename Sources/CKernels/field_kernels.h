// Bodies of the kernels declared in burhan_field.h; see kb_template.h.

#define KB_ELEMENTWISE(vector, scalar)                                                                                 \
    size_t i = 0;                                                                                                      \
    for (; i + KB_LANES <= n; i += KB_LANES) kb_store(out + i, vector);                                                \
    for (; i < n; i++) out[i] = scalar

KB_INLINE void KB_PATH(to_montgomery)(uint32_t *out, const uint32_t *in, size_t n) {
    kb_vec r2 = kb_broadcast(KB_R2);
    KB_ELEMENTWISE(kb_mul(kb_load(in + i), r2), kb1_mul(in[i], KB_R2));
}

void KB_PATH(burhan_kb_to_montgomery)(uint32_t *out, const uint32_t *in, size_t n) {
    if (out != in) {
        KB_PATH(to_montgomery)(out, in, n);
        return;
    }
    // Zeros stay as they are, a page at a time: a page that nobody wrote to is the system's one page of zeros, and the first store to it would cost
    // a fault and an interruption of every other core.
    enum { WORDS = 1024 };
    for (size_t start = 0; start < n; start += WORDS) {
        size_t count = n - start < WORDS ? n - start : WORDS;
        uint32_t any = 0;
        for (size_t i = 0; i < count; i++) any |= in[start + i];
        if (any) KB_PATH(to_montgomery)(out + start, in + start, count);
    }
}

void KB_PATH(burhan_kb_from_montgomery)(uint32_t *out, const uint32_t *in, size_t n) {
    kb_vec one = kb_broadcast(1);
    KB_ELEMENTWISE(kb_mul(kb_load(in + i), one), kb1_mul(in[i], 1));
}

void KB_PATH(burhan_kb_add)(uint32_t *out, const uint32_t *a, const uint32_t *b, size_t n) {
    KB_ELEMENTWISE(kb_add(kb_load(a + i), kb_load(b + i)), kb1_add(a[i], b[i]));
}

void KB_PATH(burhan_kb_sub)(uint32_t *out, const uint32_t *a, const uint32_t *b, size_t n) {
    KB_ELEMENTWISE(kb_sub(kb_load(a + i), kb_load(b + i)), kb1_sub(a[i], b[i]));
}

void KB_PATH(burhan_kb_mul)(uint32_t *out, const uint32_t *a, const uint32_t *b, size_t n) {
    KB_ELEMENTWISE(kb_mul(kb_load(a + i), kb_load(b + i)), kb1_mul(a[i], b[i]));
}

void KB_PATH(burhan_kb_scale)(uint32_t *out, const uint32_t *a, uint32_t factor, size_t n) {
    kb_vec f = kb_broadcast(factor);
    KB_ELEMENTWISE(kb_mul(kb_load(a + i), f), kb1_mul(a[i], factor));
}

void KB_PATH(burhan_kb_mul_add)(uint32_t *out, const uint32_t *a, const uint32_t *b, const uint32_t *c, size_t n) {
    KB_ELEMENTWISE(kb_add(kb_mul(kb_load(a + i), kb_load(b + i)), kb_load(c + i)), kb1_add(kb1_mul(a[i], b[i]), c[i]));
}

void KB_PATH(burhan_kb_add_scaled)(uint32_t *out, const uint32_t *a, uint32_t factor, size_t n) {
    kb_vec f = kb_broadcast(factor);
    KB_ELEMENTWISE(kb_add(kb_load(out + i), kb_mul(kb_load(a + i), f)), kb1_add(out[i], kb1_mul(a[i], factor)));
}

void KB_PATH(burhan_kb_powers)(uint32_t *out, uint32_t first, uint32_t ratio, size_t n) {
    // Four vectors a round apart hide the latency of the multiplication.
    uint32_t start[4 * KB_LANES];
    for (size_t i = 0; i < 4 * KB_LANES; i++, first = kb1_mul(first, ratio)) start[i] = first;
    kb_vec power[4], step = kb_broadcast(kb1_pow(ratio, 4 * KB_LANES));
    for (int k = 0; k < 4; k++) power[k] = kb_load(start + k * KB_LANES);
    size_t i = 0;
    for (; i + 4 * KB_LANES <= n; i += 4 * KB_LANES)
        for (int k = 0; k < 4; k++) {
            kb_store(out + i + k * KB_LANES, power[k]);
            power[k] = kb_mul(power[k], step);
        }
    for (int k = 0; k < 4; k++) kb_store(start + k * KB_LANES, power[k]);
    for (size_t k = 0; i < n; i++, k++) out[i] = start[k];
}

KB_INLINE kb_vec KB_PATH(vector_inverse)(kb_vec a) {
    // p - 2 = 0x7effffff: every bit from 30 down but bit 24.
    kb_vec result = a;
    for (int bit = 29; bit >= 0; bit--) {
        result = kb_mul(result, result);
        if (bit != 24) result = kb_mul(result, a);
    }
    return result;
}

#define KB_INVERSE_BLOCK 64 // vectors that share one inversion

void KB_PATH(burhan_kb_batch_inverse)(uint32_t *out, const uint32_t *in, size_t n) {
    kb_vec one = kb_broadcast(KB_R), prefix[KB_INVERSE_BLOCK];
    size_t done = 0;
    while (n - done >= KB_LANES) {
        size_t vectors = (n - done) / KB_LANES;
        if (vectors > KB_INVERSE_BLOCK) vectors = KB_INVERSE_BLOCK;
        kb_vec product = one;
        for (size_t k = 0; k < vectors; k++) {
            kb_vec a = kb_load(in + done + k * KB_LANES);
            prefix[k] = product;
            product = kb_mul(product, kb_select_zero(a, one, a));
        }
        kb_vec inverse = KB_PATH(vector_inverse)(product);
        for (size_t k = vectors; k-- > 0;) {
            kb_vec a = kb_load(in + done + k * KB_LANES);
            kb_store(out + done + k * KB_LANES, kb_select_zero(a, kb_zero(), kb_mul(inverse, prefix[k])));
            inverse = kb_mul(inverse, kb_select_zero(a, one, a));
        }
        done += vectors * KB_LANES;
    }
    for (; done < n; done++) out[done] = kb1_inverse(in[done]);
}

void KB_PATH(burhan_kb_scale_by_powers)(uint32_t *data, uint32_t first, uint32_t ratio, size_t n) {
    enum { block = 512 };
    uint32_t powers[block], step = kb1_pow(ratio, block);
    for (size_t start = 0; start < n; start += block, first = kb1_mul(first, step)) {
        size_t size = n - start < block ? n - start : block;
        KB_PATH(burhan_kb_powers)(powers, first, ratio, size);
        KB_PATH(burhan_kb_mul)(data + start, data + start, powers, size);
    }
}

void KB_PATH(burhan_kb_horner)(uint32_t *out, const uint32_t *in, uint32_t factor, size_t n) {
    kb_vec f = kb_broadcast(factor);
    KB_ELEMENTWISE(kb_add(kb_mul(kb_load(out + i), f), kb_load(in + i)), kb1_add(kb1_mul(out[i], factor), in[i]));
}
