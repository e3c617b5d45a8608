// Steps of the pairing on BN254 and multiples of single points, in portable C. Their twins in Swift, where the sources of the formulas are, stand in
// Sources/Groth16/Pairing and Sources/Groth16/Curve.
#include "burhan_bn254.h"
#include "bn254_tower.h"

BN_INLINE fq fq_neg(fq a) { return fq_sub(fq_zero(), a); }
BN_INLINE int fq_is_zero(fq a) { return bn_is_zero(a); }
BN_INLINE int fq2_is_zero(fq2 a) { return bn_is_zero(a.c0) && bn_is_zero(a.c1); }

#define F(name) fq_##name
#define FIELD fq
#include "bn254_multiple.h"
#undef F
#undef FIELD
#define F(name) fq2_##name
#define FIELD fq2
#include "bn254_multiple.h"
#undef F
#undef FIELD

/// The curve's parameter x.
#define BN_PARAMETER 4965661367192848881u

void burhan_bn254_g1_multiple(void *point, const void *scalar) {
    fq_point p;
    memcpy(&p, point, sizeof p);
    fq_point_multiply(&p, bn_load(scalar).w);
    memcpy(point, &p, sizeof p);
}

void burhan_bn254_g2_multiple(void *point, const void *scalar) {
    fq2_point p;
    memcpy(&p, point, sizeof p);
    fq2_point_multiply(&p, bn_load(scalar).w);
    memcpy(point, &p, sizeof p);
}

void burhan_bn254_fq12_multiply(void *f, const void *by) {
    fq12 a, b, product;
    memcpy(&a, f, sizeof a);
    memcpy(&b, by, sizeof b);
    fq12_mul(&product, &a, &b);
    memcpy(f, &product, sizeof product);
}

void burhan_bn254_fq12_square(void *f) {
    fq12 a;
    memcpy(&a, f, sizeof a);
    fq12_sqr(&a);
    memcpy(f, &a, sizeof a);
}

void burhan_bn254_fq12_cyclotomic_square(void *f) {
    fq12 a;
    memcpy(&a, f, sizeof a);
    fq12_cyclotomic_sqr(&a);
    memcpy(f, &a, sizeof a);
}

void burhan_bn254_fq12_cyclotomic_power(void *f) {
    fq12 base, inverse, value, product;
    memcpy(&base, f, sizeof base);
    inverse = base;
    inverse.c1 = (fq6){fq2_neg(base.c1.c0), fq2_neg(base.c1.c1), fq2_neg(base.c1.c2)};
    // The digits of x in non-adjacent form are the bits of (3x ^ x) / 2, negative where x has them; 3x is below 2^64.
    const uint64_t thrice = 3 * BN_PARAMETER, plus = (thrice & ~BN_PARAMETER) >> 1, minus = (BN_PARAMETER & ~thrice) >> 1;
    value = base;
    for (int bit = 62 - __builtin_clzll(plus); bit >= 0; bit--) {
        fq12_cyclotomic_sqr(&value);
        if (((plus | minus) >> bit & 1) == 0) continue;
        fq12_mul(&product, &value, plus >> bit & 1 ? &base : &inverse);
        value = product;
    }
    memcpy(f, &value, sizeof value);
}

void burhan_bn254_multiply_line(void *f, const void *line, const void *point) {
    fq12 value;
    fq2 coefficients[3];
    fq6 low, high, cross, sum;
    memcpy(&value, f, sizeof value);
    memcpy(coefficients, line, sizeof coefficients);
    fq2 a = fq2_mul_fq(coefficients[0], bn_load((const uint8_t *)point + 32)), b = fq2_mul_fq(coefficients[1], bn_load(point)), c = coefficients[2];
    low = (fq6){fq2_mul(value.c0.c0, a), fq2_mul(value.c0.c1, a), fq2_mul(value.c0.c2, a)};
    fq6_mul_sparse(&high, &value.c1, b, c);
    sum = fq6_add(value.c0, value.c1);
    fq6_mul_sparse(&cross, &sum, fq2_add(a, b), c);
    value.c0 = fq6_add(low, fq6_mul_v(high));
    value.c1 = fq6_sub(fq6_sub(cross, low), high);
    memcpy(f, &value, sizeof value);
}

