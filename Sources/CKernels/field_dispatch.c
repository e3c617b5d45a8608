#include "cpu_path.h"

#define ARRAYS1 (uint32_t *out, const uint32_t *a, size_t n), (out, a, n)
#define ARRAYS2 (uint32_t *out, const uint32_t *a, const uint32_t *b, size_t n), (out, a, b, n)
#define DEFINE(name, ...) BURHAN_DISPATCH(void, name, __VA_ARGS__)

DEFINE(burhan_kb_to_montgomery, ARRAYS1)
DEFINE(burhan_kb_from_montgomery, ARRAYS1)
DEFINE(burhan_kb_batch_inverse, ARRAYS1)
DEFINE(burhan_kb_add, ARRAYS2)
DEFINE(burhan_kb_sub, ARRAYS2)
DEFINE(burhan_kb_mul, ARRAYS2)
BURHAN_DISPATCH(void, burhan_kb_scale, (uint32_t *out, const uint32_t *a, uint32_t factor, size_t n), (out, a, factor, n))
BURHAN_DISPATCH(void, burhan_kb_add_scaled, (uint32_t *out, const uint32_t *a, uint32_t factor, size_t n), (out, a, factor, n))
BURHAN_DISPATCH(void, burhan_kb_mul_add, (uint32_t *out, const uint32_t *a, const uint32_t *b, const uint32_t *c, size_t n),
                (out, a, b, c, n))
BURHAN_DISPATCH(void, burhan_kb_powers, (uint32_t *out, uint32_t first, uint32_t ratio, size_t n), (out, first, ratio, n))
BURHAN_DISPATCH(void, burhan_kb_ext4_mul,
                (uint32_t *const out[4], const uint32_t *const a[4], const uint32_t *const b[4], size_t n), (out, a, b, n))
BURHAN_DISPATCH(void, burhan_kb_ext4_batch_inverse, (uint32_t *const out[4], const uint32_t *const in[4], size_t n),
                (out, in, n))
BURHAN_DISPATCH(void, burhan_kb_ext4_add_scaled_base,
                (uint32_t *const out[4], const uint32_t *in, const uint32_t factor[4], size_t n), (out, in, factor, n))
BURHAN_DISPATCH(void, burhan_kb_ext4_dot_base,
                (uint32_t out[4], const uint32_t *base, const uint32_t *const ext[4], size_t n), (out, base, ext, n))
BURHAN_DISPATCH(void, burhan_kb_ext4_powers,
                (uint32_t *const out[4], const uint32_t first[4], const uint32_t ratio[4], size_t n), (out, first, ratio, n))
