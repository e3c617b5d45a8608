#include "../kb_avx512.h"

#if KB_AVAILABLE
KB_BEGIN
#include "air_kernels.h"
KB_END
#else
typedef int burhan_air_unavailable;
#endif
