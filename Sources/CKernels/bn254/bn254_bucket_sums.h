// Sums of buckets of points by additions in affine coordinates, eight additions in the lanes of a vector, one inversion for thousands.
// A template: GROUP(name) adds the prefix of a group and GROUP_POINT is the size of its points. Included between BN_BEGIN and BN_END.
//
// All additions of a round are independent: a bucket's points are added in pairs, then the sums in pairs, and so on (a tree), so that no
// addition waits for another one of the same bucket. P + P, P + (-P) and infinity are found by comparing coordinates and set right.

#define FIELD GROUP(field)

/// One addition of a round: offsets of the operands and of the sum. Offsets of a key's points carry the sign in the lowest bit.
typedef struct { uint64_t a, b, to; } GROUP(pair);

/// The differences that a round divides by and their products so far, for one vector of additions.
typedef struct {
    FIELD difference, before;
    /// Lanes with a sum that is a doubling, or that is one of the operands or infinity.
    bn_mask doubling, trivial;
} GROUP(step);

/// Pointers to the operands of up to BN_LANES additions; the last is repeated where fewer are left.
BN_INLINE void GROUP(operands)(
    const uint8_t *base, const GROUP(pair) *pairs, size_t left, int is_key, const uint8_t *a[BN_LANES], const uint8_t *b[BN_LANES],
    bn_mask *negative_a, bn_mask *negative_b) {
    unsigned signs_a = 0, signs_b = 0;
    for (size_t i = 0; i < BN_LANES; i++) {
        const GROUP(pair) *pair = pairs + (i < left ? i : left - 1);
        a[i] = base + (pair->a & ~(uint64_t)is_key);
        b[i] = base + (pair->b & ~(uint64_t)is_key);
        if (is_key) {
            signs_a |= (unsigned)(pair->a & 1) << i;
            signs_b |= (unsigned)(pair->b & 1) << i;
        }
    }
    *negative_a = (bn_mask)signs_a;
    *negative_b = (bn_mask)signs_b;
}

/// The first half of a vector of additions: the differences of x, one where there is nothing to divide by.
BN_INLINE void GROUP(prepare)(const uint8_t *base, const GROUP(pair) *pairs, size_t left, int is_key, GROUP(step) *step) {
    const uint8_t *a[BN_LANES], *b[BN_LANES];
    bn_mask negative_a, negative_b;
    GROUP(operands)(base, pairs, left, is_key, a, b, &negative_a, &negative_b);
    const int bound = is_key ? 16 : 2;
    FIELD xa = GROUP(load_x)(a, is_key), xb = GROUP(load_x)(b, is_key);
    step->difference = GROUP(sub)(xb, xa, bound);
    step->doubling = step->trivial = 0;
    bn_mask suspicious = GROUP(maybe_zero)(step->difference) | GROUP(maybe_zero)(xa) | GROUP(maybe_zero)(xb);
    if (__builtin_expect(suspicious != 0, 0)) {
        FIELD ya, yb;
        bn_mask infinite = GROUP(load)(a, is_key, &xa, &ya);
        infinite |= GROUP(load)(b, is_key, &xb, &yb);
        ya = GROUP(select)(negative_a, ya, GROUP(neg)(ya, bound));
        yb = GROUP(select)(negative_b, yb, GROUP(neg)(yb, bound));
        bn_mask same = GROUP(is_zero)(step->difference) & (bn_mask)~infinite;
        bn_mask opposite = GROUP(is_zero)(GROUP(add)(ya, yb));
        step->doubling = same & (bn_mask)~opposite;
        step->trivial = infinite | (same & opposite);
        step->difference = GROUP(select)(step->doubling, step->difference, GROUP(add)(ya, ya));
        step->difference = GROUP(select)(step->trivial, step->difference, GROUP(one)());
    }
}

