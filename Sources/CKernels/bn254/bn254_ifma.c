// BN254's kernels on the AVX-512 IFMA path.
#include "bn254_lanes_ifma.h"
#include "burhan_bn254.h"
#include "bn254_paths.h"
#if BN_AVAILABLE
BN_BEGIN
#include "bn254_groups.h"
#include "bn254_transform.h"
BN_END
#endif
