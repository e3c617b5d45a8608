// The heap, and the memory functions the compiler expects, a word at a time.
#include "CGuest.h"

extern uint8_t __heap_start[], __heap_end[];

// The heap only grows, but the newest block is given back when it is freed first: a loop that makes and drops one array runs forever.
static uintptr_t next_block;
static uintptr_t newest_block;

int posix_memalign(void **result, size_t alignment, size_t size) {
    uintptr_t start = next_block != 0 ? next_block : (uintptr_t)__heap_start;
    uintptr_t mask = (alignment < 8 ? 8 : alignment) - 1;
    start = (start + mask) & ~mask;
    if (start > (uintptr_t)__heap_end || size > (uintptr_t)__heap_end - start) {
        *result = NULL;
        return 12;  // ENOMEM
    }
    newest_block = start;
    next_block = start + size;
    *result = (void *)start;
    return 0;
}

void *burhan_allocate(size_t size) {
    void *block;
    posix_memalign(&block, 8, size);
    newest_block = 0;
    return block;
}

void free(void *block) {
    if (block != NULL && (uintptr_t)block == newest_block) {
        next_block = newest_block;
    }
}

// Hash tables ask for a random seed. Executions must be deterministic, so the seed is constant.
void arc4random_buf(void *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ((uint8_t *)bytes)[i] = (uint8_t)(i * 0x9D + 0x5B);
    }
}

static uint8_t *copy_bytes(uint8_t *to, const uint8_t *from, const uint8_t *end) {
    while (from != end) {
        *to++ = *from++;
    }
    return to;
}

// Source and destination differ in alignment: read aligned words and join halves of neighbours. `to` is aligned, `count` words are written.
static void copy_shifted(uint32_t *to, const uint8_t *from, size_t count) {
    unsigned right = ((uintptr_t)from & 3) * 8, left = 32 - right;
    const uint32_t *source = (const uint32_t *)((uintptr_t)from & ~(uintptr_t)3);
    uint32_t low = *source++;
    for (uint32_t *end = to + count; to != end; to++) {
        uint32_t high = *source++;
        *to = low >> right | high << left;
        low = high;
    }
}

static void copy_aligned(uint32_t *to, const uint32_t *from, size_t count) {
    for (const uint32_t *end = from + (count & ~(size_t)7); from != end; from += 8, to += 8) {
        uint32_t a = from[0], b = from[1], c = from[2], d = from[3];
        uint32_t e = from[4], f = from[5], g = from[6], h = from[7];
        to[0] = a, to[1] = b, to[2] = c, to[3] = d;
        to[4] = e, to[5] = f, to[6] = g, to[7] = h;
    }
    for (const uint32_t *end = from + (count & 7); from != end;) {
        *to++ = *from++;
    }
}

// Copies upwards. Right for overlapping ranges too when `to` is below `from`: each word is read before it is overwritten.
static void copy_up(uint8_t *to, const uint8_t *from, size_t count) {
    if (count >= 8) {
        size_t head = -(uintptr_t)to & 3;
        to = copy_bytes(to, from, from + head);
        from += head;
        count -= head;
        size_t words = count / 4;
        if (((uintptr_t)from & 3) == 0) {
            copy_aligned((uint32_t *)to, (const uint32_t *)from, words);
        } else {
            copy_shifted((uint32_t *)to, from, words);
        }
        to += words * 4;
        from += words * 4;
        count &= 3;
    }
    copy_bytes(to, from, from + count);
}

void *memcpy(void *restrict destination, const void *restrict source, size_t count) {
    copy_up(destination, source, count);
    return destination;
}

void *memmove(void *destination, const void *source, size_t count) {
    uint8_t *to = destination;
    const uint8_t *from = source;
    if ((uintptr_t)to - (uintptr_t)from >= count) {
        copy_up(to, from, count);
        return destination;
    }
    to += count;
    from += count;
    if ((((uintptr_t)to ^ (uintptr_t)from) & 3) == 0) {
        for (; count != 0 && ((uintptr_t)from & 3) != 0; count--) {
            *--to = *--from;
        }
        for (; count >= 4; count -= 4) {
            to -= 4;
            from -= 4;
            *(uint32_t *)to = *(const uint32_t *)from;
        }
    }
    for (; count != 0; count--) {
        *--to = *--from;
    }
    return destination;
}

void *memset(void *destination, int value, size_t count) {
    uint8_t *to = destination;
    uint32_t word = (uint8_t)value * 0x01010101u;
    if (count >= 8) {
        while (((uintptr_t)to & 3) != 0) {
            *to++ = (uint8_t)word;
            count--;
        }
        for (uint8_t *end = to + (count & ~(size_t)15); to != end; to += 16) {
            uint32_t *words = (uint32_t *)to;
            words[0] = word, words[1] = word, words[2] = word, words[3] = word;
        }
        for (uint8_t *end = to + (count & 12); to != end; to += 4) {
            *(uint32_t *)to = word;
        }
        count &= 3;
    }
    for (uint8_t *end = to + count; to != end;) {
        *to++ = (uint8_t)word;
    }
    return destination;
}

int memcmp(const void *left, const void *right, size_t count) {
    const uint8_t *a = left, *b = right;
    if ((((uintptr_t)a | (uintptr_t)b) & 3) == 0) {
        while (count >= 4 && *(const uint32_t *)a == *(const uint32_t *)b) {
            a += 4;
            b += 4;
            count -= 4;
        }
    }
    for (; count != 0; a++, b++, count--) {
        if (*a != *b) {
            return *a - *b;
        }
    }
    return 0;
}
