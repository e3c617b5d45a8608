#ifndef BURHAN_AIR_H
#define BURHAN_AIR_H
// Constraint programs over blocks of rows. Field elements are Montgomery words; extension elements are four columns (structure of arrays).
// `rows` is a multiple of 16 and at most BURHAN_AIR_BLOCK.
#include <stddef.h>
#include <stdint.h>

enum { BURHAN_AIR_BLOCK = 512 };
enum {
    BURHAN_AIR_ADD = 0,
    BURHAN_AIR_SUBTRACT = 1,
    BURHAN_AIR_MULTIPLY = 2,
    BURHAN_AIR_CONSTRAINT = 3,
    BURHAN_AIR_FINGERPRINT = 4,
    BURHAN_AIR_PAIR = 5,
    BURHAN_AIR_NONE = 0xffff
};

/// One step of a constraint program; see ConstraintProgram.swift for the meaning of the operands.
typedef struct {
    uint16_t code, dst, a, b;
} burhan_air_instruction;

typedef struct {
    const burhan_air_instruction *instructions;
    size_t count;
    /// Slots of tuple entries.
    const uint16_t *values;
    /// LogUp extension columns.
    size_t logup_columns;
    /// alpha + bus of each fingerprint, in order.
    const uint32_t (*offsets)[4];
    /// gamma^(i + 1).
    const uint32_t (*gammas)[4];
    /// lambda^k; not read by burhan_air_logup.
    const uint32_t (*lambdas)[4];
    /// Sum of the table divided by its rows; not read by burhan_air_logup.
    uint32_t sum_per_row[4];
} burhan_air_program;

/// Words of scratch that either function needs.
enum { BURHAN_AIR_SCRATCH = 24 * BURHAN_AIR_BLOCK };

/// acc = sum of lambda^k * constraint_k. `slots[i]` points to the block's values of slot i (temporaries are written); `logup` to its
/// 4 * logup_columns columns, `sum_next` to the last LogUp column in the next row.
void burhan_air_constraints(uint32_t *const acc[4], const burhan_air_program *program, uint32_t *const *slots,
                            const uint32_t *const *logup, const uint32_t *const sum_next[4], uint32_t *scratch, size_t rows);

/// LogUp columns of a block: column p < last gets its pair's fractions, the last column the sum of all fractions of the row.
void burhan_air_logup(uint32_t *const *logup, const burhan_air_program *program, uint32_t *const *slots, uint32_t *scratch,
                      size_t rows);

/// out = sum over i < width of weights[i] * columns[i], for `rows` rows (a multiple of 16).
void burhan_air_combine(uint32_t *const out[4], const uint32_t *const *columns, const uint32_t (*weights)[4], size_t width,
                        size_t rows);

/// total += (combined - claimed) / (x - point), for `rows` rows (a multiple of 16, at most BURHAN_AIR_BLOCK); no x may be `point`.
void burhan_air_deep(uint32_t *const total[4], uint32_t *const combined[4], const uint32_t claimed[4], const uint32_t *x,
                     const uint32_t point[4], uint32_t *scratch, size_t rows);
/// One halving of FRI: out[i] = (even[i] + odd[i]) / 2 + beta (even[i] - odd[i]) half_inverse_x[i], half_inverse_x = 1 / (2 x);
/// `rows` a multiple of 16. `out` may be `even`.
void burhan_air_fold(uint32_t *const out[4], const uint32_t *const even[4], const uint32_t *const odd[4],
                     const uint32_t *half_inverse_x, const uint32_t beta[4], size_t rows);
#endif
