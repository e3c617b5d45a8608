#ifndef BURHAN_SANDBOX_H
#define BURHAN_SANDBOX_H
// Confines the calling process for good (Linux: prlimit, no_new_privs, seccomp).
#include <stdint.h>

/// What is left of a confined process.
enum {
    BURHAN_SANDBOX_OK = 0,
    /// A resource limit could not be set.
    BURHAN_SANDBOX_NO_LIMITS = 1,
    /// The kernel has no seccomp filters, or the processor is unknown here.
    BURHAN_SANDBOX_NO_FILTER = 2
};

/// Sets limits: writable memory in bytes, processor time in seconds; no core dumps, no file growth.
int burhan_sandbox_limit(uint64_t memory, uint64_t processor_seconds);

/// From here on only system calls for memory, signals, time and open descriptors succeed: no file can be opened, no process, thread or
/// socket made. Every other call fails with EPERM; a call of another architecture kills the process.
int burhan_sandbox_enter(void);

/// Dies with its parent: a worker never outlives the process that asked for it.
void burhan_sandbox_die_with_parent(void);
#endif
