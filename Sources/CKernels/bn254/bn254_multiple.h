// The multiple of a point of y^2 = x^3 + b in Jacobian coordinates, for the field in the macros: F(name) is the name of an operation or type
// and FIELD the type of a coordinate. Complete by distinction of cases; time depends on point and scalar. Formulas: Explicit-Formulas Database,
// dbl-2009-l and add-2007-bl. Included once for each group.

typedef struct { FIELD x, y, z; } F(point);

BN_INLINE int F(point_is_infinity)(const F(point) * a) { return F(is_zero)(a->z); }

FQ_OUTLINE void F(point_double)(F(point) * p) {
    FIELD a = F(sqr)(p->x), b = F(sqr)(p->y), c = F(sqr)(b), s = F(sqr)(F(add)(p->x, b));
    FIELD d = F(sub)(F(sub)(s, a), c);
    d = F(add)(d, d);
    FIELD e = F(add)(F(add)(a, a), a), yz = F(mul)(p->y, p->z);
    p->x = F(sub)(F(sqr)(e), F(add)(d, d));
    c = F(add)(c, c);
    c = F(add)(c, c);
    c = F(add)(c, c);
    p->y = F(sub)(F(mul)(e, F(sub)(d, p->x)), c);
    p->z = F(add)(yz, yz);
}

FQ_OUTLINE void F(point_add)(F(point) * p, const F(point) * q) {
    if (F(point_is_infinity)(q)) return;
    if (F(point_is_infinity)(p)) {
        *p = *q;
        return;
    }
    FIELD z1z1 = F(sqr)(p->z), z2z2 = F(sqr)(q->z), u1 = F(mul)(p->x, z2z2), s1 = F(mul)(F(mul)(p->y, q->z), z2z2);
    FIELD h = F(sub)(F(mul)(q->x, z1z1), u1), half = F(sub)(F(mul)(F(mul)(q->y, p->z), z1z1), s1);
    if (F(is_zero)(h)) {
        if (F(is_zero)(half)) {
            F(point_double)(p);
        } else {
            memset(&p->z, 0, sizeof p->z);
        }
        return;
    }
    FIELD i = F(sqr)(F(add)(h, h)), j = F(mul)(h, i), r = F(add)(half, half), v = F(mul)(u1, i), sj = F(mul)(s1, j);
    FIELD zz = F(sub)(F(sub)(F(sqr)(F(add)(p->z, q->z)), z1z1), z2z2);
    p->x = F(sub)(F(sub)(F(sqr)(r), j), F(add)(v, v));
    p->y = F(sub)(F(mul)(r, F(sub)(v, p->x)), F(add)(sj, sj));
    p->z = F(mul)(zz, h);
}

/// `p` becomes its multiple by an integer below 2^254, by signed digits of four bits: odd, -7 ... 7.
static void F(point_multiply)(F(point) * p, const uint64_t scalar[4]) {
    int8_t digits[256];
    uint64_t rest[4] = {scalar[0], scalar[1], scalar[2], scalar[3]};
    int count = 0;
    while (rest[0] | rest[1] | rest[2] | rest[3]) {
        int digit = 0;
        if (rest[0] & 1) {
            digit = (int)(rest[0] & 15);
            if (digit > 7) digit -= 16;
            uint64_t magnitude[4] = {(uint64_t)(digit < 0 ? -digit : digit), 0, 0, 0};
            if (digit < 0) {
                bn_add_words(rest, rest, magnitude);
            } else {
                bn_subtract_words(rest, rest, magnitude);
            }
        }
        digits[count++] = (int8_t)digit;
        for (int i = 0; i < 4; i++) rest[i] = rest[i] >> 1 | (i < 3 ? rest[i + 1] << 63 : 0);
    }
    F(point) odd[4] = {*p, *p, *p, *p}, twice = *p;
    F(point_double)(&twice);
    for (int i = 1; i < 4; i++) {
        odd[i] = odd[i - 1];
        F(point_add)(&odd[i], &twice);
    }
    memset(p, 0, sizeof *p);
    for (int i = count - 1; i >= 0; i--) {
        F(point_double)(p);
        if (digits[i] == 0) continue;
        F(point) term = odd[(digits[i] < 0 ? -digits[i] : digits[i]) / 2];
        if (digits[i] < 0) term.y = F(neg)(term.y);
        F(point_add)(p, &term);
    }
}
