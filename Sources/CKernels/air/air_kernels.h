// Bodies of the kernels declared in burhan_air.h; see kb_template.h.
#include "../include/burhan_air.h"

KB_INLINE kb_ext4 KB_PATH(air_load4)(uint32_t *const columns[4], size_t i) {
    return (kb_ext4){{kb_load(columns[0] + i), kb_load(columns[1] + i), kb_load(columns[2] + i), kb_load(columns[3] + i)}};
}

/// One base-field step over all rows of the block.
KB_INLINE void KB_PATH(air_step)(const burhan_air_instruction *step, uint32_t *const *slots, size_t rows) {
    uint32_t *out = slots[step->dst];
    const uint32_t *a = slots[step->a], *b = slots[step->b];
    switch (step->code) {
    case BURHAN_AIR_ADD:
        for (size_t i = 0; i < rows; i += KB_LANES) kb_store(out + i, kb_add(kb_load(a + i), kb_load(b + i)));
        break;
    case BURHAN_AIR_SUBTRACT:
        for (size_t i = 0; i < rows; i += KB_LANES) kb_store(out + i, kb_sub(kb_load(a + i), kb_load(b + i)));
        break;
    default:
        for (size_t i = 0; i < rows; i += KB_LANES) kb_store(out + i, kb_mul(kb_load(a + i), kb_load(b + i)));
        break;
    }
}

/// sum of weights[i] * columns[i] + offset, at row i; three products to a reduction.
KB_INLINE kb_ext4 KB_PATH(air_dot)(kb_ext4 total, const uint32_t *const *columns, const uint32_t (*weights)[4], size_t count,
                                   size_t row) {
    size_t j = 0;
    for (; j + 4 <= count; j += 4) {
        kb_vec v0 = kb_load(columns[j] + row), v1 = kb_load(columns[j + 1] + row);
        kb_vec v2 = kb_load(columns[j + 2] + row), v3 = kb_load(columns[j + 3] + row);
        for (int k = 0; k < 4; k++) {
            kb_wide four = kb_wide_add(
                kb_wide_add(kb_wide_mul(v0, kb_broadcast(weights[j][k])), kb_wide_mul(v1, kb_broadcast(weights[j + 1][k]))),
                kb_wide_add(kb_wide_mul(v2, kb_broadcast(weights[j + 2][k])), kb_wide_mul(v3, kb_broadcast(weights[j + 3][k]))));
            total.c[k] = kb_add(total.c[k], kb_wide_reduce(four));
        }
    }
    for (; j < count; j++) {
        kb_vec v = kb_load(columns[j] + row);
        for (int k = 0; k < 4; k++) total.c[k] = kb_add(total.c[k], kb_mul(v, kb_broadcast(weights[j][k])));
    }
    return total;
}

/// The fingerprint of a tuple over the block, to four scratch columns.
KB_INLINE void KB_PATH(air_fingerprint)(uint32_t *const out[4], const burhan_air_program *program,
                                        const burhan_air_instruction *step, size_t index, uint32_t *const *slots, size_t rows) {
    const uint32_t *columns[32];
    size_t count = step->b <= 32 ? step->b : 32;
    for (size_t j = 0; j < count; j++) columns[j] = slots[program->values[step->a + j]];
    for (size_t i = 0; i < rows; i += KB_LANES)
        kb_ext4_store(out, i,
                      KB_PATH(air_dot)(kb_ext4_broadcast(program->offsets[index]), columns, program->gammas, count, i));
}

