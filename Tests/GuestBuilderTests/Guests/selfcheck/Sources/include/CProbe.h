// Calls of the runtime's functions that the compiler would otherwise expand in place.
#include <stddef.h>
#include <stdint.h>

uint64_t probe_multiply(uint64_t a, uint64_t b);
uint64_t probe_shift_left(uint64_t a, uint32_t count);
uint64_t probe_shift_right(uint64_t a, uint32_t count);
int64_t probe_shift_right_signed(int64_t a, uint32_t count);
uint32_t probe_count_bits(uint64_t a);

/// 0 memcpy, 1 memmove, 2 memset, 3 memcmp; returns the sign of memcmp.
int32_t probe_memory(uint32_t function, uint8_t *_Nonnull buffer, size_t to, size_t from, size_t count);
