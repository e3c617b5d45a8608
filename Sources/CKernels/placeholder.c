#include "CKernels.h"
typedef int burhan_translation_unit;
