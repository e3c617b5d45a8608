#define _GNU_SOURCE
#include "CKernels.h"
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LARGE = 1 << 20, PAGE = 4096, BLOCKS = 1024 };

/// Released blocks that wait to be used again, the oldest first, with their pages in place: long proofs touch several times the memory that they hold at
/// any time, and the system's work for fresh pages costs up to half of their processor time.
static struct {
    pthread_mutex_t mutex;
    size_t count;
    struct {
        void *memory;
        size_t size;
    } blocks[BLOCKS];
} waiting = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/// Sizes come in steps of at most an eighth, so that blocks fit again.
static size_t rounded(size_t bytes) {
    size_t step = PAGE;
    while (step * 16 <= bytes) step *= 2;
    return (bytes + step - 1) & ~(step - 1);
}

static void forget(size_t index) {
    waiting.count--;
    memmove(&waiting.blocks[index], &waiting.blocks[index + 1], (waiting.count - index) * sizeof waiting.blocks[0]);
}

/// A waiting block of this size or up to a quarter more (the excess goes back to the system), or NULL.
static void *reuse(size_t size) {
    size_t best = BLOCKS;
    for (size_t i = 0; i < waiting.count; i++) {
        size_t found = waiting.blocks[i].size;
        if (found >= size && found <= size + size / 4 && (best == BLOCKS || found < waiting.blocks[best].size)) best = i;
    }
    if (best == BLOCKS) return NULL;
    void *memory = waiting.blocks[best].memory;
    if (waiting.blocks[best].size > size) munmap((char *)memory + size, waiting.blocks[best].size - size);
    forget(best);
    return memory;
}

/// Gives the oldest waiting blocks back to the system until `bytes` are free: waiting memory never adds to fresh memory.
static void make_room(size_t bytes) {
    size_t freed = 0;
    while (waiting.count > 0 && freed < bytes) {
        freed += waiting.blocks[0].size;
        munmap(waiting.blocks[0].memory, waiting.blocks[0].size);
        forget(0);
    }
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
    void *memory = reuse(size);
    if (!memory) make_room(size);
    pthread_mutex_unlock(&waiting.mutex);
    if (memory) {
        if (zeroed) memset(memory, 0, bytes);
        return memory;
    }
    memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void *burhan_allocate(size_t bytes) { return allocate(bytes, 0); }
void *burhan_allocate_zeroed(size_t bytes) { return allocate(bytes, 1); }

void burhan_release(void *memory, size_t bytes) {
    if (bytes < LARGE) {
        free(memory);
        return;
    }
    pthread_mutex_lock(&waiting.mutex);
    if (waiting.count == BLOCKS) make_room(1);
    waiting.blocks[waiting.count].memory = memory;
    waiting.blocks[waiting.count++].size = rounded(bytes);
    pthread_mutex_unlock(&waiting.mutex);
}

int burhan_release_one_waiting(void) {
    pthread_mutex_lock(&waiting.mutex);
    if (waiting.count == 0) {
        pthread_mutex_unlock(&waiting.mutex);
        return 0;
    }
    size_t last = waiting.count - 1, size = waiting.blocks[last].size;
    void *memory = waiting.blocks[last].memory;
    forget(last);
    pthread_mutex_unlock(&waiting.mutex);
    munmap(memory, size);
    return 1;
}
