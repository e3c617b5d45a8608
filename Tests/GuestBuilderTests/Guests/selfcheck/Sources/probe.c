#include "CProbe.h"

uint64_t __muldi3(uint64_t a, uint64_t b);
uint64_t __ashldi3(uint64_t a, int count);
uint64_t __lshrdi3(uint64_t a, int count);
int64_t __ashrdi3(int64_t a, int count);
int __clzdi2(uint64_t a);
int __ctzdi2(uint64_t a);
int __popcountdi2(uint64_t a);
void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);

uint64_t probe_multiply(uint64_t a, uint64_t b) { return __muldi3(a, b); }
uint64_t probe_shift_left(uint64_t a, uint32_t count) { return __ashldi3(a, (int)count); }
uint64_t probe_shift_right(uint64_t a, uint32_t count) { return __lshrdi3(a, (int)count); }
int64_t probe_shift_right_signed(int64_t a, uint32_t count) { return __ashrdi3(a, (int)count); }

uint32_t probe_count_bits(uint64_t a) {
    if (a == 0) {
        return (uint32_t)__popcountdi2(a);
    }
    return (uint32_t)(__clzdi2(a) << 16 | __ctzdi2(a) << 8 | __popcountdi2(a));
}

int32_t probe_memory(uint32_t function, uint8_t *buffer, size_t to, size_t from, size_t count) {
    int order = 0;
    switch (function) {
    case 0: memcpy(buffer + to, buffer + from, count); break;
    case 1: memmove(buffer + to, buffer + from, count); break;
    case 2: memset(buffer + to, (int)from * 7 + 0x100, count); break;
    default: order = memcmp(buffer + to, buffer + from, count); break;
    }
    return order < 0 ? -1 : order > 0;
}
