// Everything about the groups for one path. Included between BN_BEGIN and BN_END.
#include "bn254_coordinates.h"

#define GROUP(name) g1_##name
#define GROUP_POINT 64
#include "bn254_bucket_sums.h"
#include "bn254_multiples.h"
#undef GROUP
#undef GROUP_POINT

#define GROUP(name) g2_##name
#define GROUP_POINT 128
#include "bn254_bucket_sums.h"
#include "bn254_multiples.h"
#undef GROUP
#undef GROUP_POINT

size_t BN_PATH(burhan_bn254_g1_workspace)(size_t buckets) { return g1_workspace(buckets); }
size_t BN_PATH(burhan_bn254_g2_workspace)(size_t buckets) { return g2_workspace(buckets); }
size_t BN_PATH(burhan_bn254_g1_bucket_sum)(
    uint8_t *out, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets, uint8_t *memory) {
    return g1_bucket_sum(out, bases, entries, offsets, buckets, memory);
}
size_t BN_PATH(burhan_bn254_g2_bucket_sum)(
    uint8_t *out, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets, uint8_t *memory) {
    return g2_bucket_sum(out, bases, entries, offsets, buckets, memory);
}
void BN_PATH(burhan_bn254_g1_multiples) BN_MULTIPLES { g1_multiples(out, points, scalars, count); }
void BN_PATH(burhan_bn254_g2_multiples) BN_MULTIPLES { g2_multiples(out, points, scalars, count); }