void KB_PATH(burhan_air_constraints)(uint32_t *const acc[4], const burhan_air_program *program, uint32_t *const *slots,
                                     const uint32_t *const *logup, const uint32_t *const sum_next[4], uint32_t *scratch,
                                     size_t rows) {
    uint32_t *d[2][4], *closed[4];
    for (int k = 0; k < 4; k++) {
        d[0][k] = scratch + (size_t)k * BURHAN_AIR_BLOCK;
        d[1][k] = scratch + (size_t)(4 + k) * BURHAN_AIR_BLOCK;
        closed[k] = scratch + (size_t)(8 + k) * BURHAN_AIR_BLOCK;
        for (size_t i = 0; i < rows; i += KB_LANES) {
            kb_store(acc[k] + i, kb_zero());
            kb_store(closed[k] + i, kb_zero());
        }
    }
    size_t fingerprint = 0, constraint = 0;
    // Constraints are gathered four at a time, so that their products share a reduction.
    const uint32_t *pending[4];
    uint32_t *copies = scratch + 12 * BURHAN_AIR_BLOCK;
    size_t waiting = 0;
    for (size_t n = 0; n < program->count; n++) {
        const burhan_air_instruction *step = &program->instructions[n];
        switch (step->code) {
        case BURHAN_AIR_CONSTRAINT: {
            // The slot may be overwritten before the group is full: keep a copy.
            uint32_t *copy = copies + waiting * BURHAN_AIR_BLOCK;
            const uint32_t *from = slots[step->a];
            for (size_t i = 0; i < rows; i += KB_LANES) kb_store(copy + i, kb_load(from + i));
            pending[waiting++] = copy;
            if (waiting == 4) {
                for (size_t i = 0; i < rows; i += KB_LANES)
                    kb_ext4_store(acc, i, KB_PATH(air_dot)(KB_PATH(air_load4)(acc, i), pending, program->lambdas + constraint, 4, i));
                constraint += 4;
                waiting = 0;
            }
            break;
        }
        case BURHAN_AIR_FINGERPRINT:
            KB_PATH(air_fingerprint)(d[step->dst & 1], program, step, fingerprint++, slots, rows);
            break;
        case BURHAN_AIR_PAIR: {
            if (waiting > 0) {
                for (size_t i = 0; i < rows; i += KB_LANES)
                    kb_ext4_store(acc, i,
                                  KB_PATH(air_dot)(KB_PATH(air_load4)(acc, i), pending, program->lambdas + constraint, waiting, i));
                constraint += waiting;
                waiting = 0;
            }
            int isSingle = step->b == BURHAN_AIR_NONE, isLast = (size_t)step->dst + 1 == program->logup_columns;
            const uint32_t *const *h = logup + 4 * (size_t)step->dst;
            const uint32_t *m0 = slots[step->a], *m1 = isSingle ? m0 : slots[step->b];
            kb_ext4 lambda = kb_ext4_broadcast(program->lambdas[constraint++]);
            kb_ext4 perRow = kb_ext4_broadcast(program->sum_per_row);
            for (size_t i = 0; i < rows; i += KB_LANES) {
                kb_ext4 d0 = KB_PATH(air_load4)(d[0], i), numerator, denominator;
                if (isSingle) {
                    denominator = d0;
                    numerator = (kb_ext4){{kb_load(m0 + i), kb_zero(), kb_zero(), kb_zero()}};
                } else {
                    kb_ext4 d1 = KB_PATH(air_load4)(d[1], i);
                    denominator = kb_ext4_mul(d0, d1);
                    numerator = kb_ext4_add(kb_ext4_scale(d1, kb_load(m0 + i)), kb_ext4_scale(d0, kb_load(m1 + i)));
                }
                kb_ext4 value = kb_ext4_load(h, i), total = KB_PATH(air_load4)(closed, i);
                if (isLast) {
                    value = kb_ext4_sub(kb_ext4_add(kb_ext4_sub(kb_ext4_load(sum_next, i), value), perRow), total);
                } else {
                    kb_ext4_store(closed, i, kb_ext4_add(total, value));
                }
                kb_ext4 defect = kb_ext4_sub(kb_ext4_mul(value, denominator), numerator);
                kb_ext4_store(acc, i, kb_ext4_add(KB_PATH(air_load4)(acc, i), kb_ext4_mul(defect, lambda)));
            }
            break;
        }
        default: KB_PATH(air_step)(step, slots, rows); break;
        }
    }
    if (waiting > 0)
        for (size_t i = 0; i < rows; i += KB_LANES)
            kb_ext4_store(acc, i, KB_PATH(air_dot)(KB_PATH(air_load4)(acc, i), pending, program->lambdas + constraint, waiting, i));
}