/// The second half: the sums, from the inverses of the differences.
BN_INLINE void GROUP(finish)(
    const uint8_t *base, uint8_t *target, const GROUP(pair) *pairs, size_t left, int is_key, const GROUP(step) *step, FIELD inverse) {
    const uint8_t *a[BN_LANES], *b[BN_LANES];
    uint8_t *to[BN_LANES];
    bn_mask negative_a, negative_b;
    GROUP(operands)(base, pairs, left, is_key, a, b, &negative_a, &negative_b);
    for (size_t i = 0; i < BN_LANES; i++) to[i] = target + pairs[i < left ? i : left - 1].to;
    const int bound = is_key ? 16 : 2;
    FIELD xa, ya, xb, yb;
    bn_mask infinite_a = GROUP(load)(a, is_key, &xa, &ya), infinite_b = GROUP(load)(b, is_key, &xb, &yb);
    if (is_key) {
        ya = GROUP(select)(negative_a, ya, GROUP(neg)(ya, bound));
        yb = GROUP(select)(negative_b, yb, GROUP(neg)(yb, bound));
    }
    FIELD rise = GROUP(sub)(yb, ya, bound);
    if (__builtin_expect(step->doubling != 0, 0)) {
        FIELD x = GROUP(reduce)(xa), square = GROUP(sqr)(x, 2);
        rise = GROUP(select)(step->doubling, rise, GROUP(add)(GROUP(add)(square, square), square));
    }
    FIELD slope = GROUP(mul)(rise, inverse, 2);
    FIELD x = GROUP(reduce)(GROUP(sub)(GROUP(sub)(GROUP(sqr)(slope, 3), xa, bound), xb, bound));
    FIELD y = GROUP(mul)(GROUP(sub)(xa, x, 2), slope, 3);
    y = GROUP(reduce)(GROUP(sub)(y, ya, bound));
    if (__builtin_expect(step->trivial != 0, 0)) {
        bn_mask take_a = infinite_b & (bn_mask)~infinite_a, take_b = infinite_a & (bn_mask)~infinite_b;
        FIELD tx = GROUP(select)(take_b, GROUP(zero)(), GROUP(reduce)(xb)), ty = GROUP(select)(take_b, GROUP(zero)(), GROUP(reduce)(yb));
        tx = GROUP(select)(take_a, tx, GROUP(reduce)(xa));
        ty = GROUP(select)(take_a, ty, GROUP(reduce)(ya));
        x = GROUP(select)(step->trivial, x, tx);
        y = GROUP(select)(step->trivial, y, ty);
    }
    GROUP(store)(to, x, y);
}

/// All additions of a round.
static void GROUP(round)(const uint8_t *base, uint8_t *target, const GROUP(pair) *pairs, size_t count, int is_key, GROUP(step) *steps) {
    size_t vectors = (count + BN_LANES - 1) / BN_LANES;
    if (vectors == 0) return;
    FIELD product = GROUP(one)();
    for (size_t v = 0; v < vectors; v++) {
        for (size_t i = 0; is_key && i < BN_LANES && (v + 4) * BN_LANES + i < count; i++) {
            const GROUP(pair) *next = pairs + (v + 4) * BN_LANES + i;
            for (size_t line = 0; line < GROUP_POINT; line += 64) {
                __builtin_prefetch(base + next->a + line);
                __builtin_prefetch(base + next->b + line);
            }
        }
        GROUP(prepare)(base, pairs + v * BN_LANES, count - v * BN_LANES, is_key, steps + v);
        steps[v].before = product;
        product = GROUP(mul)(steps[v].difference, product, 5);
    }
    FIELD inverse = GROUP(inverse)(product);
    for (size_t v = vectors; v-- > 0;) {
        FIELD own = GROUP(mul)(inverse, steps[v].before, 5);
        inverse = GROUP(mul)(steps[v].difference, inverse, 5);
        GROUP(finish)(base, target, pairs + v * BN_LANES, count - v * BN_LANES, is_key, steps + v, own);
    }
}

/// Copies points of a key, with their signs, into the form of sums.
static void GROUP(convert)(const uint8_t *base, uint8_t *target, const GROUP(pair) *pairs, size_t count) {
    for (size_t v = 0; v < count; v += BN_LANES) {
        const uint8_t *a[BN_LANES], *b[BN_LANES];
        uint8_t *to[BN_LANES];
        bn_mask negative, unused;
        GROUP(operands)(base, pairs + v, count - v, 1, a, b, &negative, &unused);
        for (size_t i = 0; i < BN_LANES; i++) to[i] = target + pairs[v + (v + i < count ? i : count - v - 1)].to;
        FIELD x, y;
        bn_mask infinite = GROUP(load)(a, 1, &x, &y);
        y = GROUP(select)(negative, y, GROUP(neg)(y, 16));
        y = GROUP(select)(infinite, GROUP(reduce)(y), GROUP(zero)());
        GROUP(store)(to, GROUP(reduce)(x), y);
    }
}

typedef struct { FIELD x, y, z; } GROUP(projective);

