#ifndef BURHAN_CKERNELS_H
#define BURHAN_CKERNELS_H
#include <stdint.h>
#include <stddef.h>
#endif
