#ifndef BURHAN_NTT_INTERNAL_H
#define BURHAN_NTT_INTERNAL_H
// Steps of the transforms that differ by path.
#include "ntt_tables.h"

/// Block `block` of length 2^log of a transform of 2^table_log elements; kind FORWARD or COSET; out may be in.
int burhan_ntt_forward(uint32_t *out, const uint32_t *in, int kind, unsigned table_log, unsigned log, size_t block);
int burhan_ntt_inverse(uint32_t *data, unsigned log);
/// data[i] *= first * ratio^i.
void burhan_kb_scale_by_powers(uint32_t *data, uint32_t first, uint32_t ratio, size_t n);
/// out[k] = out[k] * factor + in[k].
void burhan_kb_horner(uint32_t *out, const uint32_t *in, uint32_t factor, size_t n);
#endif