/// in place: a = 1 / a for a block of extension elements, none of them zero (a zero gives zero in its own place only).
/// Norms down to the base field, one exponentiation for each lane. Uses 4 scratch columns.
KB_INLINE void KB_PATH(air_invert)(uint32_t *const a[4], uint32_t *scratch, size_t rows) {
    uint32_t *u = scratch, *v = scratch + BURHAN_AIR_BLOCK, *norm = scratch + 2 * BURHAN_AIR_BLOCK,
             *prefix = scratch + 3 * BURHAN_AIR_BLOCK;
    kb_vec one = kb_broadcast(KB_R), product = one;
    for (size_t i = 0; i < rows; i += KB_LANES) {
        kb_ext4 e = KB_PATH(air_load4)(a, i);
        kb_vec c13 = kb_mul(e.c[1], e.c[3]);
        kb_vec x = kb_sub(kb_add(kb_mul(e.c[0], e.c[0]), kb_triple(kb_mul(e.c[2], e.c[2]))), kb_triple(kb_add(c13, c13)));
        kb_vec c02 = kb_mul(e.c[0], e.c[2]);
        kb_vec y = kb_sub(kb_sub(kb_add(c02, c02), kb_mul(e.c[1], e.c[1])), kb_triple(kb_mul(e.c[3], e.c[3])));
        kb_vec n = kb_sub(kb_mul(x, x), kb_triple(kb_mul(y, y)));
        kb_store(u + i, x);
        kb_store(v + i, y);
        kb_store(norm + i, n);
        kb_store(prefix + i, product);
        product = kb_mul(product, kb_select_zero(n, one, n));
    }
    kb_vec inverse = one, base = product;
    for (uint32_t exponent = KB_P - 2; exponent; exponent >>= 1) {
        if (exponent & 1) inverse = kb_mul(inverse, base);
        base = kb_mul(base, base);
    }
    for (size_t i = rows; i > 0;) {
        i -= KB_LANES;
        kb_vec n = kb_load(norm + i), x = kb_load(u + i), y = kb_load(v + i);
        kb_vec own = kb_select_zero(n, kb_zero(), kb_mul(inverse, kb_load(prefix + i)));
        inverse = kb_mul(inverse, kb_select_zero(n, one, n));
        kb_vec s = kb_mul(x, own), t = kb_neg(kb_mul(y, own)), t3 = kb_triple(t);
        kb_ext4 e = KB_PATH(air_load4)(a, i), r;
        r.c[0] = kb_add(kb_mul(e.c[0], s), kb_mul(e.c[2], t3));
        r.c[1] = kb_neg(kb_add(kb_mul(e.c[1], s), kb_mul(e.c[3], t3)));
        r.c[2] = kb_add(kb_mul(e.c[0], t), kb_mul(e.c[2], s));
        r.c[3] = kb_neg(kb_add(kb_mul(e.c[1], t), kb_mul(e.c[3], s)));
        kb_ext4_store(a, i, r);
    }
}