/// A point of the twist (X / Z, Y / Z).
typedef struct { fq2 x, y, z; } moving_point;

static const fq2 TWIST_B = {
    {{0x3bf938e377b802a8, 0x020b1b273633535d, 0x26b7edf049755260, 0x2514c6324384a86d}},
    {{0x38e7ecccd1dcff67, 0x65f0b37d93ce0d3e, 0xd749d0dd22ac00aa, 0x0141b9ce4a688d4d}},
};

static void double_point(moving_point *p, fq2 line[3]) {
    fq2 a = fq2_halve(fq2_mul(p->x, p->y)), b = fq2_sqr(p->y), c = fq2_sqr(p->z);
    fq2 e = fq2_mul(fq2_triple(c), TWIST_B), f = fq2_triple(e), g = fq2_halve(fq2_add(b, f));
    fq2 h = fq2_sub(fq2_sqr(fq2_add(p->y, p->z)), fq2_add(b, c)), xx = fq2_sqr(p->x), ee = fq2_sqr(e);
    line[0] = fq2_neg(h);
    line[1] = fq2_triple(xx);
    line[2] = fq2_sub(e, b);
    p->x = fq2_mul(a, fq2_sub(b, f));
    p->y = fq2_sub(fq2_sqr(g), fq2_triple(ee));
    p->z = fq2_mul(b, h);
}

static void add_point(moving_point *p, fq2 x, fq2 y, fq2 line[3]) {
    fq2 theta = fq2_sub(p->y, fq2_mul(y, p->z)), lambda = fq2_sub(p->x, fq2_mul(x, p->z));
    fq2 c = fq2_sqr(theta), d = fq2_sqr(lambda), e = fq2_mul(lambda, d), f = fq2_mul(p->z, c), g = fq2_mul(p->x, d);
    fq2 h = fq2_sub(fq2_add(e, f), fq2_double(g)), ey = fq2_mul(e, p->y);
    line[0] = lambda;
    line[1] = fq2_neg(theta);
    line[2] = fq2_sub(fq2_mul(theta, x), fq2_mul(lambda, y));
    p->x = fq2_mul(lambda, h);
    p->y = fq2_sub(fq2_mul(theta, fq2_sub(g, h)), ey);
    p->z = fq2_mul(p->z, e);
}

int burhan_bn254_g2_lines(void *lines, const void *points, const int8_t *digits, size_t count) {
    fq2 coordinates[8], line[3];
    uint8_t *out = lines;
    memcpy(coordinates, points, sizeof coordinates);
    fq2 x = coordinates[0], y = coordinates[1], minus_y = fq2_neg(y);
    moving_point moving = {x, y, {bn_one(&BN_Q), fq_zero()}};
    for (size_t i = 0; i < count; i++) {
        double_point(&moving, line);
        memcpy(out, line, sizeof line);
        out += sizeof line;
        if (digits[i] == 0) continue;
        add_point(&moving, x, digits[i] > 0 ? y : minus_y, line);
        memcpy(out, line, sizeof line);
        out += sizeof line;
    }
    for (int i = 1; i < 3; i++) {
        add_point(&moving, coordinates[2 * i], coordinates[2 * i + 1], line);
        memcpy(out, line, sizeof line);
        out += sizeof line;
    }
    // An addition of equal or opposite points leaves Z = 0, and that stays: such a point is not of order r.
    int x_differs = !fq2_is_zero(fq2_sub(moving.x, fq2_mul(coordinates[6], moving.z)));
    int y_differs = !fq2_is_zero(fq2_sub(moving.y, fq2_mul(coordinates[7], moving.z)));
    return !fq2_is_zero(moving.z) && !x_differs && !y_differs;
}
