#include "cpu_path.h"
#include "ntt.h"

BURHAN_DISPATCH(int, burhan_ntt_forward,
                (uint32_t *out, const uint32_t *in, int kind, unsigned table_log, unsigned log, size_t block),
                (out, in, kind, table_log, log, block))
BURHAN_DISPATCH(int, burhan_ntt_inverse, (uint32_t *data, unsigned log), (data, log))
BURHAN_DISPATCH(int, burhan_kb_intt_natural, (uint32_t *out, const uint32_t *in, unsigned log), (out, in, log))
BURHAN_DISPATCH(int, burhan_kb_bit_reverse, (uint32_t *data, unsigned log), (data, log))
BURHAN_DISPATCH(void, burhan_kb_scale_by_powers, (uint32_t *data, uint32_t first, uint32_t ratio, size_t n),
                (data, first, ratio, n))
BURHAN_DISPATCH(void, burhan_kb_horner, (uint32_t *out, const uint32_t *in, uint32_t factor, size_t n), (out, in, factor, n))
BURHAN_DISPATCH(int, burhan_kb_pack,
                (uint32_t *out, const uint32_t *const *columns, unsigned log_packing, unsigned log_domain, size_t first, size_t rows),
                (out, columns, log_packing, log_domain, first, rows))
