// Multiples of many points, each by a scalar of its own, eight in the lanes of a vector. A template like bn254_bucket_sums.h, after which it is
// included: GROUP(name) adds the prefix of a group and GROUP_POINT is the size of its points.
//
// Signed digits of four bits, complete formulas: the same operations whatever points and scalars are, a digit's multiple is found by looking at
// all of them.

#define FIELD GROUP(field)

/// Doubling without exceptions in homogeneous coordinates (Renes, Costello, Batina, algorithm 9). Coordinates are below 5 q before and after.
BN_INLINE GROUP(projective) GROUP(double_complete)(GROUP(projective) a) {
    FIELD yy = GROUP(sqr)(a.y, 5), yz = GROUP(mul)(a.y, a.z, 5), xy = GROUP(mul)(a.x, a.y, 5);
    FIELD zz = GROUP(mul_3b)(GROUP(sqr)(a.z, 5)), eight = GROUP(add)(yy, yy);
    eight = GROUP(add)(eight, eight);
    eight = GROUP(reduce)(GROUP(add)(eight, eight));
    FIELD x = GROUP(mul)(zz, eight, 2), y = GROUP(reduce)(GROUP(add)(yy, zz));
    zz = GROUP(reduce)(GROUP(add)(GROUP(add)(zz, zz), zz));
    yy = GROUP(reduce)(GROUP(sub)(yy, zz, 2));
    GROUP(projective) twice;
    twice.z = GROUP(mul)(yz, eight, 2);
    twice.y = GROUP(add)(x, GROUP(mul)(yy, y, 2));
    x = GROUP(mul)(yy, xy, 2);
    twice.x = GROUP(add)(x, x);
    return twice;
}

/// The digits -8 ... 8 of an integer below 2^254, the lowest of 64 first.
static void GROUP(digits)(int8_t digits[64], const uint8_t *scalar) {
    int carry = 0;
    for (int i = 0; i < 64; i++) {
        int digit = (scalar[i / 2] >> (4 * (i & 1)) & 15) + carry;
        carry = digit > 8;
        digits[i] = (int8_t)(digit - 16 * carry);
    }
}

/// Up to BN_LANES points; the last is repeated where fewer are left.
static void GROUP(multiple_vector)(uint8_t *out, const uint8_t *points, const uint8_t *scalars, size_t left) {
    const uint8_t *from[BN_LANES];
    int8_t digits[BN_LANES][64];
    for (size_t lane = 0; lane < BN_LANES; lane++) {
        size_t i = lane < left ? lane : left - 1;
        from[lane] = points + i * GROUP_POINT;
        GROUP(digits)(digits[lane], scalars + 32 * i);
    }
    const GROUP(projective) infinity = {GROUP(zero)(), GROUP(one)(), GROUP(zero)()};
    GROUP(projective) multiples[8];
    FIELD x, y;
    bn_mask infinite = GROUP(load)(from, 1, &x, &y);
    multiples[0].x = GROUP(reduce)(x);
    multiples[0].y = GROUP(select)(infinite, GROUP(reduce)(y), GROUP(one)());
    multiples[0].z = GROUP(select)(infinite, GROUP(one)(), GROUP(zero)());
    for (int i = 1; i < 8; i++) multiples[i] = GROUP(add_complete)(multiples[i - 1], multiples[0]);
    GROUP(projective) sum = infinity;
    for (int window = 63; window >= 0; window--) {
        for (int i = 0; i < 4 && window < 63; i++) sum = GROUP(double_complete)(sum);
        GROUP(projective) term = infinity;
        for (int i = 0; i < 8; i++) {
            unsigned here = 0;
            for (size_t lane = 0; lane < BN_LANES; lane++)
                here |= (unsigned)(digits[lane][window] == i + 1 || digits[lane][window] == -i - 1) << lane;
            term.x = GROUP(select)((bn_mask)here, term.x, multiples[i].x);
            term.y = GROUP(select)((bn_mask)here, term.y, multiples[i].y);
            term.z = GROUP(select)((bn_mask)here, term.z, multiples[i].z);
        }
        unsigned negative = 0;
        for (size_t lane = 0; lane < BN_LANES; lane++) negative |= (unsigned)(digits[lane][window] < 0) << lane;
        term.y = GROUP(select)((bn_mask)negative, term.y, GROUP(neg)(term.y, 5));
        sum = GROUP(add_complete)(sum, term);
    }
    uint8_t lanes[BN_LANES * 3 * GROUP_POINT / 2];
    GROUP(export)(lanes, 3 * GROUP_POINT / 2, sum.x);
    GROUP(export)(lanes + GROUP_POINT / 2, 3 * GROUP_POINT / 2, sum.y);
    GROUP(export)(lanes + GROUP_POINT, 3 * GROUP_POINT / 2, sum.z);
    memcpy(out, lanes, (left < BN_LANES ? left : BN_LANES) * (3 * GROUP_POINT / 2));
}

static void GROUP(multiples)(uint8_t *out, const uint8_t *points, const uint8_t *scalars, size_t count) {
    for (size_t i = 0; i < count; i += BN_LANES)
        GROUP(multiple_vector)(out + i * (3 * GROUP_POINT / 2), points + i * GROUP_POINT, scalars + 32 * i, count - i);
}
#undef FIELD
