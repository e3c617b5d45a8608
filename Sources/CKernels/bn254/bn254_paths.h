#ifndef BURHAN_BN254_PATHS_H
#define BURHAN_BN254_PATHS_H
// The functions of burhan_bn254.h that exist once for each path.
#include <stddef.h>
#include <stdint.h>

#define BN_BUCKET_SUM                                                                                                  \
    (uint8_t * out, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets, uint8_t *memory)

#define BN_DECLARE(path)                                                                                               \
    size_t burhan_bn254_g1_workspace##path(size_t buckets);                                                            \
    size_t burhan_bn254_g2_workspace##path(size_t buckets);                                                            \
    size_t burhan_bn254_g1_bucket_sum##path BN_BUCKET_SUM;                                                             \
    size_t burhan_bn254_g2_bucket_sum##path BN_BUCKET_SUM;

BN_DECLARE(_scalar)
BN_DECLARE(_ifma)
#endif
