#include "../include/burhan_air.h"

#include "../cpu_path.h"

BURHAN_DISPATCH(void, burhan_air_constraints,
                (uint32_t *const acc[4], const burhan_air_program *program, uint32_t *const *slots,
                 const uint32_t *const *logup, const uint32_t *const sum_next[4], uint32_t *scratch, size_t rows),
                (acc, program, slots, logup, sum_next, scratch, rows))
BURHAN_DISPATCH(void, burhan_air_logup,
                (uint32_t *const *logup, const burhan_air_program *program, uint32_t *const *slots, uint32_t *scratch,
                 size_t rows),
                (logup, program, slots, scratch, rows))
BURHAN_DISPATCH(void, burhan_air_combine,
                (uint32_t *const out[4], const uint32_t *const *columns, const uint32_t (*weights)[4], size_t width, size_t rows),
                (out, columns, weights, width, rows))
BURHAN_DISPATCH(void, burhan_air_deep,
                (uint32_t *const total[4], uint32_t *const combined[4], const uint32_t claimed[4], const uint32_t *x,
                 const uint32_t point[4], uint32_t *scratch, size_t rows),
                (total, combined, claimed, x, point, scratch, rows))
BURHAN_DISPATCH(void, burhan_air_fold,
                (uint32_t *const out[4], const uint32_t *const even[4], const uint32_t *const odd[4],
                 const uint32_t *half_inverse_x, const uint32_t beta[4], size_t rows),
                (out, even, odd, half_inverse_x, beta, rows))