/// Addition without exceptions, also of equal points and of infinity, in homogeneous coordinates (Renes, Costello, Batina, "Complete addition
/// formulas for prime order elliptic curves", Eurocrypt 2016, algorithm 7). Coordinates are below 5 q before and after.
BN_INLINE GROUP(projective) GROUP(add_complete)(GROUP(projective) a, GROUP(projective) b) {
    FIELD t0 = GROUP(mul)(a.x, b.x, 5), t1 = GROUP(mul)(a.y, b.y, 5), t2 = GROUP(mul)(a.z, b.z, 5);
    FIELD xy = GROUP(sub)(GROUP(mul)(GROUP(add)(a.x, a.y), GROUP(add)(b.x, b.y), 10), GROUP(add)(t0, t1), 6);
    FIELD yz = GROUP(sub)(GROUP(mul)(GROUP(add)(a.y, a.z), GROUP(add)(b.y, b.z), 10), GROUP(add)(t1, t2), 6);
    FIELD xz = GROUP(sub)(GROUP(mul)(GROUP(add)(a.x, a.z), GROUP(add)(b.x, b.z), 10), GROUP(add)(t0, t2), 6);
    t0 = GROUP(reduce)(GROUP(add)(GROUP(add)(t0, t0), t0));
    t2 = GROUP(mul_3b)(t2);
    FIELD z = GROUP(add)(t1, t2);
    t1 = GROUP(reduce)(GROUP(sub)(t1, t2, 4));
    FIELD y = GROUP(mul_3b)(xz);
    xy = GROUP(reduce)(xy);
    yz = GROUP(reduce)(yz);
    z = GROUP(reduce)(z);
    y = GROUP(reduce)(y);
    GROUP(projective) sum;
    sum.x = GROUP(reduce)(GROUP(sub)(GROUP(mul)(xy, t1, 2), GROUP(mul)(yz, y, 2), 4));
    sum.y = GROUP(reduce)(GROUP(add)(GROUP(mul)(t1, z, 2), GROUP(mul)(y, t0, 2)));
    sum.z = GROUP(reduce)(GROUP(add)(GROUP(mul)(z, yz, 2), GROUP(mul)(t0, xy, 2)));
    return sum;
}

/// Points of a key that are worked on at a time: what they need fits into a second-level cache.
#define GROUP_CHUNK 4096

/// A bucket that still has several points: its number and how many they are.
typedef struct { uint32_t bucket, count; } GROUP(piece);

/// Where the parts of the working memory lie, from its beginning.
typedef struct { size_t sums, slots[2], pairs, singles, pieces, steps, size; } GROUP(layout);

static GROUP(layout) GROUP(layout_for)(size_t buckets) {
    GROUP(layout) l;
    size_t slot = (GROUP_CHUNK + 2) * (size_t)GROUP_POINT, half = GROUP_CHUNK / 2 + 1;
    l.sums = 0;
    l.slots[0] = buckets * GROUP_POINT;
    l.slots[1] = l.slots[0] + slot;
    l.steps = (l.slots[1] + slot + 63) & ~(size_t)63;
    l.pairs = l.steps + (half / BN_LANES + 1) * sizeof(GROUP(step));
    l.singles = l.pairs + half * sizeof(GROUP(pair));
    l.pieces = l.singles + (GROUP_CHUNK + 1) * sizeof(GROUP(pair));
    l.size = l.pieces + (GROUP_CHUNK + 1) * sizeof(GROUP(piece)) + 64;
    return l;
}

/// Bytes of working memory for this many buckets.
static size_t GROUP(workspace)(size_t buckets) { return GROUP(layout_for)(buckets).size; }

/// Adds the pieces' points, which lie one after the other in the first slots, until every piece is one point in its bucket's sum.
static void GROUP(fold)(uint8_t *memory, const GROUP(layout) *l, size_t pieces) {
    GROUP(piece) *piece = (GROUP(piece) *)(memory + l->pieces);
    GROUP(pair) *pairs = (GROUP(pair) *)(memory + l->pairs);
    for (int from = 0; pieces > 0; from ^= 1) {
        size_t read = l->slots[from], write = l->slots[from ^ 1], left = 0, count = 0;
        for (size_t p = 0; p < pieces; p++) {
            uint32_t bucket = piece[p].bucket, points = piece[p].count;
            uint64_t sum = l->sums + (uint64_t)bucket * GROUP_POINT;
            if (points == 1) {
                memcpy(memory + sum, memory + read, GROUP_POINT);
                read += GROUP_POINT;
                continue;
            }
            for (uint32_t i = 0; i + 1 < points; i += 2) {
                pairs[count++] = (GROUP(pair)){read, read + GROUP_POINT, points == 2 ? sum : write};
                read += 2 * GROUP_POINT;
                if (points > 2) write += GROUP_POINT;
            }
            if (points & 1) {
                memcpy(memory + write, memory + read, GROUP_POINT);
                read += GROUP_POINT;
                write += GROUP_POINT;
            }
            if (points > 2) piece[left++] = (GROUP(piece)){bucket, (points + 1) / 2};
        }
        GROUP(round)(memory, memory, pairs, count, 0, (GROUP(step) *)(memory + l->steps));
        pieces = left;
    }
}

