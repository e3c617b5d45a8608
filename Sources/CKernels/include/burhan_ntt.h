#ifndef BURHAN_NTT_H
#define BURHAN_NTT_H
// Number-theoretic transforms over KoalaBear. w_n = (3^127)^(2^24 / n). All arrays are Montgomery representatives of length
// n = 2^log (1 <= n <= 2^24), single-threaded, reentrant. "Reversed" order: position i holds the value at w_n^bitreverse(i).
// Functions returning int give 0, or -1 when sizes are out of range or memory for twiddle tables or scratch is lacking.
#include <stddef.h>
#include <stdint.h>

/// Swaps natural and reversed order in place.
int burhan_kb_bit_reverse(uint32_t *data, unsigned log);

/// Coefficients (natural) -> values on <w_n> (reversed), in place.
int burhan_kb_ntt(uint32_t *data, unsigned log);
/// Values on <w_n> (reversed) -> coefficients (natural), in place.
int burhan_kb_intt(uint32_t *data, unsigned log);
/// Values on <w_n> (natural) -> coefficients (natural); out must not be in.
int burhan_kb_intt_natural(uint32_t *out, const uint32_t *in, unsigned log);
/// The same on the coset shift * <w_n>, shift not zero.
int burhan_kb_coset_ntt(uint32_t *data, unsigned log, uint32_t shift);
int burhan_kb_coset_intt(uint32_t *data, unsigned log, uint32_t shift);

/// Masked low-degree extension. `values`: f on <w_n> in natural order. `mask`: h coefficients of r (h may be 0; any h).
/// `out`: 2^(log + log_blowup) values of f + (X^n - 1) r on the domain s * <w_N>, s = 3^(2^24) of order 127, N = 2^(log + log_blowup), reversed order of the
/// whole domain. `coefficients`: n words that receive the natural-order coefficients of f (without the mask); not null.
/// log + log_blowup <= 24.
int burhan_kb_coset_lde(uint32_t *out, uint32_t *coefficients, const uint32_t *values, unsigned log, unsigned log_blowup,
                        const uint32_t *mask, size_t h);
/// The same from coefficients (natural order), which are left as they were on return but are written to meanwhile.
int burhan_kb_coset_lde_from_coefficients(uint32_t *out, uint32_t *coefficients, unsigned log, unsigned log_blowup,
                                          const uint32_t *mask, size_t h);

/// Shift of the domain of polynomials that pack 2^log_packing columns: the root of that degree of s with order 127.
uint32_t burhan_kb_packing_shift(unsigned log_packing);
enum { BURHAN_MAXIMUM_PACKING_LOG = 10 };
/// Values of F(X) = sum over i < w of X^i f_i(X^w), w = 2^log_packing, 1 <= log_packing <= BURHAN_MAXIMUM_PACKING_LOG, at w `rows` positions of
/// its domain of 2^(log_domain + log_packing) points (reversed order), from w first on. `columns[i]`: values of f_i from row
/// `first` of s * <w_D> on, D = 2^log_domain (reversed order); null for zero. `first` and `rows` are multiples of 16. log_domain + log_packing <= 24.
int burhan_kb_pack(uint32_t *out, const uint32_t *const *columns, unsigned log_packing, unsigned log_domain, size_t first, size_t rows);

/// Values of f + (X^n - 1) r, n = 2^log, on shift * <w_m>, m = 2^log_m, reversed order; linear in n + h, plus an NTT of size m.
int burhan_kb_evaluate_small_coset(uint32_t *out, unsigned log_m, uint32_t shift, const uint32_t *coefficients, unsigned log,
                                   const uint32_t *mask, size_t h);
#endif
