// The transforms declared in burhan_ntt.h, in terms of the steps of ntt.h. The same on every path.
#include "ntt.h"
#include "CKernels.h"
#include "kb_common.h"
#include <string.h>

int burhan_kb_ntt(uint32_t *data, unsigned log) {
    return log > KB_MAXIMUM_LOG ? -1 : burhan_ntt_forward(data, data, KB_TABLE_FORWARD, log, log, 0);
}

int burhan_kb_intt(uint32_t *data, unsigned log) { return log > KB_MAXIMUM_LOG ? -1 : burhan_ntt_inverse(data, log); }

uint32_t burhan_kb_packing_shift(unsigned log_packing) {
    // 2^7 = 1 mod 127: the power 2^(-k) of s is the power 2^(7 - k mod 7).
    return kb1_pow(kb1_from(KB_COSET_SHIFT), (uint64_t)1 << ((7 - log_packing % 7) % 7));
}

int burhan_kb_coset_ntt(uint32_t *data, unsigned log, uint32_t shift) {
    if (log > KB_MAXIMUM_LOG || shift == 0) return -1;
    if (shift == kb1_from(KB_COSET_SHIFT)) return burhan_ntt_forward(data, data, KB_TABLE_COSET, log, log, 0);
    burhan_kb_scale_by_powers(data, KB_R, shift, (size_t)1 << log);
    return burhan_kb_ntt(data, log);
}

int burhan_kb_coset_intt(uint32_t *data, unsigned log, uint32_t shift) {
    if (log > KB_MAXIMUM_LOG || shift == 0) return -1;
    int result = burhan_ntt_inverse(data, log);
    if (result == 0) burhan_kb_scale_by_powers(data, KB_R, kb1_inverse(shift), (size_t)1 << log);
    return result;
}

/// coefficients += sign (c - 1) r mod X^n - c: the mask on a coset where X^n = c.
static void add_mask(uint32_t *coefficients, size_t n, uint32_t c, const uint32_t *mask, size_t h, int sign) {
    uint32_t factor = kb1_sub(c, KB_R);
    if (sign < 0) factor = kb1_sub(0, factor);
    for (size_t start = 0; start < h; start += n, factor = kb1_mul(factor, c)) {
        size_t end = h - start < n ? h - start : n;
        burhan_kb_add_scaled(coefficients, mask + start, factor, end);
    }
}

int burhan_kb_coset_lde_from_coefficients(uint32_t *out, uint32_t *coefficients, unsigned log, unsigned log_blowup,
                                          const uint32_t *mask, size_t h) {
    if (log > KB_MAXIMUM_LOG || log_blowup > KB_MAXIMUM_LOG || log + log_blowup > KB_MAXIMUM_LOG) return -1;
    size_t n = (size_t)1 << log;
    uint32_t shift_n = kb1_pow(kb1_from(KB_COSET_SHIFT), n), root = kb1_two_adic_generator(log_blowup);
    for (size_t coset = 0; coset < (size_t)1 << log_blowup; coset++) {
        uint32_t c = kb1_mul(shift_n, kb1_pow(root, kb1_reverse_bits(coset, log_blowup)));
        add_mask(coefficients, n, c, mask, h, 1);
        int result = burhan_ntt_forward(out + coset * n, coefficients, KB_TABLE_COSET, log + log_blowup, log, coset);
        add_mask(coefficients, n, c, mask, h, -1);
        if (result != 0) return result;
    }
    return 0;
}

int burhan_kb_coset_lde(uint32_t *out, uint32_t *coefficients, const uint32_t *values, unsigned log, unsigned log_blowup,
                        const uint32_t *mask, size_t h) {
    if (log > KB_MAXIMUM_LOG) return -1;
    int result = burhan_kb_intt_natural(coefficients, values, log);
    return result != 0 ? result : burhan_kb_coset_lde_from_coefficients(out, coefficients, log, log_blowup, mask, h);
}

int burhan_kb_evaluate_small_coset(uint32_t *out, unsigned log_m, uint32_t shift, const uint32_t *coefficients, unsigned log,
                                   const uint32_t *mask, size_t h) {
    if (log > KB_MAXIMUM_LOG || log_m > KB_MAXIMUM_LOG || shift == 0) return -1;
    size_t n = (size_t)1 << log, m = (size_t)1 << log_m;
    uint32_t c = kb1_pow(shift, m); // X^m on the coset
    if (n <= m) {
        memcpy(out, coefficients, n * sizeof *out);
        memset(out + n, 0, (m - n) * sizeof *out);
    } else {
        memcpy(out, coefficients + (n - m), m * sizeof *out);
        for (size_t start = n - m; start > 0; start -= m) burhan_kb_horner(out, coefficients + start - m, c, m);
    }
    // r_i X^i (X^n - 1), m coefficients of r at a time, the upper power reduced by itself.
    uint32_t low = kb1_sub(0, KB_R), high = kb1_pow(c, n >> log_m);
    for (size_t start = 0; start < h; start += m, low = kb1_mul(low, c), high = kb1_mul(high, c)) {
        size_t count = h - start < m ? h - start : m, above = n & (m - 1), first = m - above < count ? m - above : count;
        burhan_kb_add_scaled(out, mask + start, low, count);
        burhan_kb_add_scaled(out + above, mask + start, high, first);
        burhan_kb_add_scaled(out, mask + start + first, kb1_mul(high, c), count - first);
    }
    return burhan_kb_coset_ntt(out, log_m, shift);
}
