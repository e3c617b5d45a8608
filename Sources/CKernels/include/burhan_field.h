#ifndef BURHAN_FIELD_H
#define BURHAN_FIELD_H
// Arrays of KoalaBear elements (p = 2^31 - 2^24 + 1) as 32-bit Montgomery representatives below p, unless said otherwise.
// Arrays may have any length and alignment; `out` may be the same array as an input (not overlap it otherwise).
#include <stddef.h>
#include <stdint.h>

/// Any 32-bit values to Montgomery form (reduced mod p), and back to canonical values below p.
void burhan_kb_to_montgomery(uint32_t *out, const uint32_t *in, size_t n);
void burhan_kb_from_montgomery(uint32_t *out, const uint32_t *in, size_t n);

void burhan_kb_add(uint32_t *out, const uint32_t *a, const uint32_t *b, size_t n);
void burhan_kb_sub(uint32_t *out, const uint32_t *a, const uint32_t *b, size_t n);
void burhan_kb_mul(uint32_t *out, const uint32_t *a, const uint32_t *b, size_t n);
/// out = a * factor.
void burhan_kb_scale(uint32_t *out, const uint32_t *a, uint32_t factor, size_t n);
/// out += a * factor.
void burhan_kb_add_scaled(uint32_t *out, const uint32_t *a, uint32_t factor, size_t n);
/// out = a * b + c.
void burhan_kb_mul_add(uint32_t *out, const uint32_t *a, const uint32_t *b, const uint32_t *c, size_t n);
/// out[i] = first * ratio^i.
void burhan_kb_powers(uint32_t *out, uint32_t first, uint32_t ratio, size_t n);
/// Inverses; zero gives zero. About four multiplications per element.
void burhan_kb_batch_inverse(uint32_t *out, const uint32_t *in, size_t n);

// Quartic extension, x^4 = 3: four coefficient columns.
void burhan_kb_ext4_mul(uint32_t *const out[4], const uint32_t *const a[4], const uint32_t *const b[4], size_t n);
/// Inverses; zero gives zero.
void burhan_kb_ext4_batch_inverse(uint32_t *const out[4], const uint32_t *const in[4], size_t n);
/// out += factor * in, `in` a base-field column.
void burhan_kb_ext4_add_scaled_base(uint32_t *const out[4], const uint32_t *in, const uint32_t factor[4], size_t n);
/// out = sum over i of base[i] * ext[i].
void burhan_kb_ext4_dot_base(uint32_t out[4], const uint32_t *base, const uint32_t *const ext[4], size_t n);
/// out[i] = first * ratio^i in the extension.
void burhan_kb_ext4_powers(uint32_t *const out[4], const uint32_t first[4], const uint32_t ratio[4], size_t n);
#endif
