// BN254's kernels on the portable path.
#include "bn254_lanes_scalar.h"
#include "burhan_bn254.h"
#include "bn254_paths.h"
#include "bn254_groups.h"
#include "bn254_transform.h"
