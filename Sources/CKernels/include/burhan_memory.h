#ifndef BURHAN_MEMORY_H
#define BURHAN_MEMORY_H
// Memory for large arrays. Released blocks wait to be used again, since fresh pages are dear. Thread-safe.
#include <stddef.h>

/// `bytes` of uninitialised memory, aligned to 64 bytes; NULL when there is none. Its content may be that of an earlier block of this process. Give it
/// back with the same number of bytes.
void *burhan_allocate(size_t bytes);
/// The same, all zero.
void *burhan_allocate_zeroed(size_t bytes);
void burhan_release(void *memory, size_t bytes);
/// Takes the pages that lie wholly in this part of an allocated block away; they are zero when they are next touched. Small parts are left alone.
void burhan_discard(void *memory, size_t bytes);

enum { BURHAN_WAITING_BLOCKS = 1024 };

/// A released block: where it begins and how many bytes it has.
typedef struct {
    void *memory;
    size_t size;
} burhan_block;

/// Moves the list of waiting blocks to `blocks` (room for BURHAN_WAITING_BLOCKS) and returns their number; the caller unmaps them.
size_t burhan_detach_waiting(burhan_block *blocks);
void burhan_unmap(burhan_block block);
#endif
