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
/// Gives a waiting block back to the system: 1, or 0 when none waits. At the end of a proof, until none is left.
int burhan_release_one_waiting(void);
#endif
