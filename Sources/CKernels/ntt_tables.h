#ifndef BURHAN_NTT_TABLES_H
#define BURHAN_NTT_TABLES_H
// Twiddle factors, built once per process on first use and kept.
//
// A forward transform of f on the coset s <w_n> divides: f mod X^2h - c splits into f mod X^h - t and f mod X^h + t, t^2 = c. The
// two remainders are u + t v and u - t v, where u and v are the halves of f mod X^2h - c. Block i of length 2h (counted from the
// left, among 2^L blocks) has t = s^h w_{2^(L+1)}^bitreverse_L(i); this does not depend on n, so one table serves every size.
#include <stddef.h>
#include <stdint.h>

enum { KB_TABLE_FORWARD, KB_TABLE_COSET, KB_TABLE_INVERSE, KB_TABLE_KINDS };
enum { KB_MAXIMUM_LOG = 24, KB_COSET_SHIFT = 1828256994 };

typedef struct {
    /// Sizes up to 2^log.
    unsigned log;
    /// layers[k][i]: the factor t (its inverse in an inverse table) of block i of length 2^(k+1).
    const uint32_t *layers[KB_MAXIMUM_LOG];
    /// For group g of L^2 elements (L lanes, 2^log_lanes): L - 1 vectors whose lanes are the L blocks of length L of the group;
    /// vector 2^d - 1 + j is for the j-th of the 2^d sub-blocks. Null for one lane.
    const uint32_t *bottom;
} kb_ntt_table;

/// A table for transforms of up to 2^log elements and vectors of 2^log_lanes, or null when memory is lacking. Shift 1, or 3 for COSET.
const kb_ntt_table *burhan_ntt_table(int kind, unsigned log_lanes, unsigned log);

/// Inverse factors in the order in which a transform of exactly 2^log elements reads naturally ordered input, log >= 2 log_lanes:
/// like `bottom`, group m, lane b being the block of length L at bitreverse(b) 2^(log - 2 log_lanes) + bitreverse(m).
const uint32_t *burhan_ntt_natural_table(unsigned log_lanes, unsigned log);
#endif