/// The sums of all buckets, into `memory`.
static void GROUP(fill)(uint8_t *memory, const GROUP(layout) *l, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets) {
    GROUP(piece) *piece = (GROUP(piece) *)(memory + l->pieces);
    GROUP(pair) *pairs = (GROUP(pair) *)(memory + l->pairs), *singles = (GROUP(pair) *)(memory + l->singles);
    memset(memory + l->sums, 0, buckets * GROUP_POINT);
    size_t bucket = 0, position = offsets[0];
    int is_continued = 0;
    while (bucket < buckets) {
        size_t taken = 0, pieces = 0, count = 0, alone = 0, slot = l->slots[0];
        // One chunk: whole buckets, and the beginning of one that does not fit. What such a bucket has so far joins its next piece.
        while (bucket < buckets && taken < GROUP_CHUNK) {
            size_t points = offsets[bucket + 1] - position, room = GROUP_CHUNK - taken;
            size_t take = points < room ? points : room;
            uint32_t items = 0;
            for (size_t i = 0; i + 1 < take; i += 2, items++, slot += GROUP_POINT) {
                uint32_t a = entries[position + i], b = entries[position + i + 1];
                pairs[count++] = (GROUP(pair)){(uint64_t)(a >> 1) * GROUP_POINT | (a & 1), (uint64_t)(b >> 1) * GROUP_POINT | (b & 1), slot};
            }
            if (take & 1) {
                uint32_t a = entries[position + take - 1];
                singles[alone++] = (GROUP(pair)){(uint64_t)(a >> 1) * GROUP_POINT | (a & 1), 0, slot};
                items++;
                slot += GROUP_POINT;
            }
            if (is_continued && take > 0) {
                memcpy(memory + slot, memory + l->sums + bucket * GROUP_POINT, GROUP_POINT);
                items++;
                slot += GROUP_POINT;
            }
            if (items > 0) piece[pieces++] = (GROUP(piece)){(uint32_t)bucket, items};
            taken += take;
            position += take;
            is_continued = take < points;
            if (!is_continued) bucket++;
        }
        GROUP(round)(bases, memory, pairs, count, 1, (GROUP(step) *)(memory + l->steps));
        GROUP(convert)(bases, memory, singles, alone);
        GROUP(fold)(memory, l, pieces);
    }
}

/// The weighted sum over the buckets, bucket b (from 0) with weight b + 1, in BN_LANES parts: part i covers its share of the buckets with
/// weights from 1, and comes with the plain sum of its share, so that the weights can be raised. Each is X, Y, Z in homogeneous coordinates.
/// `buckets` is a multiple of BN_LANES. Returns the number of parts.
static size_t GROUP(bucket_sum)(
    uint8_t *out, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets, uint8_t *memory) {
    GROUP(layout) l = GROUP(layout_for)(buckets);
    GROUP(fill)(memory, &l, bases, entries, offsets, buckets);
    size_t share = buckets / BN_LANES;
    GROUP(projective) running = {GROUP(zero)(), GROUP(one)(), GROUP(zero)()}, weighted = running;
    for (size_t j = share; j-- > 0;) {
        const uint8_t *from[BN_LANES];
        for (size_t lane = 0; lane < BN_LANES; lane++) from[lane] = memory + l.sums + (lane * share + j) * GROUP_POINT;
        GROUP(projective) point;
        bn_mask infinite = GROUP(load)(from, 0, &point.x, &point.y);
        point.y = GROUP(select)(infinite, point.y, GROUP(one)());
        point.z = GROUP(select)(infinite, GROUP(one)(), GROUP(zero)());
        running = GROUP(add_complete)(running, point);
        weighted = GROUP(add_complete)(weighted, running);
    }
    const size_t coordinate = GROUP_POINT / 2, stride = 6 * coordinate;
    GROUP(export)(out, stride, weighted.x);
    GROUP(export)(out + coordinate, stride, weighted.y);
    GROUP(export)(out + 2 * coordinate, stride, weighted.z);
    GROUP(export)(out + 3 * coordinate, stride, running.x);
    GROUP(export)(out + 4 * coordinate, stride, running.y);
    GROUP(export)(out + 5 * coordinate, stride, running.z);
    return BN_LANES;
}

#undef GROUP_CHUNK
#undef FIELD
