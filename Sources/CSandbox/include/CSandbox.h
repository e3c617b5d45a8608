#ifndef BURHAN_SANDBOX_H
#define BURHAN_SANDBOX_H
// A process that runs foreign code: how it is started and ended, and how it confines itself for good (Linux: rlimits, no_new_privs, seccomp).
#include <stdint.h>

/// What is left of a confined process.
enum {
    BURHAN_SANDBOX_OK = 0,
    /// A resource limit could not be set.
    BURHAN_SANDBOX_NO_LIMITS = 1,
    /// The kernel has no seccomp filters, or the processor is unknown here.
    BURHAN_SANDBOX_NO_FILTER = 2
};

/// Sets limits: writable memory and the size of files in bytes, processor time in seconds; no core dumps.
int burhan_sandbox_limit(uint64_t memory, uint64_t file, uint64_t processor_seconds);

/// From here on only system calls for memory, signals, time and open descriptors succeed: no file can be opened, no process, thread or
/// socket made. Every other call fails with EPERM; a call of another architecture kills the process.
int burhan_sandbox_enter(void);

/// Dies with its parent: a worker never outlives the process that asked for it.
void burhan_sandbox_die_with_parent(void);

/// A descriptor of anonymous memory, closed on exec; -1 with errno set if there is none.
int burhan_sandbox_memory_file(void);

/// Starts `path` with the words `path` and `word`, no environment, and no descriptor but `input` and `output` as standard input and output
/// (standard error goes nowhere). Returns 0 or an error number.
int burhan_sandbox_spawn(const char *path, const char *word, int input, int output, int *process);

/// Waits up to `milliseconds` for the process's end. Returns 1 when it ended (`*status` as waitpid gives it), 0 when the time is over, -1 on
/// a system error.
int burhan_sandbox_wait(int process, int milliseconds, int *status);

/// Ends the process at once and collects it.
void burhan_sandbox_kill(int process);
#endif
