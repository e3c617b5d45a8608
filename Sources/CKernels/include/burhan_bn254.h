#ifndef BURHAN_BN254_H
#define BURHAN_BN254_H
// Multi-scalar multiplication over BN254's groups. Points are affine, each coordinate 32 bytes (in G2 two of them, c0 before c1) in Montgomery
// form for R = 2^256, little-endian and reduced, infinity all zeros: as in key files, in place, with any alignment.
#include <stddef.h>
#include <stdint.h>

/// Whether the AVX-512 IFMA path is in force; otherwise it is the portable one. Results are the same.
int burhan_bn254_is_vectorised(void);

/// Orders the indices of scalars that are not zero by size, the widest first: `counts` of 128 bits and more, of 64 and more, of `width` and
/// more, and of less. Scalars are 32 bytes, little-endian, below 2^254. `indices` lists those to look at (null: all from 0 on).
void burhan_bn254_sort_scalars(
    uint32_t *order, size_t counts[4], const uint8_t *scalars, const uint32_t *indices, size_t count, unsigned width);

/// Sorts the scalars listed in `order` by their signed digit in one window of `width` bits (2 ... 16), windows counted from the lowest.
/// `entries` receives index * 2 + sign, bucket after bucket; bucket b of 2^(width - 1) has digits b + 1 and -(b + 1) and lies at
/// offsets[b] ..< offsets[b + 1]. `entries` and `digits` hold `count` words, `offsets` 2^(width - 1) + 1. Returns the number of entries.
size_t burhan_bn254_sort_digits(
    uint32_t *entries, uint32_t *offsets, uint32_t *digits, const uint8_t *scalars, const uint32_t *order, size_t count, unsigned width,
    unsigned window);

/// Bytes of working memory that the functions below need on the path in force.
size_t burhan_bn254_g1_workspace(size_t buckets);
size_t burhan_bn254_g2_workspace(size_t buckets);

/// The sum over all buckets b of (b + 1) times the sum of the bucket's points, as up to eight parts: part i covers the i-th equal share of the
/// buckets and consists of its sum with weights counted from 1 in the share, and of its plain sum; each X, Y, Z in homogeneous coordinates in
/// the form of the points' coordinates. `buckets` is a multiple of eight. Returns the number of parts.
size_t burhan_bn254_g1_bucket_sum(
    uint8_t *out, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets, uint8_t *memory);
size_t burhan_bn254_g2_bucket_sum(
    uint8_t *out, const uint8_t *bases, const uint32_t *entries, const uint32_t *offsets, size_t buckets, uint8_t *memory);

/// Each point times the scalar of its own, an integer below 2^254 of 32 bytes, little-endian: X, Y, Z in homogeneous coordinates, in the form of the
/// points' coordinates, Z = 0 for infinity. The same operations for all points and scalars.
void burhan_bn254_g1_multiples(uint8_t *out, const uint8_t *points, const uint8_t *scalars, size_t count);
void burhan_bn254_g2_multiples(uint8_t *out, const uint8_t *points, const uint8_t *scalars, size_t count);

/// Tables for domains of size n = 2^log, 1 <= log <= 27, in BN254's scalar field; for the path in force when they are filled. `root` is a
/// primitive 2n-th root of unity g, 32 bytes in Montgomery form for R = 2^256.
size_t burhan_bn254_table_size(unsigned log);
void burhan_bn254_fill_table(uint8_t *table, unsigned log, const uint8_t *root);

/// From the values of a polynomial of degree below n on the powers of g^2 (n elements of 32 bytes in Montgomery form for R = 2^256, reduced) to
/// its values on g times these, in a form of the table's own that `burhan_bn254_quotient` reads.
void burhan_bn254_coset_values(uint8_t *data, const uint8_t *table);

/// For first <= i < end, multiples of eight or 0 and n: out[(n - i) mod n] is the number a b - c at the i-th coset value as
/// `burhan_bn254_coset_values` left them, that is at the point g^(1 - 2 i): so out[j] belongs to the point g^(2 j + 1). 32 bytes each,
/// little-endian, below r.
void burhan_bn254_quotient(
    uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *c, const uint8_t *table, size_t first, size_t end);

/// A point of G1 or of the twist, of any order, becomes its multiple by an integer below 2^254 of 32 bytes. X, Y, Z in Jacobian coordinates, Z = 0
/// for infinity; 96 or 192 bytes, coordinates as above. Time depends on point and scalar.
void burhan_bn254_g1_multiple(void *point, const void *scalar);
void burhan_bn254_g2_multiple(void *point, const void *scalar);

/// In Fq12, 384 bytes: twelve coefficients in Fq as above, the lowest first. f by another element; its square; the square and, for the parameter x
/// of the curve, the x-th power of an element of the cyclotomic subgroup.
void burhan_bn254_fq12_multiply(void *f, const void *by);
void burhan_bn254_fq12_square(void *f);
void burhan_bn254_fq12_cyclotomic_square(void *f);
void burhan_bn254_fq12_cyclotomic_power(void *f);

/// f times the value at a point (x, y) of G1 of the line a y + (b x + c v) w; `line` holds a, b, c, each in Fq2: 192 bytes.
void burhan_bn254_multiply_line(void *f, const void *line, const void *point);

/// The lines of the Miller loop with these signed binary digits (-1, 0, 1) for the first of four points of the twist, of which the second and third
/// are added at the end; none is infinity. `lines` receives count + (digits not zero) + 2 lines of 192 bytes. Returns whether the sum, computed
/// without meeting infinity or equal points, is the fourth point.
int burhan_bn254_g2_lines(void *lines, const void *points, const int8_t *digits, size_t count);
#endif
