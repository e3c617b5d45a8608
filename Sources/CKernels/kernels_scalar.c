// All kernel bodies for the scalar path; see kb_template.h.
#include "CKernels.h"
#include "ntt.h"
#include "kb_scalar.h"
#if KB_AVAILABLE
KB_BEGIN
#include "field_kernels.h"
#include "ext4_kernels.h"
#include "blake3_kernels.h"
#include "ntt_butterflies.h"
#include "ntt_kernels.h"
#include "packing_kernels.h"
KB_END
#endif