void KB_PATH(burhan_air_logup)(uint32_t *const *logup, const burhan_air_program *program, uint32_t *const *slots,
                               uint32_t *scratch, size_t rows) {
    uint32_t *d[2][4], *numerator[4], *total[4];
    for (int k = 0; k < 4; k++) {
        d[0][k] = scratch + (size_t)k * BURHAN_AIR_BLOCK;
        d[1][k] = scratch + (size_t)(4 + k) * BURHAN_AIR_BLOCK;
        numerator[k] = scratch + (size_t)(8 + k) * BURHAN_AIR_BLOCK;
        total[k] = scratch + (size_t)(12 + k) * BURHAN_AIR_BLOCK;
        for (size_t i = 0; i < rows; i += KB_LANES) kb_store(total[k] + i, kb_zero());
    }
    size_t fingerprint = 0;
    for (size_t n = 0; n < program->count; n++) {
        const burhan_air_instruction *step = &program->instructions[n];
        switch (step->code) {
        case BURHAN_AIR_CONSTRAINT: break;
        case BURHAN_AIR_FINGERPRINT:
            KB_PATH(air_fingerprint)(d[step->dst & 1], program, step, fingerprint++, slots, rows);
            break;
        case BURHAN_AIR_PAIR: {
            int isSingle = step->b == BURHAN_AIR_NONE, isLast = (size_t)step->dst + 1 == program->logup_columns;
            const uint32_t *m0 = slots[step->a], *m1 = isSingle ? m0 : slots[step->b];
            for (size_t i = 0; i < rows; i += KB_LANES) {
                kb_ext4 d0 = KB_PATH(air_load4)(d[0], i);
                if (isSingle) {
                    kb_ext4_store(numerator, i, (kb_ext4){{kb_load(m0 + i), kb_zero(), kb_zero(), kb_zero()}});
                } else {
                    kb_ext4 d1 = KB_PATH(air_load4)(d[1], i);
                    kb_ext4_store(numerator, i,
                                  kb_ext4_add(kb_ext4_scale(d1, kb_load(m0 + i)), kb_ext4_scale(d0, kb_load(m1 + i))));
                    kb_ext4_store(d[0], i, kb_ext4_mul(d0, d1));
                }
            }
            KB_PATH(air_invert)(d[0], scratch + 16 * BURHAN_AIR_BLOCK, rows);
            uint32_t *const *out = logup + 4 * (size_t)step->dst;
            for (size_t i = 0; i < rows; i += KB_LANES) {
                kb_ext4 value = kb_ext4_mul(KB_PATH(air_load4)(numerator, i), KB_PATH(air_load4)(d[0], i));
                kb_ext4 sum = kb_ext4_add(KB_PATH(air_load4)(total, i), value);
                kb_ext4_store(total, i, sum);
                kb_ext4_store(out, i, isLast ? sum : value);
            }
            break;
        }
        default: KB_PATH(air_step)(step, slots, rows); break;
        }
    }
}

void KB_PATH(burhan_air_combine)(uint32_t *const out[4], const uint32_t *const *columns, const uint32_t (*weights)[4],
                                 size_t width, size_t rows) {
    kb_ext4 zero = {{kb_zero(), kb_zero(), kb_zero(), kb_zero()}};
    for (size_t i = 0; i < rows; i += KB_LANES) kb_ext4_store(out, i, KB_PATH(air_dot)(zero, columns, weights, width, i));
}

void KB_PATH(burhan_air_deep)(uint32_t *const total[4], uint32_t *const combined[4], const uint32_t claimed[4],
                              const uint32_t *x, const uint32_t point[4], uint32_t *scratch, size_t rows) {
    uint32_t *d[4];
    kb_ext4 z = kb_ext4_broadcast(point), y = kb_ext4_broadcast(claimed);
    for (int k = 0; k < 4; k++) {
        d[k] = scratch + (size_t)k * BURHAN_AIR_BLOCK;
        for (size_t i = 0; i < rows; i += KB_LANES)
            kb_store(d[k] + i, k == 0 ? kb_sub(kb_load(x + i), z.c[0]) : kb_neg(z.c[k]));
    }
    KB_PATH(air_invert)(d, scratch + 4 * BURHAN_AIR_BLOCK, rows);
    for (size_t i = 0; i < rows; i += KB_LANES) {
        kb_ext4 numerator = kb_ext4_sub(KB_PATH(air_load4)(combined, i), y);
        kb_ext4 term = kb_ext4_mul(numerator, KB_PATH(air_load4)(d, i));
        kb_ext4_store(total, i, kb_ext4_add(KB_PATH(air_load4)(total, i), term));
    }
}

void KB_PATH(burhan_air_fold)(uint32_t *const out[4], const uint32_t *const even[4], const uint32_t *const odd[4],
                              const uint32_t *half_inverse_x, const uint32_t beta[4], size_t rows) {
    kb_ext4 b = kb_ext4_broadcast(beta);
    kb_vec half = kb_broadcast(kb1_from((KB_P + 1) / 2));
    for (size_t i = 0; i < rows; i += KB_LANES) {
        kb_ext4 p = kb_ext4_load(even, i), q = kb_ext4_load(odd, i);
        kb_ext4 sum = kb_ext4_scale(kb_ext4_add(p, q), half);
        kb_ext4 difference = kb_ext4_scale(kb_ext4_sub(p, q), kb_load(half_inverse_x + i));
        kb_ext4_store(out, i, kb_ext4_add(sum, kb_ext4_mul(difference, b)));
    }
}
