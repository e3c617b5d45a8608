#define _GNU_SOURCE
#include "CKernels.h"
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LARGE = 1 << 20, PAGE = 4096, BLOCKS = BURHAN_WAITING_BLOCKS };

/// Released blocks that wait to be used again, the oldest first, with their pages in place: long proofs touch several times the memory that they hold at
/// any time, and the system's work for fresh pages costs up to half of their processor time.
static struct {
    pthread_mutex_t mutex;
    size_t count;
    burhan_block blocks[BLOCKS];
} waiting = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/// Sizes come in steps of at most an eighth, so that blocks fit again.
static size_t rounded(size_t bytes) {
    size_t step = PAGE;
    while (step * 16 <= bytes) step *= 2;
    return (bytes + step - 1) & ~(step - 1);
}

static void *map(void *place, size_t size) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (place ? MAP_FIXED : 0);
    void *memory = mmap(place, size, PROT_READ | PROT_WRITE, flags, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void forget(size_t index) {
    waiting.count--;
    memmove(&waiting.blocks[index], &waiting.blocks[index + 1], (waiting.count - index) * sizeof waiting.blocks[0]);
}

/// Takes the first `size` bytes of a waiting block; what is behind them goes on waiting.
static void *take(size_t index, size_t size) {
    void *memory = waiting.blocks[index].memory;
    if (waiting.blocks[index].size > size) {
        waiting.blocks[index].memory = (char *)memory + size;
        waiting.blocks[index].size -= size;
    } else {
        forget(index);
    }
    return memory;
}

/// The beginning of the smallest waiting block that is large enough, or NULL.
static void *reuse(size_t size) {
    size_t best = BLOCKS;
    for (size_t i = 0; i < waiting.count; i++) {
        size_t found = waiting.blocks[i].size;
        if (found >= size && (best == BLOCKS || found < waiting.blocks[best].size)) best = i;
    }
    return best == BLOCKS ? NULL : take(best, size);
}

/// A fresh block into which the pages of waiting blocks, all of them smaller, are moved as far as they go: waiting memory never adds to fresh memory.
static void *assemble(size_t size) {
    char *memory = map(NULL, size);
    if (!memory) return NULL;
    for (size_t filled = 0; filled < size && waiting.count > 0;) {
        size_t part = waiting.blocks[0].size < size - filled ? waiting.blocks[0].size : size - filled;
        void *from = take(0, part), *to = memory + filled;
        if (mremap(from, part, part, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) {
            // Some kernels don't move what has itself been put together: then fresh pages, whatever became of the place meanwhile.
            munmap(from, part);
            if (!map(to, part)) {
                munmap(memory, size);
                return NULL;
            }
        }
        filled += part;
    }
    return memory;
}

static void *allocate(size_t bytes, int zeroed) {
    if (bytes < LARGE) {
        size_t size = (bytes + 63) & ~(size_t)63;
        void *memory = aligned_alloc(64, size);
        if (memory && zeroed) memset(memory, 0, size);
        return memory;
    }
    size_t size = rounded(bytes);
    pthread_mutex_lock(&waiting.mutex);
    int isFresh = waiting.count == 0;
    void *memory = isFresh ? map(NULL, size) : reuse(size);
    if (!memory && !isFresh) memory = assemble(size);
    pthread_mutex_unlock(&waiting.mutex);
    if (memory && zeroed && !isFresh) memset(memory, 0, bytes);
    return memory;
}

void *burhan_allocate(size_t bytes) { return allocate(bytes, 0); }
void *burhan_allocate_zeroed(size_t bytes) { return allocate(bytes, 1); }

void burhan_release(void *memory, size_t bytes) {
    if (bytes < LARGE) {
        free(memory);
        return;
    }
    pthread_mutex_lock(&waiting.mutex);
    if (waiting.count == BLOCKS) {
        munmap(waiting.blocks[0].memory, waiting.blocks[0].size);
        forget(0);
    }
    waiting.blocks[waiting.count].memory = memory;
    waiting.blocks[waiting.count++].size = rounded(bytes);
    pthread_mutex_unlock(&waiting.mutex);
}

void burhan_discard(void *memory, size_t bytes) {
    uintptr_t start = ((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1), end = ((uintptr_t)memory + bytes) & ~(uintptr_t)(PAGE - 1);
    if (end > start && end - start >= 16 * PAGE) madvise((void *)start, end - start, MADV_DONTNEED);
}

size_t burhan_detach_waiting(burhan_block *blocks) {
    pthread_mutex_lock(&waiting.mutex);
    size_t count = waiting.count;
    memcpy(blocks, waiting.blocks, count * sizeof *blocks);
    waiting.count = 0;
    pthread_mutex_unlock(&waiting.mutex);
    return count;
}

void burhan_unmap(burhan_block block) { munmap(block.memory, block.size); }
