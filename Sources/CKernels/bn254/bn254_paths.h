#ifndef BURHAN_BN254_PATHS_H
#define BURHAN_BN254_PATHS_H
// The functions of burhan_bn254.h that exist once for each path.
#include <stddef.h>
#include <stdint.h>

#define BN_BUCKET_SUM                                                                                                  \
    (uint8_t * out, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets, uint8_t *memory)

#define BN_MULTIPLES (uint8_t * out, const uint8_t *points, const uint8_t *scalars, size_t count)

/// Bytes before a table of roots; the first tells the path it is made for.
#define BN_TABLE_HEADER 64

#define BN_QUOTIENT (uint8_t * out, const uint8_t *a, const uint8_t *b, const uint8_t *c, size_t n, size_t first, size_t end)

#define BN_DECLARE(path)                                                                                               \
    size_t burhan_bn254_g1_workspace##path(size_t buckets);                                                            \
    size_t burhan_bn254_g2_workspace##path(size_t buckets);                                                            \
    size_t burhan_bn254_g1_bucket_sum##path BN_BUCKET_SUM;                                                             \
    size_t burhan_bn254_g2_bucket_sum##path BN_BUCKET_SUM;                                                             \
    void burhan_bn254_g1_multiples##path BN_MULTIPLES;                                                                 \
    void burhan_bn254_g2_multiples##path BN_MULTIPLES;                                                                 \
    size_t burhan_bn254_table_size##path(size_t n);                                                                    \
    void burhan_bn254_fill_table##path(uint8_t *table, unsigned log, const uint8_t *root);                             \
    void burhan_bn254_coset_values##path(uint8_t *data, const uint8_t *table, size_t n);                               \
    void burhan_bn254_quotient##path BN_QUOTIENT;

BN_DECLARE(_scalar)
BN_DECLARE(_ifma)
#endif
